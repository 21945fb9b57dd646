import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {PassThrough} from 'node:stream';
import {expect, onTestFinished, test} from 'vitest';
import {copyText, osc52} from '../../source/client/clipboard.js';

function terminalWith(isTTY: boolean): {terminal: NodeJS.WriteStream; shown(): string} {
	const stream = Object.assign(new PassThrough(), {isTTY});
	return {terminal: stream as unknown as NodeJS.WriteStream, shown: () => String(stream.read() ?? '')};
}

/** A folder with a program that keeps what it is given, or fails. */
async function folderWith(program: string, exitCode: number): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'hpctui-clipboard-'));
	onTestFinished(() => rm(folder, {recursive: true, force: true}));
	const path = join(folder, program);
	await writeFile(path, `#!/bin/sh\ncat > '${folder}/copied'\nexit ${exitCode}\n`);
	await chmod(path, 0o755);
	return folder;
}

test('OSC 52 carries any text, wrapped for tmux and screen', () => {
	const bare = `\x1b]52;c;${Buffer.from('größe').toString('base64')}\x07`;
	expect(osc52('größe', {})).toBe(bare);
	expect(osc52('größe', {TMUX: '/tmp/tmux'})).toBe(`\x1bPtmux;\x1b${bare}\x1b\\`);
	expect(osc52('größe', {TERM: 'screen-256color'})).toBe(`\x1bP${bare}\x1b\\`);
});

test('a terminal gets the sequence, a pipe and a dumb terminal nothing', async () => {
	const {terminal, shown} = terminalWith(true);
	expect(await copyText('x', {env: {}, terminal})).toEqual(['osc52']);
	expect(shown()).toContain(']52;c;eA==');
	const pipe = terminalWith(false);
	expect(await copyText('x', {env: {}, terminal: pipe.terminal})).toEqual([]);
	expect(pipe.shown()).toBe('');
	expect(await copyText('x', {env: {TERM: 'dumb'}, terminal: terminalWith(true).terminal})).toEqual([]);
});

test.runIf(process.platform === 'linux')('the first program that takes it', async () => {
	const folder = await folderWith('xclip', 0);
	const env = {PATH: [folder, process.env['PATH']].join(delimiter), DISPLAY: ':0', WAYLAND_DISPLAY: 'w'};
	expect(await copyText('token', {env, terminal: terminalWith(false).terminal})).toEqual(['xclip']);
	expect(await readFile(join(folder, 'copied'), 'utf8')).toBe('token');
});

test.runIf(process.platform === 'linux')('a program that fails, or at the far end of ssh: none', async () => {
	const folder = await folderWith('xclip', 1);
	const env = {PATH: [folder, process.env['PATH']].join(delimiter), DISPLAY: ':0'};
	const {terminal} = terminalWith(false);
	expect(await copyText('x', {env, terminal})).toEqual([]);
	expect(await copyText('x', {env: {...env, SSH_CONNECTION: '1 2 3 4'}, terminal})).toEqual([]);
});
