import {describe, expect, test} from 'vitest';
import {VERSION} from '../../source/wire/version.js';
import {filesBelow, importsOf, read} from './sources.js';

type Manifest = {
	readonly version: string;
	readonly type: string;
	readonly engines: Readonly<Record<string, string>>;
	readonly dependencies: Readonly<Record<string, string>>;
	readonly optionalDependencies: Readonly<Record<string, string>>;
};
type Lock = {readonly packages: Readonly<Record<string, {readonly version: string}>>};

const manifest = JSON.parse(read('package.json').text) as Manifest;
const lock = JSON.parse(read('package-lock.json').text) as Lock;
const product = filesBelow(['cli.tsx', 'source', 'drivers', 'scripts'], /\.(?:tsx?|js)$/);
const tests = filesBelow(['test'], /\.tsx?$/);

describe('versions', () => {
	test('the program is of the version that its package is', () => {
		expect(VERSION).toBe(manifest.version);
		expect(lock.packages['']?.version).toBe(manifest.version);
	});

	test('ssh2 is pinned: the window is widened through names that it does not promise', () => {
		expect(manifest.dependencies['ssh2']).toMatch(/^\d+\.\d+\.\d+$/);
		expect(lock.packages['node_modules/ssh2']?.version).toBe(manifest.dependencies['ssh2']);
	});

	test('what says which Node it needs agrees', () => {
		const [, oldest] = /OLDEST_NODE = (\d+)/.exec(read('cli.tsx').text) ?? [];
		expect(manifest.engines['node']).toBe(`>=${oldest}`);
	});

	test('the packages that the program imports are its dependencies, and it has no others', () => {
		const known = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.optionalDependencies)]);
		const imported = product
			.filter(file => !file.path.startsWith('scripts/'))
			.flatMap(importsOf)
			.filter(name => !/^(?:node:|source\/|drivers\/)/.test(name))
			.map(name => (/^(?:@[^/]+\/)?[^/]+/.exec(name) ?? [name])[0]);
		expect([...new Set(imported)].sort()).toEqual([...known].sort());
	});
});

describe('files', () => {
	const tooLong = (files: typeof product, lines: number) =>
		files.flatMap(({path, text}) => (text.split('\n').length - 1 > lines ? [path] : []));

	test('of the program hold one idea each: none is longer than 300 lines', () => {
		expect(tooLong(product, 300)).toEqual([]);
	});

	test('of tests hold one idea each, too', () => {
		expect(tooLong(tests, 300)).toEqual([]);
	});

	test('leave nothing for later, and silence no check', () => {
		const marks = new RegExp(
			['\\bTO', 'DO\\b|\\bFIX', 'ME\\b|biome-', 'ignore|@ts-', '(?:ignore|expect-error|nocheck)'].join(''),
		);
		expect([...product, ...tests].filter(file => marks.test(file.text)).map(file => file.path)).toEqual([]);
	});

	test('run all of their tests', () => {
		const left = /\b(?:test|describe|it)\.(?:only|skip|todo)\b/;
		expect(tests.filter(file => left.test(file.text)).map(file => file.path)).toEqual([]);
	});

	test('of tests wait for conditions: none sleeps for a length of time and then looks', () => {
		// On the real cluster some things are counted over a length of time.
		const timeless = tests.filter(file => !file.path.startsWith('test/cluster/'));
		const sleep = /await (?:sleep|pause|setTimeout|delay)\(\d{3,}/;
		expect(timeless.filter(file => sleep.test(file.text)).map(file => file.path)).toEqual([]);
	});

	test('are named in small letters with dashes', () => {
		const odd = [...product, ...tests].filter(({path}) => !/^[a-z0-9./-]+$/.test(path)).map(({path}) => path);
		expect(odd).toEqual([]);
	});
});
