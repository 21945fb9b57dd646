import {readFile, stat} from 'node:fs/promises';
import {createServer, type Server} from 'node:net';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test, vi} from 'vitest';
import {DEMO_HOSTS} from '../../source/demo/hosts.js';
import {hostKeyOf} from '../../source/demo/places.js';
import {startOf} from '../../source/wire/process-identity.js';
import {makeHostKey} from '../transports/ssh-server.js';
import {eventually} from './eventually.js';
import {collect, openExec, openForward, run, type StartedServers, startServersInTemp} from './start-servers.js';

let demo: StartedServers;
let echo: Server;
let echoPort = 0;

beforeAll(async () => {
	demo = await startServersInTemp();
	echo = createServer(socket => socket.pipe(socket));
	await new Promise<void>(resolve => {
		echo.listen(0, '127.0.0.1', resolve);
	});
	const address = echo.address();
	echoPort = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(async () => {
	await demo.close();
	echo.close();
});

test('each host runs a command and passes its output and exit code on', async () => {
	for (const host of DEMO_HOSTS) {
		const client = await demo.connect(host);
		const left = await run(client, 'hostname; echo oops >&2; exit 3');
		expect(left).toEqual({stdout: `${host}\n`, stderr: 'oops\n', code: 3, signal: null});
	}
});

test('a signal that ends a command is told by name', async () => {
	const client = await demo.connect('node1');
	expect(await run(client, 'kill -TERM $$')).toMatchObject({code: null, signal: 'SIGTERM'});
});

test('commands run in a home of the demo, without the environment of the user', async () => {
	vi.stubEnv('PRIVATE_THING', 'secret');
	const client = await demo.connect('node1');
	const left = await run(client, 'pwd; echo "$HOME"; echo "[$PRIVATE_THING]"');
	expect(left.stdout).toBe(`${demo.places.home}\n${demo.places.home}\n[]\n`);
	vi.unstubAllEnvs();
});

test('standard input reaches the command, and its end does too', async () => {
	const client = await demo.connect('login');
	const channel = await openExec(client, 'wc -c');
	const left = collect(channel);
	channel.end(Buffer.alloc(3_000_000));
	expect((await left).stdout.trim()).toBe('3000000');
});

test('a connection goes hop by hop from gateway to login to node1, and to a port there', async () => {
	const gateway = await demo.connect('gateway');
	const login = await demo.connect('login', {
		sock: await openForward(gateway, '127.0.0.1', demo.servers.ports.login),
	});
	const node = await demo.connect('node1', {sock: await openForward(login, '127.0.0.1', demo.servers.ports.node1)});
	const channel = await openForward(node, 'localhost', echoPort);
	const left = collect(channel);
	channel.end('there and back');
	expect((await left).stdout).toBe('there and back');
});

test.each([
	['gateway', '127.0.0.1', () => demo.servers.ports.node1],
	['gateway', '127.0.0.1', () => echoPort],
	['login', '127.0.0.1', () => echoPort],
	['login', '127.0.0.1', () => demo.servers.ports.gateway],
	['node1', '192.0.2.1', () => echoPort],
] as const)('%s opens no connection to %s there', async (host, address, port) => {
	const client = await demo.connect(host);
	await expect(openForward(client, address, port())).rejects.toMatchObject({
		reason: 1,
		message: expect.stringContaining('prohibited'),
	});
});

test('a port where nothing listens is a refused channel, and the connection stays', async () => {
	const client = await demo.connect('node1');
	await expect(openForward(client, '127.0.0.1', 1)).rejects.toMatchObject({
		reason: 2,
		message: expect.stringContaining('Connection refused'),
	});
	expect((await run(client, 'true')).code).toBe(0);
});

test('a command whose channel is closed is hung up, with all that it started', async () => {
	const client = await demo.connect('node1');
	const channel = await openExec(client, 'sleep 1000 & echo $! $$; wait');
	const pids = await new Promise<number[]>(resolve => {
		channel.once('data', (bytes: Buffer) => resolve(bytes.toString().trim().split(' ').map(Number)));
	});
	expect(pids.map(isAlive)).toEqual([true, true]);
	channel.close();
	await eventually(() => pids.some(isAlive)).toBe(false);
});

test('what a command left behind in the background outlives its channel', async () => {
	const client = await demo.connect('node1');
	const left = await run(client, 'nohup sleep 1000 >/dev/null 2>&1 </dev/null & echo $!');
	const pid = Number(left.stdout);
	const closed = new Promise<void>(resolve => {
		client.once('close', () => resolve());
	});
	client.end();
	await closed;
	expect(isAlive(pid)).toBe(true);
	process.kill(pid);
});

test('a signal asked for by the client reaches the command', async () => {
	const client = await demo.connect('node1');
	const channel = await openExec(client, 'trap "echo caught; exit 5" USR1; echo up; while :; do sleep 0.05; done');
	const left = collect(channel);
	channel.once('data', () => channel.signal('USR1'));
	expect(await left).toMatchObject({stdout: 'up\ncaught\n', code: 5});
});

test('gateway runs commands, and gives neither a shell nor a terminal', async () => {
	const client = await demo.connect('gateway');
	await expect(openExec(client, 'true', true)).rejects.toThrow(/pseudo-terminal/i);
	const shell = new Promise((resolve, reject) => {
		client.shell(false, (error, channel) => (error ? reject(error) : resolve(channel)));
	});
	await expect(shell).rejects.toThrow();
});

test('another key, another user and a password are refused', async () => {
	const stranger = makeHostKey();
	await expect(demo.connect('gateway', {privateKey: stranger})).rejects.toThrow(/authentication/i);
	await expect(demo.connect('gateway', {username: 'root'})).rejects.toThrow(/authentication/i);
	await expect(demo.connect('gateway', {privateKey: '', password: 'demo'})).rejects.toThrow();
});

test('keep-alive questions are answered', async () => {
	const client = await demo.connect('gateway', {keepaliveInterval: 20, keepaliveCountMax: 2});
	const start = performance.now();
	await eventually(() => performance.now() - start > 300).toBe(true);
	expect((await run(client, 'echo alive')).stdout).toBe('alive\n');
});

test('its files are for its owner only', async () => {
	const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
	expect(await mode(demo.places.folder)).toBe('700');
	expect(await mode(demo.places.identity)).toBe('600');
	expect(await mode(hostKeyOf(demo.places, 'gateway'))).toBe('600');
	expect(await readFile(join(demo.places.work, 'README.txt'), 'utf8')).toContain('node1');
});

/** A zombie is over, even where nobody asks for its exit status. */
function isAlive(pid: number): boolean {
	return startOf(pid) !== null;
}
