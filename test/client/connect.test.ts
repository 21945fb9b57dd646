import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import {afterAll, beforeAll, expect, onTestFinished, test, vi} from 'vitest';
import type {Client} from '../../source/client/client.js';
import {type ConnectOptions, connect} from '../../source/client/connect.js';
import {Fault} from '../../source/core/fault.js';
import {startOf} from '../../source/wire/process-identity.js';
import {freshHome, serveFake, WELCOME} from './fake-daemon.js';

let folder: string;
let program: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hpctui-fake-'));
	program = join(folder, 'daemon.mjs');
	const entry = new URL('fixtures/daemon.ts', import.meta.url).pathname;
	await build({entryPoints: [entry], outfile: program, bundle: true, platform: 'node', format: 'esm'});
});
afterAll(() => rm(folder, {recursive: true, force: true}));

async function optionsOf(extraEnv: NodeJS.ProcessEnv = {}): Promise<ConnectOptions> {
	const {paths, env} = await freshHome();
	const options: ConnectOptions = {
		paths,
		env: {...env, ...extraEnv},
		start: true,
		canAnswer: false,
		daemonArgv: [process.execPath, program],
	};
	onTestFinished(async () => {
		const client = await connect({...options, start: false}).catch(() => null);
		await client?.call('daemon.stop', {});
	});
	return options;
}

async function pidOf(client: Client): Promise<number> {
	return (await client.call('daemon.status', {})).pid;
}

async function kill(pid: number): Promise<void> {
	process.kill(pid, 'SIGKILL');
	await vi.waitUntil(() => startOf(pid) === null, {timeout: 5_000});
}

test('without a daemon and without leave to start one: says what to run', async () => {
	const options = await optionsOf();
	await expect(connect({...options, start: false})).rejects.toMatchObject({
		kind: 'daemon',
		hint: 'run: hpctui daemon start',
	});
});

test('starts one, detached, with its log private and its home passed on', async () => {
	const options = await optionsOf();
	const client = await connect(options);
	const status = await client.call('daemon.status', {});
	expect(status).toMatchObject({home: options.env?.['HPCTUI_HOME']});
	expect(status.pid).not.toBe(process.pid);
	const log = join(options.paths.state, 'daemon.log');
	expect((await stat(log)).mode & 0o777).toBe(0o600);
	expect(await readFile(log, 'utf8')).toContain('started in /\n');
	const again = await connect({...options, start: false});
	expect(await pidOf(again)).toBe(status.pid);
	client.close();
	again.close();
});

test('eight clients that start at once get one daemon', async () => {
	const options = await optionsOf();
	const clients = await Promise.all(Array.from({length: 8}, () => connect(options)));
	const pids = new Set(await Promise.all(clients.map(pidOf)));
	expect(pids.size).toBe(1);
	for (const client of clients) {
		client.close();
	}
});

test('daemons that are started side by side, past the lock of clients, settle on one', async () => {
	const options = await optionsOf();
	const exits = Array.from({length: 4}, () => {
		const child = spawn(process.execPath, [program], {env: options.env, stdio: 'ignore'});
		return new Promise<number | null>(resolve => child.once('exit', resolve));
	});
	const client = await connect(options);
	await Promise.race(exits);
	const codes: (number | null)[] = [];
	for (const exit of exits) {
		void exit.then(code => codes.push(code));
	}

	// All but one give way, each with exit code 0; where our own was the one that won, all do.
	await vi.waitUntil(() => codes.length >= 3, {timeout: 10_000});
	expect(codes.every(code => code === 0)).toBe(true);
	await client.call('daemon.stop', {});
	await client.closed;
});

test('SIGKILL in the middle of a call: the call fails, the next client gets a new daemon', async () => {
	const options = await optionsOf();
	const client = await connect(options);
	const pid = await pidOf(client);
	const call = client.call('cluster.test', {name: 'lab'}).catch((error: unknown) => error);
	await kill(pid);
	expect(await call).toMatchObject({kind: 'daemon', retry: 'now', hint: expect.stringContaining('daemon logs')});
	expect(await client.closed).toMatchObject({kind: 'daemon'});
	await expect(client.call('daemon.status', {})).rejects.toMatchObject({kind: 'daemon'});
	const next = await connect(options);
	expect(await pidOf(next)).not.toBe(pid);
	expect((await readdir(options.paths.socketFolder)).filter(file => file.includes(`.${pid}.`))).toEqual([]);
	next.close();
});

test('a starter that was killed does not keep the others from starting', async () => {
	const options = await optionsOf();
	await mkdir(options.paths.socketFolder, {recursive: true, mode: 0o700});
	await writeFile(join(options.paths.socketFolder, 'start.999999.gone-1.1.lock'), '');
	const client = await connect(options);
	expect(await pidOf(client)).toBeGreaterThan(0);
	client.close();
});

test('while the old daemon stops, a new one is started all the same', async () => {
	const options = await optionsOf();
	const client = await connect(options);
	const pid = await pidOf(client);
	await client.call('daemon.stop', {});
	const next = await connect(options);
	await client.closed;
	expect(await pidOf(next)).not.toBe(pid);
	next.close();
});

test('a daemon that ends at once: its last words are told', async () => {
	const options = await optionsOf({FAKE_DAEMON_FAILS: '3'});
	await expect(connect(options)).rejects.toMatchObject({
		kind: 'daemon',
		message: 'the daemon ended at once (exit code 3)',
		facts: {said: 'started in /\ncannot read the journal: disk on fire'},
		hint: expect.stringContaining('daemon.log'),
	});
});

test('a daemon that cannot use its home: wrong configuration, exit 2', async () => {
	const options = await optionsOf({FAKE_DAEMON_FAILS: '2'});
	await expect(connect(options)).rejects.toMatchObject({kind: 'config', exitCode: 2});
});

test('a daemon that never answers: given up', async () => {
	const options = await optionsOf({FAKE_DAEMON_HANGS: '1'});
	await expect(connect({...options, startTimeoutMs: 300})).rejects.toMatchObject({
		kind: 'daemon',
		message: 'the daemon was started and does not answer',
	});
	const claim = await readdir(options.paths.socketFolder);
	expect(claim.filter(file => file.startsWith('start.'))).toEqual([]);
});

test('an interrupt while it waits is obeyed', async () => {
	const options = await optionsOf({FAKE_DAEMON_HANGS: '1'});
	const abort = new AbortController();
	const connecting = connect({...options, signal: abort.signal}).catch((error: unknown) => error);
	await vi.waitUntil(async () => (await readdir(options.paths.state).catch(() => [])).length > 0);
	abort.abort();
	expect(await connecting).toMatchObject({kind: 'cancelled', exitCode: 130});
});

test('a daemon that takes connections and says nothing: given up, and an interrupt is obeyed', async () => {
	const {paths} = await freshHome();
	await mkdir(paths.socketFolder, {recursive: true, mode: 0o700});
	const silent = createServer(() => {}).listen(paths.socket);
	onTestFinished(() => void silent.close());
	await once(silent, 'listening');
	const options = {paths, start: true, canAnswer: false};
	await expect(connect({...options, helloTimeoutMs: 50})).rejects.toMatchObject({
		kind: 'daemon',
		message: 'the daemon takes connections and does not answer',
	});
	const abort = new AbortController();
	const connecting = connect({...options, signal: abort.signal}).catch((error: unknown) => error);
	abort.abort(new Fault('cancelled', 'interrupted'));
	expect(await connecting).toMatchObject({kind: 'cancelled', message: 'interrupted'});
});

test('another version: a clear fault, and a way to ask it to stop', async () => {
	const {paths} = await freshHome();
	await serveFake(
		paths.socket,
		{'daemon.stop': async () => ({})},
		{welcome: {...WELCOME, wire: 99, version: '9.0.0', pid: 77}},
	);
	const options = {paths, start: true, canAnswer: false};
	await expect(connect(options)).rejects.toMatchObject({kind: 'daemon', message: expect.stringContaining('9.0.0')});
	const client = await connect({...options, acceptsAnyVersion: true});
	expect(client.welcome).toMatchObject({wire: 99, version: '9.0.0', pid: 77});
	expect(await client.call('daemon.stop', {})).toEqual({});
	client.close();
});

test('a question that comes together with the welcome is not lost', async () => {
	const {paths} = await freshHome();
	const question = {kind: 'password', hop: 'gateway', text: '', prompts: []} as const;
	await serveFake(
		paths.socket,
		{},
		{
			onClientsChanged: clients => {
				for (const client of clients) {
					client.notify('prompt.asked', {prompt: 1, cluster: 'lab', question});
				}
			},
		},
	);
	const client = await connect({paths, start: false, canAnswer: true});
	await new Promise(resolve => setImmediate(resolve));
	const asked = await new Promise(resolve => client.on('prompt.asked', resolve));
	expect(asked).toMatchObject({prompt: 1});
	client.close();
});

test('a daemon that is killed at the moment of the connection is nobody', async () => {
	const options = await freshHome();
	const {paths} = options;
	await mkdir(paths.socketFolder, {recursive: true, mode: 0o700});
	const listen = `require('net').createServer().listen(${JSON.stringify(paths.socket)}, () => console.log('up'))`;
	const child = spawn(process.execPath, ['-e', listen], {stdio: ['ignore', 'pipe', 'inherit']});
	await once(child.stdout, 'data');
	child.kill('SIGSTOP');
	const connecting = connect({...options, start: false, canAnswer: false});
	child.kill('SIGKILL');
	// Without a turn of the event loop, so that the connection is looked at only when its other end is gone.
	while (startOf(child.pid ?? 0) !== null) {}

	await expect(connecting).rejects.toMatchObject({message: 'no daemon is running'});
});
