import {chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openLocal} from '../../drivers/transports/local/link.js';
import {type Command, type Outcome, textOf} from '../../source/core/command.js';
import {Fault} from '../../source/core/fault.js';
import type {Hop, Link} from '../../source/core/link.js';
import {checkTwists, requireSetUp, shownCommand, type Twists, twistCommand} from '../../source/core/twists.js';

/** The twisted command is run by real shells, through the local transport, with programs that say who they are. */
let home: string;
let link: Link;
beforeEach(async () => {
	home = mkdtempSync(join(tmpdir(), 'hpctui twists '));
	mkdirSync(join(home, 'bin'));
	link = openLocal({
		name: 'here',
		host: 'localhost',
		user: 'me',
		port: 22,
		identities: [],
		options: {},
	} as unknown as Hop);
});
afterEach(async () => {
	await link.close();
	rmSync(home, {recursive: true, force: true});
});

function program(name: string, text: string): string {
	const path = join(home, 'bin', name);
	writeFileSync(path, `#!/bin/sh\n${text}\n`);
	chmodSync(path, 0o755);
	return path;
}

async function run(command: Command, twists: Twists): Promise<Outcome & {readonly text: string}> {
	const outcome = await link.run({
		...twistCommand(command, twists),
		env: {...command.env, HOME: home, PATH: `${join(home, 'bin')}:/usr/bin:/bin`},
	});
	return {...outcome, text: textOf(outcome.stdout) + textOf(outcome.stderr)};
}

test('without twists a command stays as it is', () => {
	const command: Command = {argv: ['squeue', '-h']};
	expect(twistCommand(command, undefined)).toBe(command);
	expect(twistCommand(command, {commands: {sbatch: '/opt/sbatch'}})).toBe(command);
});

describe('a renamed command', () => {
	const says = 'printf "%s|" real "$@"; printf "%s" "$HPCTUI_PATH"';

	test.each<{readonly as: string; readonly argv: Command['argv']}>([
		{as: 'by itself', argv: ['submit', 'a b', `it's`]},
		{as: 'behind env', argv: ['env', '-u', 'LC_ALL', 'submit', 'a b', `it's`]},
		{as: "in a driver's script", argv: ['sh', '-c', 'submit "$@"', 'hpctui', 'a b', `it's`]},
	])('is run $as, and leaves nothing behind in the environment', async ({argv}) => {
		const real = program('really', says);
		const {code, text} = await run({argv}, {commands: {submit: real.replaceAll(' ', '\\ ')}});
		expect({code, text}).toEqual({code: 0, text: `real|a b|it's|`});
	});

	test('may be a wrapper with arguments that calls the very command by its name', async () => {
		program('submit', says);
		const wrapper = program('wrap', 'shift; exec submit wrapped "$@"');
		const {text} = await run({argv: ['submit', 'x']}, {commands: {submit: `${wrapper.replaceAll(' ', '\\ ')} --site`}});
		expect(text).toBe('real|wrapped|x|');
	});

	test('keeps standard input and the exit code', async () => {
		const real = program('really', 'cat; exit 7');
		const {code, text} = await run(
			{argv: ['submit'], stdin: 'script'},
			{commands: {submit: real.replaceAll(' ', '\\ ')}, setup: ['cat']},
		);
		expect({code, text}).toEqual({code: 7, text: 'script'});
	});

	test('is not there: what the shell says', async () => {
		const {code} = await run({argv: ['submit']}, {commands: {submit: '/nowhere/submit'}});
		expect(code).toBe(127);
	});

	test('another choice is another folder', async () => {
		program('one', 'echo one');
		program('two', 'echo two');
		expect((await run({argv: ['submit']}, {commands: {submit: 'one'}})).text).toBe('one\n');
		expect((await run({argv: ['submit']}, {commands: {submit: 'two'}})).text).toBe('two\n');
	});
});

describe('setup lines', () => {
	test('run in the shell that becomes the command, and their own words are no answer', async () => {
		program('show', 'echo "$SITE $LC_ALL $SUM"');
		const setup = [
			'echo noise; echo noise >&2',
			'export SITE="a  b"',
			'add() { SUM=$(($1 + $2)); export SUM; }',
			'add 1 2',
		];
		expect((await run({argv: ['show']}, {setup})).text).toBe('a  b C 3\n');
	});

	test('bring a PATH', async () => {
		mkdirSync(join(home, 'opt'));
		writeFileSync(join(home, 'opt', 'sinfo'), '#!/bin/sh\necho found\n', {mode: 0o755});
		expect((await run({argv: ['sinfo']}, {setup: ['PATH=$HOME/opt:$PATH']})).text).toBe('found\n');
	});

	test.each(['false', 'echo no such module >&2; false', 'if then', 'nosuchcommand', '. /nowhere/settings.sh'])(
		'that fail are told, and the command is not run: %s',
		async line => {
			const outcome = await run({argv: ['touch', join(home, 'ran')]}, {setup: [line]});
			const told = catching(() => requireSetUp(outcome, 'iris'));
			expect(told.kind).toBe('config');
			expect(told.message).toContain(line);
			expect(() => readFileSync(join(home, 'ran'))).toThrow();
		},
	);

	test('a command that ends with the same code is not taken for one', () => {
		const outcome = {code: 121, signal: null, stdout: new Uint8Array(), stderr: new TextEncoder().encode('quota')};
		expect(requireSetUp(outcome, 'iris')).toBe(outcome);
	});
});

test('shown as one would type it', () => {
	const twists = {commands: {sbatch: '/opt/site/sbatch --fair'}, setup: ['module load slurm']};
	expect(shownCommand({argv: ['env', '-u', 'LC_ALL', 'sbatch', 'a b']}, twists)).toBe(
		`module load slurm && env -u LC_ALL /opt/site/sbatch --fair 'a b'`,
	);
});

test.each<Twists>([
	{directives: ['--mem=1\n#SBATCH -w x']},
	{setup: ['']},
	{commands: {'a b': 'x'}},
	{commands: {'../sbatch': 'x'}},
	{commands: {sbatch: ' '}},
	{withoutDirectives: ['--mem 8G']},
])('refused: %o', twists => {
	expect(catching(() => checkTwists(twists)).kind).toBe('usage');
});

function catching(act: () => unknown): Fault {
	try {
		act();
	} catch (error) {
		return Fault.from(error);
	}

	throw new Error('nothing was thrown');
}
