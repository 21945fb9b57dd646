import {execFileSync} from 'node:child_process';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {wantsPassword} from '../credentials.js';
import {hopTo, person, plainHop, testFolder} from '../hop.js';
import {makeHostKey, ownServer} from '../ssh-server.js';
import {open} from './opening.js';

describe('a login that fails', () => {
	test('by three wrong passwords names the hop, what was tried, and the server’s words', async () => {
		const box = await ownServer(wantsPassword('right'));
		await expect(
			open(await hopTo(box, {name: 'gateway'}), {ask: person(['a'], ['b'], ['c']).ask}),
		).rejects.toMatchObject({
			kind: 'auth',
			exitCode: 4,
			message: expect.stringMatching(/@gateway was not let in \(tried: password; it offers: password\)/),
			facts: {hop: 'gateway', said: expect.stringContaining('Permission denied (password)')},
		});
	});

	test('with an agent that holds no key', async () => {
		const socket = join(await testFolder(), 'agent');
		const said = execFileSync('ssh-agent', ['-s', '-a', socket], {encoding: 'utf8'});
		onTestFinished(() => {
			process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(said)?.[1]));
		});
		const box = await ownServer(context => context.reject(['publickey']));
		await expect(open(await hopTo(box, {agent: socket}))).rejects.toMatchObject({
			kind: 'auth',
			message: expect.stringContaining('nothing could be tried; it offers: publickey'),
		});
	});

	test('by a changed host key is refused, with the line that knows another', async () => {
		const box = await ownServer();
		const other = await ownServer(undefined, {hostKey: [makeHostKey()]});
		const hop = await hopTo(box);
		const [file = ''] = hop.knownHostsFiles;
		await writeFile(file, other.hostKeyLine.replace(String(other.port), String(box.port)));
		await expect(open(hop)).rejects.toMatchObject({
			kind: 'auth',
			exitCode: 4,
			message: expect.stringContaining('showed another host key than the one that is known'),
			hint: expect.stringContaining(`ssh-keygen -R '[127.0.0.1]:${box.port}'`),
			facts: {reason: 'host-key', file, line: 1},
		});
	});

	test('by an unknown host key where those are to be refused', async () => {
		const box = await ownServer();
		await expect(open({...plainHop(box.port), strictHostKeyChecking: 'yes'})).rejects.toMatchObject({
			kind: 'auth',
			message: expect.stringContaining('unknown keys are to be refused'),
		});
	});
});
