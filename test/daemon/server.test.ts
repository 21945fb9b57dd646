import {chmod, mkdir, stat, writeFile} from 'node:fs/promises';
import {createConnection, type Socket} from 'node:net';
import {dirname} from 'node:path';
import {expect, test, vi} from 'vitest';
import {openClient} from '../../source/client/connection.js';
import {Fault} from '../../source/core/fault.js';
import type {Connection, Handlers} from '../../source/daemon/server.js';
import {type DaemonStatus, WIRE_VERSION} from '../../source/wire/calls.js';
import {createDecoder, encode, type Message} from '../../source/wire/framing.js';
import {freshHome, serveFake} from '../client/fake-daemon.js';

const STATUS: DaemonStatus = {
	pid: 1,
	version: '0.1.0',
	wire: 1,
	startedAt: '2026-11-20T09:00:00Z',
	home: '/h',
	socket: '/s',
	sessions: 0,
	clients: 1,
	memoryBytes: 1,
	trouble: null,
};

/** A client that says whatever it is told to, byte for byte, and collects what comes back. */
function rawClient(path: string): {socket: Socket; say(text: string): void; heard: Message[]} {
	const socket = createConnection(path);
	const decode = createDecoder();
	const heard: Message[] = [];
	socket.on('data', chunk => heard.push(...decode(chunk as Buffer)));
	socket.on('error', () => {});
	return {socket, say: text => void socket.write(text), heard};
}

const HELLO = encode({
	type: 'request',
	id: 1,
	method: 'hello',
	params: {wire: WIRE_VERSION, version: '0.1.0', canAnswer: false, answersAll: false},
});

async function clientOf(path: string, canAnswer = false) {
	const client = await openClient(path, {canAnswer});
	if (client === null) {
		throw new Error('nobody listens');
	}

	return client;
}

test('answers calls, and a fault crosses whole', async () => {
	const {paths} = await freshHome();
	const fault = new Fault('refused', 'sbatch: error: invalid partition', {
		hint: 'hpctui cluster show lab',
		retry: 'after-user',
		facts: {hop: 'login', said: 'Invalid partition name specified', code: 1},
	});
	await serveFake(paths.socket, {
		'daemon.status': async () => STATUS,
		'session.stop': async () => Promise.reject(fault),
	});
	const client = await clientOf(paths.socket);
	expect(await client.call('daemon.status', {})).toEqual(STATUS);
	const received = await client.call('session.stop', {session: 'x'}).catch((error: unknown) => error);
	expect(received).toBeInstanceOf(Fault);
	expect((received as Fault).toDocument()).toEqual(fault.toDocument());
	client.close();
	expect(await client.closed).toBeNull();
});

test('the folder is private, one that stood open is closed', async () => {
	const {paths} = await freshHome();
	await mkdir(paths.socketFolder, {recursive: true});
	await chmod(paths.socketFolder, 0o755);
	await serveFake(paths.socket, {});
	expect((await stat(paths.socketFolder)).mode & 0o777).toBe(0o700);
	expect((await stat(paths.socket)).mode & 0o777).toBe(0o600);
});

test.skipIf(process.getuid?.() !== 0)('a folder of somebody else is refused', async () => {
	const {paths} = await freshHome();
	await mkdir(paths.socketFolder, {recursive: true});
	const {chown} = await import('node:fs/promises');
	await chown(paths.socketFolder, 12_345, 12_345);
	await expect(serveFake(paths.socket, {})).rejects.toMatchObject({kind: 'config'});
	await expect(clientOf(paths.socket)).rejects.toThrow();
});

test('a second daemon of the same home is refused, and the first goes on', async () => {
	const {paths} = await freshHome();
	await serveFake(paths.socket, {'daemon.status': async () => STATUS});
	await expect(serveFake(paths.socket, {})).rejects.toMatchObject({kind: 'daemon', facts: {isRunning: true}});
	expect(await (await clientOf(paths.socket)).call('daemon.status', {})).toEqual(STATUS);
});

test('what a killed daemon left, socket and lock, is cleared away', async () => {
	const {paths} = await freshHome();
	await mkdir(paths.socketFolder, {recursive: true, mode: 0o700});
	await writeFile(`${dirname(paths.socket)}/daemon.999999.gone-1.1.lock`, '');
	// The same id, another start: the process that has it now is not the one that had the lock.
	await writeFile(`${dirname(paths.socket)}/daemon.${process.pid}.gone-2.1.lock`, '');
	await writeFile(paths.socket, '');
	await serveFake(paths.socket, {'daemon.status': async () => STATUS});
	expect(await (await clientOf(paths.socket)).call('daemon.status', {})).toEqual(STATUS);
});

test('after close the place is free', async () => {
	const {paths} = await freshHome();
	const first = await serveFake(paths.socket, {});
	const client = await clientOf(paths.socket);
	await first.close();
	expect(await client.closed).toMatchObject({kind: 'daemon', retry: 'now'});
	await serveFake(paths.socket, {});
});

test('another wire version: told which command to run; status and stop still work; other clients stay', async () => {
	const {paths} = await freshHome();
	const stop = vi.fn(async () => ({}));
	await serveFake(paths.socket, {
		'daemon.status': async () => STATUS,
		'daemon.stop': stop,
		'session.list': async () => [],
	});
	const friend = await clientOf(paths.socket);
	const {say, heard} = rawClient(paths.socket);
	say(
		encode({
			type: 'request',
			id: 1,
			method: 'hello',
			params: {wire: 99, version: '9.9.9', canAnswer: true, answersAll: false},
		}),
	);
	say(encode({type: 'request', id: 2, method: 'session.list', params: {all: true}}));
	say(encode({type: 'request', id: 3, method: 'daemon.status', params: {}}));
	say(encode({type: 'request', id: 4, method: 'daemon.stop', params: {}}));
	await vi.waitUntil(() => heard.length === 4);
	expect(heard[0]).toMatchObject({
		id: 1,
		fault: {kind: 'daemon', hint: expect.stringContaining('hpctui daemon stop'), facts: {daemonWire: WIRE_VERSION}},
	});
	expect(heard[1]).toMatchObject({id: 2, fault: {kind: 'daemon'}});
	expect(heard[2]).toMatchObject({id: 3, result: STATUS});
	expect(heard[3]).toMatchObject({id: 4, result: {}});
	expect(stop).toHaveBeenCalledOnce();
	expect(await friend.call('session.list', {all: true})).toEqual([]);
});

test('nothing before hello; unknown calls, garbage and odd inputs are answered with faults', async () => {
	const {paths} = await freshHome();
	await serveFake(paths.socket, {'daemon.status': async () => STATUS});
	const {say, heard, socket} = rawClient(paths.socket);
	say(encode({type: 'request', id: 7, method: 'daemon.status', params: {}}));
	say('not json\n[1,2]\n{"jsonrpc":"2.0"}\n');
	say(HELLO);
	say(encode({type: 'request', id: 8, method: 'daemon.status', params: [1]}));
	await vi.waitUntil(() => heard.length === 6);
	expect(heard.find(message => 'id' in message && message.id === 7)).toMatchObject({fault: {kind: 'daemon'}});
	expect(heard.filter(message => message.type === 'failure' && message.id === null)).toHaveLength(3);
	expect(heard.find(message => 'id' in message && message.id === 8)).toMatchObject({fault: {kind: 'parse'}});
	expect(socket.destroyed).toBe(false);
});

test('names of every object are no calls', async () => {
	const {paths} = await freshHome();
	const {createServer} = await import('../../source/daemon/server.js');
	const {WELCOME} = await import('../client/fake-daemon.js');
	const server = await createServer({socketPath: paths.socket, handlers: {} as Handlers, welcome: WELCOME});
	const {say, heard} = rawClient(paths.socket);
	say(HELLO + encode({type: 'request', id: 2, method: 'toString', params: {}}));
	await vi.waitUntil(() => heard.length === 2);
	expect(heard[1]).toMatchObject({id: 2, fault: {kind: 'unsupported'}});
	await server.close();
});

test('a message without end closes the connection and not the daemon', async () => {
	const {paths} = await freshHome();
	await serveFake(paths.socket, {'daemon.status': async () => STATUS});
	const {socket, heard} = rawClient(paths.socket);
	const closed = new Promise(resolve => socket.once('close', resolve));
	const piece = Buffer.alloc(1024 * 1024, 'x');
	for (let sent = 0; sent < 20; sent += 1) {
		socket.write(piece);
	}

	await closed;
	expect(heard.at(0)?.type === 'failure' || heard.length === 0).toBe(true);
	expect(await (await clientOf(paths.socket)).call('daemon.status', {})).toEqual(STATUS);
});

test('a client that does not read is told so to the sender, and cut off past the bound', async () => {
	const {paths} = await freshHome();
	const seen: Connection[] = [];
	const subscribe = async (_input: object, connection: Connection): Promise<[]> => {
		seen.push(connection);
		return [];
	};
	const server = await serveFake(paths.socket, {'session.subscribe': subscribe}, {maxBufferedBytes: 4 * 1024 * 1024});
	const {socket, say} = rawClient(paths.socket);
	say(HELLO + encode({type: 'request', id: 2, method: 'session.subscribe', params: {}}));
	const connection = await vi.waitUntil(() => seen[0]);
	socket.pause();
	const piece = {subscription: 1, path: '/log', offset: 0, size: 0, base64: 'x'.repeat(256 * 1024)};
	let sent = 0;
	let hadRoom = true;
	while (!connection.signal.aborted && sent < 1_000) {
		hadRoom = connection.notify('log.piece', piece) && hadRoom;
		sent += 1;
		await new Promise(resolve => setImmediate(resolve));
	}

	expect(hadRoom).toBe(false);
	expect(sent).toBeLessThan(60);
	await vi.waitUntil(() => server.clients.size === 0);
	expect(connection.notify('log.piece', piece)).toBe(false);
	await connection.drained();
});

test('a slow reader that catches up lets the sender go on', async () => {
	const {paths} = await freshHome();
	const seen: Connection[] = [];
	const subscribe = async (_input: object, connection: Connection): Promise<[]> => {
		seen.push(connection);
		return [];
	};
	await serveFake(paths.socket, {'session.subscribe': subscribe});
	const {socket, say, heard} = rawClient(paths.socket);
	say(HELLO + encode({type: 'request', id: 2, method: 'session.subscribe', params: {}}));
	const connection = await vi.waitUntil(() => seen[0]);
	socket.pause();
	const piece = {subscription: 1, path: '/log', offset: 0, size: 0, base64: 'x'.repeat(1024 * 1024)};
	let sent = 1;
	while (connection.notify('log.piece', piece)) {
		sent += 1;
	}

	socket.resume();
	await connection.drained();
	await vi.waitUntil(() => heard.length === 2 + sent);
	expect(connection.signal.aborted).toBe(false);
});

test('handlers learn who is there, what is over, and what nobody waits for', async () => {
	const {paths} = await freshHome();
	const counts: number[] = [];
	const connections: Connection[] = [];
	const signals: AbortSignal[] = [];
	const server = await serveFake(
		paths.socket,
		{
			'cluster.test': (_input, connection, signal) => {
				connections.push(connection);
				signals.push(signal);
				return new Promise(() => {});
			},
		},
		{onClientsChanged: clients => void counts.push(clients.size)},
	);
	const client = await clientOf(paths.socket, true);
	const abort = new AbortController();
	const given = client.call('cluster.test', {name: 'a'}, abort.signal).catch((error: unknown) => error);
	const cut = client.call('cluster.test', {name: 'b'}).catch((error: unknown) => error);
	await vi.waitUntil(() => signals.length === 2);
	expect(connections[0]?.canAnswer).toBe(true);
	abort.abort();
	expect(await given).toMatchObject({kind: 'cancelled'});
	await vi.waitUntil(() => signals[0]?.aborted);
	expect(signals[1]?.aborted).toBe(false);
	const onClose = vi.fn();
	connections[0]?.onClose(onClose);
	client.close();
	expect(await cut).toMatchObject({kind: 'daemon'});
	await vi.waitUntil(() => signals[1]?.aborted);
	expect(onClose).toHaveBeenCalledOnce();
	expect(counts).toEqual([1, 0]);
	expect(server.clients.size).toBe(0);
});

test('notices reach every client', async () => {
	const {paths} = await freshHome();
	const server = await serveFake(paths.socket, {});
	const clients = await Promise.all([clientOf(paths.socket), clientOf(paths.socket)]);
	const heard = clients.map(client => new Promise(resolve => client.on('prompt.closed', resolve)));
	server.broadcast('prompt.closed', {prompt: 4});
	expect(await Promise.all(heard)).toEqual([{prompt: 4}, {prompt: 4}]);
});
