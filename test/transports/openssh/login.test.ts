import {execFileSync} from 'node:child_process';
import {readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {AuthContext} from 'ssh2';
import {describe, expect, onTestFinished, test} from 'vitest';
import {socketsFolder} from '../../../drivers/transports/openssh/sockets-folder.js';
import transport from '../../../drivers/transports/openssh.js';
import {Fault} from '../../../source/core/fault.js';
import type {Hop, Link} from '../../../source/core/link.js';
import {hopTo, openHop, person, plainHop, type TestRequest, testFolder} from '../hop.js';
import {rawHost} from '../raw-host.js';
import {makeHostKey, type ServerOptions, startServer, type TestServer} from '../ssh-server.js';
import {freePort, hasSshd, startSshd} from '../sshd.js';

const open = (hop: Hop, request: TestRequest = {}): Promise<Link> => openHop(hop, {transport, ...request});

async function server(authenticate?: (context: AuthContext) => void, options: ServerOptions = {}): Promise<TestServer> {
	const started = await startServer({...options, ...(authenticate === undefined ? {} : {authenticate})});
	onTestFinished(() => started.close());
	return started;
}

/** Takes one password; told in a banner with an escape sequence in it. */
const wantsPassword = (password: string) => (context: AuthContext) => {
	context.method === 'password' && context.password === password ? context.accept() : context.reject(['password']);
};

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

/** What is still in the folder of the sockets. */
const left = async (): Promise<string[]> => readdir(await socketsFolder());

describe('questions', () => {
	test('a password is asked for in ssh’s words, hidden, and again after a wrong one', async () => {
		const box = await server(wantsPassword('right'), {banner: 'Authorised \x1b]0;evil\x07use only'});
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
		const box = await server(wantsCode);
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
		const box = await server();
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
		const box = await server(context =>
			context.method === 'publickey' ? context.accept() : context.reject(['publickey']),
		);
		const {ask, asked} = person(['wrong'], ['open sesame']);
		await open(await hopTo(box, {identities: [file]}), {ask});
		expect(asked).toMatchObject(Array(2).fill({kind: 'passphrase', prompts: [{text: expect.stringContaining(file)}]}));
	});

	test('while somebody is asked no time runs', async () => {
		const box = await server(wantsPassword('right'));
		const slowly = async (): Promise<string[]> => {
			await new Promise(resolve => setTimeout(resolve, 700));
			return ['right'];
		};
		await open(await hopTo(box, {connectTimeoutMs: 500}), {ask: slowly});
	});

	test('a host that hangs up on a question is not tried again by itself', async () => {
		const box = await server(wantsCode);
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
		const box = await server(wantsCode);
		const thrown = await open(await hopTo(box, {name: 'gateway'})).catch((error: unknown) => error);
		expect(thrown).toBeInstanceOf(Fault);
		expect(thrown).toMatchObject({
			kind: 'auth',
			exitCode: 4,
			retry: 'after-user',
			hint: expect.stringContaining('Passcode or option'),
			facts: {hop: 'gateway'},
		});
		expect(await left()).toEqual([]);
	});
});

describe('a login that fails', () => {
	test('by three wrong passwords names the hop, what was tried, and the server’s words', async () => {
		const box = await server(wantsPassword('right'));
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
		const box = await server(context => context.reject(['publickey']));
		await expect(open(await hopTo(box, {agent: socket}))).rejects.toMatchObject({
			kind: 'auth',
			message: expect.stringContaining('nothing could be tried; it offers: publickey'),
		});
	});

	test('by a changed host key is refused, with the line that knows another', async () => {
		const box = await server();
		const other = await server(undefined, {hostKey: [makeHostKey()]});
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
		const box = await server();
		await expect(open({...plainHop(box.port), strictHostKeyChecking: 'yes'})).rejects.toMatchObject({
			kind: 'auth',
			message: expect.stringContaining('unknown keys are to be refused'),
		});
	});
});

describe('a host that cannot be reached', () => {
	test('refuses', async () => {
		const port = await freePort();
		await expect(open(plainHop(port))).rejects.toMatchObject({
			kind: 'link',
			exitCode: 5,
			message: `box (127.0.0.1) cannot be reached: it refuses connections on port ${port}`,
			facts: {hop: 'box', said: expect.stringContaining('Connection refused')},
		});
	});

	test('has no such name', async () => {
		await expect(open({...plainHop(22), host: 'no-such-host.invalid'})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringMatching(/no host of this name|could not be looked up/),
		});
	});

	test.each([
		['accepts and says nothing', () => {}, /said nothing for 0\.3 s/],
		[
			'greets and then says nothing',
			(socket: {write(text: string): void}) => socket.write('SSH-2.0-Sleepy\r\n'),
			/stopped answering/,
		],
	])('%s', async (_what, serve, words) => {
		const port = await rawHost(serve);
		await expect(open({...plainHop(port), connectTimeoutMs: 300})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringMatching(words),
		});
		expect(await left()).toEqual([]);
	});

	test.each([
		['closes at once', ''],
		['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
	])('%s', async (_what, text) => {
		const port = await rawHost(socket => socket.end(text));
		await expect(open(plainHop(port))).rejects.toMatchObject({kind: 'link', retry: 'later', facts: {hop: 'box'}});
	});

	test('is given up by a signal', async () => {
		const port = await rawHost(() => {});
		const controller = new AbortController();
		const opening = open(plainHop(port), {signal: controller.signal});
		controller.abort();
		await expect(opening).rejects.toMatchObject({kind: 'cancelled'});
	});

	test.runIf(hasSshd)('behind another hop is told as seen from there', async () => {
		const sshd = await startSshd();
		onTestFinished(() => sshd.close());
		const gateway = await open({...sshd.hop, name: 'gateway'});
		const port = await freePort();
		await expect(open({...plainHop(port), name: 'login'}, {over: gateway})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringMatching(/^login cannot be reached: .*tried from gateway, refused the connection/),
			facts: {hop: 'login', verdict: 'refused', said: expect.stringContaining('Connection refused')},
		});
	});
});

describe('a ProxyCommand', () => {
	test('carries the bytes', async () => {
		const box = await server();
		const script = `const s=require("net").connect(${box.port},"127.0.0.1");process.stdin.pipe(s).pipe(process.stdout)`;
		const link = await open(await hopTo(box, {port: 9, proxyCommand: `'${process.execPath}' -e '${script}'`}), {
			ask: person(['yes']).ask,
		});
		expect((await link.run({argv: ['true']})).code).toBe(0);
	});

	test('that fails is named, with its own words', async () => {
		const proxyCommand = 'sh -c "echo no tunnel for you >&2; exit 3"';
		await expect(open({...plainHop(22), proxyCommand})).rejects.toMatchObject({
			kind: 'link',
			exitCode: 5,
			message: expect.stringContaining('its ProxyCommand failed: no tunnel for you'),
			hint: expect.stringContaining(proxyCommand),
			facts: {hop: 'box', said: 'no tunnel for you'},
		});
	});

	test('may ask at the terminal itself', async () => {
		const box = await server();
		const folder = await testFolder();
		const proxy = join(folder, 'proxy.sh');
		const relay = `const s=require("net").connect(${box.port},"127.0.0.1");process.stdin.pipe(s).pipe(process.stdout)`;
		await writeFile(
			proxy,
			`#!/bin/sh\nprintf 'Token of the site: ' > /dev/tty\nread -r token < /dev/tty\n[ "$token" = 42 ] || exit 1\nexec '${process.execPath}' -e '${relay}'\n`,
			{mode: 0o700},
		);
		const {ask, asked} = person(['42']);
		await open(await hopTo(box, {proxyCommand: proxy}), {ask});
		expect(asked).toMatchObject([{prompts: [{text: 'Token of the site: ', isSecret: false}]}]);
	});
});

describe('a link', () => {
	test('that breaks says so at once, and its programs and connections with it', async () => {
		const box = await server();
		const link = await open(await hopTo(box));
		const running = await link.stream({argv: ['sleep', '60']});
		box.drop();
		expect(await link.closed).toMatchObject({kind: 'link', retry: 'now', facts: {hop: 'box'}});
		await expect(running.exited).rejects.toMatchObject({kind: 'link'});
		await expect(link.run({argv: ['true']})).rejects.toMatchObject({kind: 'link'});
		expect(await left()).toEqual([]);
	});

	test('that hangs is given up after the keep-alives that the configuration grants', async () => {
		const box = await server();
		const link = await open(await hopTo(box, {keepAlive: {intervalSeconds: 1, countMax: 1}}));
		box.freeze();
		expect(await link.closed).toMatchObject({kind: 'link', message: expect.stringContaining('not responding')});
	});

	test('leaves nothing when it is closed', async () => {
		const box = await server();
		const link = await open(await hopTo(box));
		expect(await left()).toHaveLength(3);
		await link.close();
		expect([await link.closed, await left()]).toEqual([null, []]);
	});

	test.each([1, 3])('MaxSessions %i: all commands run, one after another', async maxSessions => {
		const box = await server(undefined, {maxSessions});
		const link = await open(await hopTo(box));
		await Promise.all(Array.from({length: 12}, () => link.run({argv: ['true']})));
		expect(box.counts.mostSessions).toBe(maxSessions);
	});
});
