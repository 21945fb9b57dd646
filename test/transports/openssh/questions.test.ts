import {execFileSync} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {AuthContext} from 'ssh2';
import {describe, expect, test} from 'vitest';
import {Fault} from '../../../source/core/fault.js';
import {wantsPassword} from '../credentials.js';
import {hopTo, person, plainHop, testFolder, thinker} from '../hop.js';
import {ownServer} from '../ssh-server.js';
import {open, socketsLeft} from './opening.js';

/** Asks as a gateway with a second factor does; what is shown and what is hidden is the server's choice. */
const wantsCode = (context: AuthContext): void => {
	if (context.method !== 'keyboard-interactive') {
		context.reject(['keyboard-interactive']);
		return;
	}

	context.prompt(
		[{prompt: 'Passcode or option (1-3): ', echo: true}],
		'Duo \x1b[31mlogin\x1b[0m',
		'Choose:\n 1. Push',
		([option]) => {
			context.prompt([{prompt: 'Code: ', echo: false}], ([code]) => {
				option === '2' && code === '123456' ? context.accept() : context.reject(['keyboard-interactive']);
			});
		},
	);
};

describe('questions', () => {
	test('a password is asked for in ssh’s words, hidden, and again after a wrong one', async () => {
		const box = await ownServer(wantsPassword('right'), {banner: 'Authorised \x1b]0;evil\x07use only'});
		const {ask, asked} = person(['wrong'], ['right']);
		const notes: string[] = [];
		const link = await open(await hopTo(box), {ask, note: line => notes.push(line)});
		expect(asked).toMatchObject([
			{kind: 'password', hop: 'box', text: expect.stringContaining('use only')},
			{kind: 'password', text: 'Permission denied, please try again.'},
		]);
		expect(asked.map(({prompts}) => prompts)).toEqual(
			Array(2).fill([{text: expect.stringMatching(/^\S+@127\.0\.0\.1's password: $/), isSecret: true}]),
		);
		expect(`${JSON.stringify(asked)}${notes.join('\n')}`).not.toMatch(/\x1b|\x07/);
		expect(notes.join('\n')).not.toContain('right');
		expect((await link.run({argv: ['echo', 'in']})).code).toBe(0);
	});

	test('a server’s own are put one after another, shown or hidden as it says, with its instructions', async () => {
		const box = await ownServer(wantsCode);
		const {ask, asked} = person(['2'], ['123456']);
		await open(await hopTo(box), {ask});
		expect(asked).toMatchObject([
			{kind: 'keyboard-interactive', text: expect.stringMatching(/Duo login\nChoose:\n 1\. Push/)},
			{kind: 'keyboard-interactive'},
		]);
		expect(asked.flatMap(({prompts}) => prompts)).toEqual([
			{text: expect.stringContaining('Passcode or option (1-3): '), isSecret: false},
			{text: expect.stringContaining('Code: '), isSecret: true},
		]);
	});

	test('a host key that is not known is shown with its fingerprint, and kept after a yes', async () => {
		const box = await ownServer();
		const file = join(await testFolder(), 'known_hosts');
		const hop = {...plainHop(box.port), knownHostsFiles: [file]};
		const {ask, asked} = person(['yes']);
		await open(hop, {ask});
		expect(asked).toMatchObject([
			{kind: 'host-key', text: expect.stringMatching(/authenticity of host.*SHA256:/s), prompts: [{isSecret: false}]},
		]);
		const [, type, key] = box.hostKeyLine.trim().split(' ');
		// The name may be hashed, as the configuration of this machine says.
		expect(await readFile(file, 'utf8')).toContain(`${type} ${key}`);
		await open(hop);
		await expect(open({...plainHop(box.port)}, {ask: person(['no']).ask})).rejects.toMatchObject({
			kind: 'auth',
			facts: {hop: 'box', reason: 'host-key'},
		});
	});

	test('a locked key is unlocked with its passphrase', async () => {
		const file = join(await testFolder(), 'id');
		execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', file]);
		const box = await ownServer(context =>
			context.method === 'publickey' ? context.accept() : context.reject(['publickey']),
		);
		const {ask, asked} = person(['wrong'], ['open sesame']);
		await open(await hopTo(box, {identities: [file]}), {ask});
		expect(asked).toMatchObject(Array(2).fill({kind: 'passphrase', prompts: [{text: expect.stringContaining(file)}]}));
	});

	test('while somebody is asked no time runs', async () => {
		const box = await ownServer(wantsPassword('right'));
		await open(await hopTo(box, {connectTimeoutMs: 500}), {ask: thinker(5, 'right')});
	});

	test('a host that hangs up on a question is not tried again by itself', async () => {
		const box = await ownServer(wantsCode);
		const ask = async (): Promise<string[]> => {
			box.drop();
			return ['2'];
		};
		await expect(open(await hopTo(box), {ask})).rejects.toMatchObject({
			kind: 'auth',
			retry: 'after-user',
			message: expect.stringContaining('it hung up on the answer'),
		});
	});

	test('nobody there: exit code 4, what to have ready, and no process left', async () => {
		const box = await ownServer(wantsCode);
		const thrown = await open(await hopTo(box, {name: 'gateway'})).catch((error: unknown) => error);
		expect(thrown).toBeInstanceOf(Fault);
		expect(thrown).toMatchObject({
			kind: 'auth',
			exitCode: 4,
			retry: 'after-user',
			hint: expect.stringContaining('Passcode or option'),
			facts: {hop: 'gateway'},
		});
		expect(await socketsLeft()).toEqual([]);
	});
});
