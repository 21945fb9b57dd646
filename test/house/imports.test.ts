import {describe, expect, test} from 'vitest';
import {filesBelow, importsOf, read} from './sources.js';

/** Who may import whom; docs/architecture.md prints the same table. A part may always import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	'source/core': [],
	'source/wire': ['source/core', 'node:*'],
	'source/client': ['source/core', 'source/wire', 'node:*'],
	'source/commands': ['source/core', 'source/wire', 'source/client', 'node:*'],
	'source/terminal': ['source/core', '@xterm/headless', '@xterm/addon-serialize'],
	'source/ui': ['source/core', 'source/wire', 'source/client', 'source/terminal', 'node:*', 'ink', 'react'],
	'source/demo': ['source/core', 'source/wire', 'source/client', 'node:*', 'ssh2', 'node-pty'],
	'source/daemon': ['source/core', 'source/wire', 'source/terminal', 'drivers/transports', 'node:*', 'conf', 'ulid'],
	'drivers/schedulers': ['source/core'],
	'drivers/addresses': ['source/core'],
	'drivers/routes': ['source/core'],
	'drivers/apps': ['source/core'],
	'drivers/transports': ['source/core', 'node:*', 'ssh2', 'ssh-config', 'node-pty'],
	'cli.tsx': [
		'source/core',
		'source/wire',
		'source/client',
		'source/commands',
		'source/ui',
		'source/demo',
		'source/daemon',
		'node:*',
	],
};

const files = filesBelow(['cli.tsx', 'source', 'drivers'], /\.tsx?$/);

/** The part of the house that a path belongs to, or the package: `source/ui/a.js` is of `source/ui`. */
function partOf(path: string): string {
	const [first = '', second = ''] = path.split('/');
	if (path.startsWith('node:')) {
		return 'node:*';
	}

	return first === 'source' || first === 'drivers' || first.startsWith('@') ? `${first}/${second}` : first;
}

function trespassesOf(part: string): readonly string[] {
	const allowed = new Set([part, ...(MAY_IMPORT[part] ?? [])]);
	return files
		.filter(file => partOf(file.path) === part)
		.flatMap(file => importsOf(file).flatMap(name => (allowed.has(partOf(name)) ? [] : [`${file.path} -> ${name}`])));
}

test('every file belongs to a part that the table knows', () => {
	expect([...new Set(files.map(file => partOf(file.path)))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

describe('who may import whom', () => {
	test.each(Object.keys(MAY_IMPORT))('%s', part => {
		expect(trespassesOf(part)).toEqual([]);
	});
});

test('docs/architecture.md prints this table', () => {
	const rows = read('docs/architecture.md').text.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm);
	const printed = Object.fromEntries([...rows].map(([, part, names = '']) => [part, wordsIn(names)]));
	expect(printed).toEqual(MAY_IMPORT);
});

test('a driver imports no other driver; what several have in common lies in a folder that is no driver', () => {
	const drivers = new Set(
		files.flatMap(({path}) => /^(drivers\/(?!transports)[^/]+\/[^/]+)\.ts$/.exec(path)?.[1] ?? []),
	);
	const driverOf = (path: string) =>
		path
			.replace(/\.[jt]s$/, '')
			.split('/')
			.slice(0, 3)
			.join('/');
	const strangers = files.flatMap(file =>
		importsOf(file)
			.filter(name => drivers.has(driverOf(name)) && driverOf(name) !== driverOf(file.path))
			.map(name => `${file.path} -> ${name}`),
	);
	expect(strangers).toEqual([]);
});

test('what cannot be known from the text is imported in one place: the registry loads drivers by listing a folder', () => {
	const computed = files.filter(file => /\bimport\(\s*[^\s'")]/.test(file.text)).map(file => file.path);
	expect(computed).toEqual(['source/daemon/registry.ts']);
});

test('only cli.tsx ends the process', () => {
	const enders = files.filter(file => /\bprocess\s*\.\s*(?:exit\b|exitCode|abort\b|reallyExit)/.test(file.text));
	expect(enders.map(file => file.path)).toEqual(['cli.tsx']);
});

test('the core asks nothing of the machine: no clock, no chance, no process, no timers', () => {
	const impure =
		/\b(?:Date\.now\(|new Date\(\)|Math\.random\(|process\.[a-z]|setTimeout\(|setInterval\(|performance\.)/;
	const found = files.filter(file => file.path.startsWith('source/core/') && impure.test(file.text));
	expect(found.map(file => file.path)).toEqual([]);
});

test.each([
	["import a from './b.js';", ['source/ui/b.js']],
	["import type {A} from '../core/a.js';", ['source/core/a.js']],
	["import {\n\ta,\n\tb,\n} from 'ink';", ['ink']],
	['import "node:fs";', ['node:fs']],
	["export * from '../wire/calls.js';", ['source/wire/calls.js']],
	["await import('../daemon/main.js')", ['source/daemon/main.js']],
	["let a: typeof import( '../x.js' );", ['source/x.js']],
	["import a, {b} from 'react'; import c from 'ssh2'", ['react', 'ssh2']],
	['const important = from + imports;', []],
])('sees what is imported: %j', (text, names) => {
	expect(importsOf({path: 'source/ui/sample.ts', text})).toEqual(names);
});

function wordsIn(text: string): readonly string[] {
	return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}
