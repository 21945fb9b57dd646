import {once} from 'node:events';
import {type AddressInfo, createServer, type Server} from 'node:net';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {expect, onTestFinished, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {testFolder} from './hop.js';
import {freePort} from './sshd.js';
import {overEachWay, textFrom} from './ways.js';

overEachWay('connections', (there, way) => {
	test('connects to a port, both ways, and each end may close first', async () => {
		const echo = await listen(server => server.on('connection', socket => socket.pipe(socket)));
		const {port} = echo.address() as AddressInfo;
		const connection = (await there.link.connect({host: '127.0.0.1', port})) as unknown as Duplex;
		const bytes = Buffer.alloc(3_000_000, 'abcdefg');
		connection.end(bytes);
		expect(Buffer.compare(await buffer(connection), bytes)).toBe(0);

		const greeting = await listen(server => server.on('connection', socket => socket.end('bye')));
		const other = await there.link.connect({host: '127.0.0.1', port: (greeting.address() as AddressInfo).port});
		expect(await textFrom(other as unknown as Duplex)).toBe('bye');
	});

	test('connects to a Unix socket', async () => {
		const path = join(await testFolder(), 'socket');
		await listen(server => server.on('connection', socket => socket.end('unix')), path);
		const connection = await there.link.connect({path});
		expect(await textFrom(connection as unknown as Duplex)).toBe('unix');
	});

	test('carries a connection by a command, both ways, and each end may close first', async () => {
		const echo = await listen(server => server.on('connection', socket => socket.pipe(socket)));
		const {port} = echo.address() as AddressInfo;
		const connection = (await there.link.carry({host: '127.0.0.1', port})) as unknown as Duplex;
		const bytes = Buffer.from(Array.from({length: 3_000_000}, (_, index) => (index * 7) % 256));
		connection.end(bytes);
		expect(Buffer.compare(await buffer(connection), bytes)).toBe(0);

		const greeting = await listen(server => server.on('connection', socket => socket.end('bye')));
		const other = await there.link.carry({host: '127.0.0.1', port: (greeting.address() as AddressInfo).port});
		expect(await textFrom(other as unknown as Duplex)).toBe('bye');
	});

	test('carries one to a Unix socket; a port where nothing listens is told', async () => {
		const path = join(await testFolder(), 'socket');
		await listen(server => server.on('connection', socket => socket.end('unix')), path);
		expect(await textFrom((await there.link.carry({path})) as unknown as Duplex)).toBe('unix');
		await expect(there.link.carry({host: '127.0.0.1', port: await freePort()})).rejects.toMatchObject({
			kind: 'link',
			facts: {verdict: 'refused', said: 'Connection refused'},
		});
	});

	test('a port where nothing listens is told apart', async () => {
		const port = await freePort();
		await expect(there.link.connect({host: '127.0.0.1', port})).rejects.toMatchObject({
			kind: 'link',
			facts: {verdict: way.refused},
		});
	});

	test('a connection that takes too long is silence', async () => {
		// TEST-NET-1 (RFC 5737) answers nowhere; the signal is over before it could be refused.
		const late = AbortSignal.abort(new Fault('timeout', 'late'));
		await expect(there.link.connect({host: '192.0.2.1', port: 9}, late)).rejects.toMatchObject({
			kind: 'link',
			facts: {verdict: 'silent'},
		});
	});
});

async function listen(prepare: (server: Server) => void, path?: string): Promise<Server> {
	const server = createServer({allowHalfOpen: true});
	prepare(server);
	server.listen(path === undefined ? {port: 0, host: '127.0.0.1'} : {path});
	await once(server, 'listening');
	onTestFinished(() => {
		server.close();
	});
	return server;
}
