import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {sessionWith} from '../client/session.js';
import {ANSWERS} from './answers.js';
import {runLine} from './world.js';

const folder = mkdtempSync(join(tmpdir(), 'hpctui-completion-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** Bash prints what it would offer. */
const PRINT = `printf '%s\\n' "\${COMPREPLY[@]}"`;

async function candidates(line: string, setting = {answers: ANSWERS}): Promise<readonly string[]> {
	const {out, code} = await runLine(['__complete', '--', ...line.split(' ')], setting);
	expect(code).toBe(0);
	return out
		.split('\n')
		.filter(Boolean)
		.map(text => text.split('\t')[0] ?? '');
}

describe('candidates', () => {
	test.each<[string, readonly string[]]>([
		['l', ['ls', 'logs']],
		['cluster ', ['add', 'ls', 'show', 'rm', 'test', 'login']],
		['cluster l', ['ls', 'login']],
		['daemon st', ['start', 'stop', 'status']],
		['ls --a', ['--all']],
		['ls --js', ['--json']],
		['show ', ['analysis']],
		['show x', []],
		['show analysis ', []],
		['--json show ', ['analysis']],
		['--ssh-config f show ', ['analysis']],
		['new ', ['jupyter']],
		['new jupyter --cluster ', ['c']],
		['new jupyter --cluster=', ['--cluster=c']],
		['new jupyter --cluster = ', ['c']],
		['new jupyter --cluster =', ['c']],
		['new --cluster c ', ['jupyter']],
		['new jupyter --route ', ['auto', 'forward', 'jump', 'exec', 'direct']],
		['cluster add c --route ', ['auto', 'forward', 'jump', 'exec', 'direct', 'nested']],
		['new jupyter --address i', ['infiniband', 'interface:', 'ip:']],
		['new jupyter --walltime ', []],
		['wait s --for r', ['ready', 'running']],
		['cluster show ', ['c']],
		['cluster add c --identity ', []],
		['cluster add c --scheduler s', ['slurm', 'sge']],
		['completion ', ['bash', 'zsh', 'fish']],
		['frobnicate ', []],
	])('hpctui %s', async (line, words) => {
		const found = await candidates(line);
		expect(found).toEqual(words);
	});

	test('every command is offered first', async () => {
		expect(await candidates('')).toEqual(expect.arrayContaining(['new', 'ls', 'cluster', 'daemon', 'completion']));
	});

	test('names that would harm the shell’s line are left out', async () => {
		const answers = {...ANSWERS, 'session.list': [sessionWith({name: 'a\x1b[2Jb'}), sessionWith({name: 'ok'})]};
		expect(await candidates('show ', {answers})).toEqual(['ok']);
	});

	test('without a daemon: silence, and none is started', async () => {
		const {out, err, code, starts} = await runLine(['__complete', '--', 'show', ''], {isDown: true});
		expect({out, err, code, starts}).toEqual({out: '', err: '', code: 1, starts: [false]});
	});
});

async function scriptOf(shell: string): Promise<string> {
	const {out} = await runLine(`completion ${shell}`);
	const path = join(folder, `hpctui.${shell}`);
	writeFileSync(path, out);
	return path;
}

function has(program: string): boolean {
	return spawnSync(program, ['-c', 'true']).status === 0;
}

describe('scripts', () => {
	test.runIf(has('bash'))('bash takes it and completes with it', async () => {
		const path = await scriptOf('bash');
		execFileSync('bash', ['-n', path]);
		const program = [
			`source ${path}`,
			// Stands for the program: says what it was asked, as a candidate.
			`hpctui() { shift 2; printf 'got[%s]\\twhat it is\\n' "$*"; printf 'interface:\\t\\n'; }`,
			'compopt() { :; }',
			`COMP_WORDS=(hpctui show an); COMP_CWORD=2; _hpctui; ${PRINT}`,
		].join('\n');
		expect(execFileSync('bash', ['-c', program], {encoding: 'utf8'})).toBe('got[show an]\ninterface:\n');
	});

	test.runIf(has('bash'))('bash: what stands before a colon is not repeated', async () => {
		const path = await scriptOf('bash');
		const program = [
			`source ${path}`,
			`hpctui() { printf 'interface:ib0\\t\\n'; }`,
			'compopt() { :; }',
			`COMP_WORDS=(hpctui new x --address interface:i); COMP_CWORD=4; _hpctui; ${PRINT}`,
		].join('\n');
		expect(execFileSync('bash', ['-c', program], {encoding: 'utf8'})).toBe('ib0\n');
	});

	test.runIf(has('zsh'))('zsh takes it', async () => {
		execFileSync('zsh', ['-n', await scriptOf('zsh')]);
	});

	test.runIf(has('fish'))('fish takes it', async () => {
		execFileSync('fish', ['-n', await scriptOf('fish')]);
	});

	test('fish is told which options take files', async () => {
		const {out} = await runLine('completion fish');
		expect(out).toContain('complete -c hpctui -l identity -r -F');
		expect(out).toContain('complete -c hpctui -l ssh-config -r -F');
	});
});
