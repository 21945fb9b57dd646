import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {asksFor, isSigned, keygen, publicBlob, wantsKey} from '../credentials.js';
import {hopTo, openHop, person, testFolder} from '../hop.js';
import {ownServer} from '../ssh-server.js';

const hasAgent = spawnSync('ssh-agent', ['-?']).error === undefined;

describe.skipIf(!hasAgent)('keys in an agent', () => {
	async function agentWith(...types: string[]): Promise<{agent: string; files: string[]}> {
		const folder = await testFolder();
		const agent = join(folder, 'agent');
		const child = spawn('ssh-agent', ['-D', '-a', agent], {stdio: 'pipe'});
		await once(child.stdout, 'data');
		onTestFinished(async () => {
			child.kill();
		});
		const files = types.map((type, index) => {
			const file = join(folder, `id${index}`);
			keygen(file, '-N', '', '-t', type);
			execFileSync('ssh-add', ['-q', file], {env: {...process.env, SSH_AUTH_SOCK: agent}, stdio: 'ignore'});
			return file;
		});
		return {agent, files};
	}

	test.each(['ed25519', 'rsa', 'ecdsa'])('%s', async type => {
		const {agent, files} = await agentWith('ed25519', type);
		const box = await ownServer(wantsKey(await publicBlob(files[1] ?? '')));
		await openHop(await hopTo(box, {agent, identitiesOnly: false}));
	});

	test('under IdentitiesOnly only the named ones are offered, even by their public half', async () => {
		const {agent, files} = await agentWith('ed25519', 'ed25519', 'ed25519');
		const wanted = files[2] ?? '';
		const publicOnly = join(await testFolder(), 'named');
		await writeFile(`${publicOnly}.pub`, await readFile(`${wanted}.pub`));
		const box = await ownServer(wantsKey(await publicBlob(wanted)));
		await openHop(await hopTo(box, {agent, identities: [publicOnly], identitiesOnly: true}));
		expect(box.counts.attempts.filter(method => method === 'publickey').length).toBeLessThanOrEqual(2);
	});

	test('an agent that is gone is noted, and files are tried', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', '', '-t', 'ed25519');
		const box = await ownServer(wantsKey(await publicBlob(file)));
		const notes: string[] = [];
		await openHop(await hopTo(box, {agent: '/not/there', identities: [file], identitiesOnly: false}), {
			note: line => notes.push(line),
		});
		expect(notes.join('\n')).toContain('/not/there');
	});

	test('a key of the agent, then a code: partial success', async () => {
		const {agent, files} = await agentWith('ed25519', 'ed25519');
		const blob = await publicBlob(files[0] ?? '');
		let isHalf = false;
		const code = asksFor([['Code: ']], answers => answers[0] === '123456');
		const box = await ownServer((context, counts) => {
			if (isHalf) {
				code(context, counts);
			} else if (isSigned(context, blob)) {
				isHalf = context.method === 'publickey' && context.signature !== undefined;
				isHalf ? context.reject(['keyboard-interactive'], true) : context.accept();
			} else {
				context.reject(['publickey']);
			}
		});
		const {ask, asked} = person(['123456']);
		await openHop(await hopTo(box, {agent, identitiesOnly: false}), {ask});
		expect(asked).toHaveLength(1);
		expect(box.counts.attempts).toEqual(['none', 'publickey', 'publickey', 'keyboard-interactive']);
	});
});
