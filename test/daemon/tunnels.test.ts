import {once} from 'node:events';
import {connect, type Socket} from 'node:net';
import {PassThrough} from 'node:stream';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import type {SessionDocument, TunnelDocument} from '../../source/core/session-document.js';
import {parseTunnelSpec} from '../../source/core/tunnel-far.js';
import type {Connection} from '../../source/daemon/server.js';
import {startEngine, startJob, type World, world} from './support/engine.js';
import {freePort} from './support/ports.js';
import {byteStream} from './support/scripted-link.js';

type Engine = Awaited<ReturnType<typeof startEngine>>;

const never = new AbortController().signal;
const nobody = {signal: never} as Connection;

const add = (engine: Engine, session: string, spec: string) =>
	engine.engine.handlers['tunnel.add']({session, ...parseTunnelSpec(spec)}, nobody, never);
const remove = (engine: Engine, session: string, tunnel: string) =>
	engine.engine.handlers['tunnel.remove']({session, tunnel}, nobody, never);
const tunnelOf = ({tunnels}: SessionDocument, name: string): TunnelDocument | undefined =>
	tunnels.find(tunnel => tunnel.name === name);

/** What is sent there comes back. */
function serve({cluster}: World, place: string): void {
	cluster.services.set(place, async () => byteStream(new PassThrough()));
}

async function runningSession() {
	const there = world();
	const engine = await startEngine(there);
	const made = await engine.new({name: 'analysis'});
	const folder = (made.log.path ?? '').replace(/\/output$/, '');
	startJob(there, {id: made.job.id ?? '', folder, host: 'iris-013', port: 23_456});
	await engine.until('analysis', ({job}) => job.nodes.length > 0);
	return {there, engine};
}

async function dial(port: number | null | undefined): Promise<Socket> {
	const socket = connect({host: '127.0.0.1', port: port ?? 0});
	onTestFinished(() => void socket.destroy());
	await once(socket, 'connect');
	return socket;
}

async function say(socket: Socket, bytes: Uint8Array | string): Promise<Buffer> {
	socket.write(bytes);
	const [answer] = (await once(socket, 'data')) as [Buffer];
	return answer;
}

const isOpen = (name: string) => (document: SessionDocument) => tunnelOf(document, name)?.state === 'open';

describe('a tunnel that is added', () => {
	test('to a port of the node: it listens at once, and opens when something answers', async () => {
		const {there, engine} = await runningSession();
		const localPort = await freePort();
		const added = await add(engine, 'analysis', `${localPort}:8787`);
		expect(tunnelOf(added, '8787')).toMatchObject({
			localPort,
			remotePort: 8787,
			kind: 'port',
			url: null,
			required: false,
		});
		serve(there, '172.17.6.55:8787');
		const open = await engine.until('analysis', isOpen('8787'));
		expect(tunnelOf(open, '8787')).toMatchObject({address: 'infiniband', route: 'forward', remoteHost: '172.17.6.55'});
		expect((await say(await dial(localPort), 'hello')).toString()).toBe('hello');
	});

	test('to another host: from where the route leads', async () => {
		const {there, engine} = await runningSession();
		serve(there, 'db:5432');
		await add(engine, 'analysis', 'db:5432');
		const open = tunnelOf(await engine.until('analysis', isOpen('db:5432')), 'db:5432');
		expect(open).toMatchObject({route: 'forward', remoteHost: 'db', remotePort: 5432, hops: ['login']});
		expect((await say(await dial(open?.localPort), 'select')).toString()).toBe('select');
	});

	test.each(['/tmp/app.sock', 'localhost:8787'])('to %s: the node itself opens it', async spec => {
		const {there, engine} = await runningSession();
		serve(there, spec);
		await add(engine, 'analysis', spec);
		const open = tunnelOf(await engine.until('analysis', isOpen(spec)), spec);
		expect(open).toMatchObject({route: 'jump', hops: ['login', 'iris-013']});
		expect((await say(await dial(open?.localPort), 'hello')).toString()).toBe('hello');
	});

	test('outlives the daemon, on the same port', async () => {
		const {there, engine} = await runningSession();
		serve(there, 'db:5432');
		await add(engine, 'analysis', 'db:5432');
		const before = tunnelOf(await engine.until('analysis', isOpen('db:5432')), 'db:5432');
		engine.engine.close();
		const next = await startEngine(there);
		await next.until('analysis', isOpen('db:5432'));
		expect(tunnelOf(await next.show('analysis'), 'db:5432')?.localPort).toBe(before?.localPort);
		expect((await say(await dial(before?.localPort), 'again')).toString()).toBe('again');
	});

	test('taken away: what flows through it ends, and its port is free', async () => {
		const {there, engine} = await runningSession();
		serve(there, 'db:5432');
		const localPort = await freePort();
		await add(engine, 'analysis', `${localPort}:db:5432`);
		await engine.until('analysis', isOpen('db:5432'));
		const socket = await dial(localPort);
		await say(socket, 'x');
		const closed = once(socket, 'close');
		expect(tunnelOf(await remove(engine, 'analysis', 'db:5432'), 'db:5432')).toBeUndefined();
		await closed;
		await expect(dial(localPort)).rejects.toThrow('ECONNREFUSED');
		await add(engine, 'analysis', `${localPort}:db:5432`);
	});
});

describe('a SOCKS proxy', () => {
	const GREETING = Uint8Array.of(5, 1, 0);
	const request = (host: string, port: number, command = 1) =>
		Buffer.concat([
			Buffer.from([5, command, 0, 3, host.length]),
			Buffer.from(host),
			Buffer.from([port >> 8, port & 255]),
		]);

	async function proxy() {
		const session = await runningSession();
		await add(session.engine, 'analysis', 'socks');
		const {localPort} = tunnelOf(await session.engine.until('analysis', isOpen('socks')), 'socks') ?? {};
		return {...session, localPort};
	}

	test('leads by name to where the far side leads, and what came too early is not lost', async () => {
		const {there, localPort} = await proxy();
		serve(there, 'node2:8080');
		const socket = await dial(localPort);
		expect([...(await say(socket, GREETING))]).toEqual([5, 0]);
		const answer = await say(socket, Buffer.concat([request('node2', 8080), Buffer.from('early')]));
		expect(answer[1]).toBe(0);
		const echoed = answer.length > 10 ? answer.subarray(10) : ((await once(socket, 'data')) as [Buffer])[0];
		expect(echoed.toString()).toBe('early');
	});

	test('says why it does not, and is as good as before', async () => {
		const {there, engine, localPort} = await proxy();
		const refuse = () =>
			Promise.reject(new Fault('link', 'no', {facts: {verdict: 'refused', said: 'Connection refused'}}));
		there.cluster.services.set('node2:81', refuse);
		const socket = await dial(localPort);
		await say(socket, GREETING);
		const closed = once(socket, 'close');
		expect((await say(socket, request('node2', 81)))[1]).toBe(5);
		await closed;
		expect(tunnelOf(await engine.show('analysis'), 'socks')).toMatchObject({state: 'open', lastError: null});
	});

	test.each<[string, Uint8Array, readonly number[]]>([
		['somebody who wants to log in', Uint8Array.of(5, 1, 2), [5, 255]],
		['BIND', request('node2', 80, 2), [5, 7, 0, 1, 0, 0, 0, 0, 0, 0]],
	])('turns away %s', async (what, bytes, reply) => {
		const {localPort} = await proxy();
		const socket = await dial(localPort);
		if (what === 'BIND') {
			await say(socket, GREETING);
		}

		const closed = once(socket, 'close');
		expect([...(await say(socket, bytes))]).toEqual(reply);
		await closed;
	});
});

describe('what is refused, with nothing done', () => {
	test('a local port that is taken', async () => {
		const {engine} = await runningSession();
		const own = (await engine.show('analysis')).tunnels[0]?.localPort;
		await expect(add(engine, 'analysis', `${own}:db:5432`)).rejects.toMatchObject({kind: 'usage'});
		expect((await engine.show('analysis')).tunnels).toHaveLength(2);
	});

	test('the same tunnel twice, one of the app, one that is not there', async () => {
		const {engine} = await runningSession();
		await add(engine, 'analysis', 'db:5432');
		await expect(add(engine, 'analysis', 'db:5432')).rejects.toMatchObject({kind: 'usage'});
		await expect(remove(engine, 'analysis', 'notebook')).rejects.toMatchObject({kind: 'usage'});
		await expect(remove(engine, 'analysis', 'db:1')).rejects.toMatchObject({
			kind: 'usage',
			hint: 'there are: db:5432',
		});
	});

	test('a session that is over', async () => {
		const {engine} = await runningSession();
		await engine.stop('analysis');
		await engine.until('analysis', ({state}) => state === 'ended');
		await expect(add(engine, 'analysis', 'socks')).rejects.toMatchObject({kind: 'ended'});
	});
});
