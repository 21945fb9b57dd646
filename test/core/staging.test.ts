import {spawnSync} from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Command, Outcome} from '../../source/core/command.js';
import {LOG_PIECE_BYTES, type LogRequest, readLog, stage, unstage} from '../../source/core/staging.js';
import {shells} from './shells.js';
import {faultOf} from './thrown.js';

const ID = '01JD3ZQK8WABCDEFGHJKMNPQRS';

let home = '';
beforeEach(() => {
	home = mkdtempSync(join(tmpdir(), `hpctui sta'ge $(x) `));
});
afterEach(() => rmSync(home, {recursive: true, force: true}));

/** The command as the far side would run it, by this shell. */
function run([program, ...first]: readonly string[], {argv: [, ...words]}: Command): Outcome {
	const {status, stdout, stderr} = spawnSync(program ?? 'sh', [...first, ...words], {
		env: {...process.env, HOME: home, LC_ALL: 'C'},
	});
	return {code: status, signal: null, stdout, stderr};
}

function modeOf(path: string): string {
	return (statSync(path).mode & 0o777).toString(8);
}

describe.each(shells)('in %s', (name, shell) => {
	const sessions = () => join(home, '.hpctui', 'sessions');

	describe('stage', () => {
		test('makes a folder that nobody else can look into, and says where', () => {
			const {folder} = stage.read(run(shell, stage.plan({id: ID})), {id: ID});
			expect(folder).toBe(join(sessions(), ID));
			expect([modeOf(folder), modeOf(sessions()), modeOf(join(home, '.hpctui'))]).toEqual(['700', '700', '700']);
		});

		test('twice is once, and an open folder is closed', () => {
			mkdirSync(join(sessions(), ID), {recursive: true, mode: 0o755});
			writeFileSync(join(sessions(), ID, 'record'), 'x');
			const {folder} = stage.read(run(shell, stage.plan({id: ID})), {id: ID});
			expect(modeOf(folder)).toBe('700');
			expect(readdirSync(folder)).toEqual(['record']);
		});

		test('a home that takes nothing is a fault with the words of the far side', () => {
			writeFileSync(join(home, '.hpctui'), 'a file where the folder should be');
			const fault = faultOf(() => stage.read(run(shell, stage.plan({id: ID})), {id: ID}));
			expect(fault).toMatchObject({kind: 'remote', facts: {said: expect.stringMatching(/mkdir/)}});
		});
	});

	describe('unstage', () => {
		beforeEach(() => {
			for (const name of [ID, 'other']) {
				mkdirSync(join(sessions(), name, 'deep'), {recursive: true});
				writeFileSync(join(sessions(), name, 'deep', 'file'), 'x');
			}

			writeFileSync(join(home, 'thesis'), 'years of work');
		});

		test('removes the folder with all that is in it, and nothing beside it', () => {
			expect(run(shell, unstage(join(sessions(), ID))).code).toBe(0);
			expect(readdirSync(sessions())).toEqual(['other']);
		});

		test('one that is gone already is no failure', () => {
			expect(run(shell, unstage(join(sessions(), 'gone'))).code).toBe(0);
		});

		test('a link is removed, not what it leads to', () => {
			symlinkSync(home, join(sessions(), 'link'));
			expect(run(shell, unstage(join(sessions(), 'link'))).code).toBe(0);
			expect(existsSync(join(home, 'thesis'))).toBe(true);
			expect(readdirSync(sessions())).toEqual([ID, 'other']);
		});

		test.each([
			['the folder of all sessions', '.hpctui/sessions'],
			['with a slash', '.hpctui/sessions/'],
			['upwards', '.hpctui/sessions/..'],
			['upwards and down', '.hpctui/sessions/../../thesis'],
			['through a session', `.hpctui/sessions/${ID}/../../../thesis`],
			['here', '.hpctui/sessions/.'],
			['a part of a session', `.hpctui/sessions/${ID}/deep`],
			['a hidden one', '.hpctui/sessions/.hidden'],
			['the home', ''],
			['a file of the person', 'thesis'],
		])('refuses %s', (_what, path) => {
			const outcome = run(shell, unstage(join(home, '/') + path));
			expect(outcome.code).toBe(1);
			expect(outcome.stderr.toString()).toContain('is not the folder of a session');
			expect(readdirSync(sessions())).toEqual([ID, 'other']);
			expect(existsSync(join(sessions(), ID, 'deep', 'file'))).toBe(true);
			expect(existsSync(join(home, 'thesis'))).toBe(true);
		});

		test('refuses a path that is relative', () => {
			expect(run(shell, unstage(`x/.hpctui/sessions/${ID}`)).code).toBe(1);
		});
	});

	describe('readLog', () => {
		const log = () => join(home, 'output');
		const read = (some: Partial<LogRequest>) => {
			const request: LogRequest = {path: log(), offset: null, lines: null, ...some};
			const {size, offset, bytes} = readLog.read(run(shell, readLog.plan(request)), request);
			return {size, offset, text: Buffer.from(bytes).toString('latin1')};
		};

		test.each<[string, string, Partial<LogRequest>, number, string]>([
			['all of a short one', 'one\ntwo\n', {}, 0, 'one\ntwo\n'],
			['from an offset', 'one\ntwo\n', {offset: 4}, 4, 'two\n'],
			['from its start', 'one\ntwo\n', {offset: 0}, 0, 'one\ntwo\n'],
			['from its end', 'one\n', {offset: 4}, 4, ''],
			['from beyond its end', 'one\n', {offset: 40}, 40, ''],
			['the last line', 'one\ntwo\n', {lines: 1}, 4, 'two\n'],
			['a last line without its end', 'one\ntwo', {lines: 1}, 4, 'two'],
			['more lines than there are', 'one\ntwo\n', {lines: 9}, 0, 'one\ntwo\n'],
			['no lines', 'one\ntwo\n', {lines: 0}, 8, ''],
			['empty', '', {lines: 5}, 0, ''],
			['a progress bar is one line', 'a\n10%\r20%\r30%', {lines: 1}, 2, '10%\r20%\r30%'],
			['bytes that are no text', 'a\n\u0000\u00ff\u0080\n', {lines: 1}, 2, '\u0000\u00ff\u0080\n'],
		])('%s', (_what, content, request, offset, text) => {
			writeFileSync(log(), content, 'latin1');
			expect(read(request)).toEqual({size: content.length, offset, text});
		});

		test.each([{offset: null}, {offset: 7}, {lines: 5}])('one that is not there yet is empty: %j', request => {
			expect(read(request)).toEqual({size: 0, offset: 0, text: ''});
		});

		test('the end of a long one is 64 KiB', () => {
			writeFileSync(log(), 'x'.repeat(100_000));
			expect(read({})).toMatchObject({size: 100_000, offset: 100_000 - 65_536, text: 'x'.repeat(65_536)});
		});

		test('never more than one piece, whatever is asked for', () => {
			const size = LOG_PIECE_BYTES * 2;
			writeFileSync(log(), 'x\r'.repeat(LOG_PIECE_BYTES));
			expect(read({offset: 1}).text).toHaveLength(LOG_PIECE_BYTES);
			expect(read({lines: 1})).toMatchObject({size, offset: size - LOG_PIECE_BYTES});
			expect(read({lines: 1}).text).toHaveLength(LOG_PIECE_BYTES);
		});

		// busybox's own wc reads all of a file to count it; login hosts have coreutils.
		if (name !== 'busybox') {
			test('a gigabyte is not read through', () => {
				const gigabyte = 1024 ** 3;
				writeFileSync(log(), '');
				truncateSync(log(), gigabyte);
				writeFileSync(log(), 'last\n', {flag: 'a'});
				expect(read({lines: 2})).toMatchObject({size: gigabyte + 5, offset: gigabyte + 5 - LOG_PIECE_BYTES});
				expect(read({offset: gigabyte})).toEqual({size: gigabyte + 5, offset: gigabyte, text: 'last\n'});
				expect(read({}).text.slice(-6)).toBe('\u0000last\n');
			});
		}

		test('what is no file is a fault with the words of the far side', () => {
			mkdirSync(log());
			expect(faultOf(() => read({}))).toMatchObject({
				kind: 'remote',
				facts: {said: expect.stringMatching(/directory/)},
			});
		});
	});
});

describe('answers that make no sense', () => {
	const outcome = (stdout: string, code = 0): Outcome => ({
		code,
		signal: null,
		stdout: Buffer.from(stdout),
		stderr: new Uint8Array(),
	});

	test.each(['', 'relative\n', '/a\n/b\n'])('stage: %j', stdout => {
		expect(faultOf(() => stage.read(outcome(stdout), {id: ID})).kind).toBe('remote');
	});

	test('stage: a path, and a failure', () => {
		expect(faultOf(() => stage.read(outcome('/home/u\n', 1), {id: ID})).kind).toBe('remote');
	});

	test.each(['', 'x\n', '1\n', '1 2', '-1 0\n'])('readLog: %j', stdout => {
		expect(faultOf(() => readLog.read(outcome(stdout), {path: '/x', offset: 0, lines: null})).kind).toBe('remote');
	});
});
