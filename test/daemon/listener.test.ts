import {createConnection, type Socket} from 'node:net';
import {type Duplex, PassThrough} from 'node:stream';
import {describe, expect, onTestFinished, test} from 'vitest';
import {pipeThrough} from '../../drivers/transports/common/pipe.js';
import {Fault} from '../../source/core/fault.js';
import type {ByteStream} from '../../source/core/link.js';
import {ensureFree, type Listener, type ListenerOptions, listen} from '../../source/daemon/listener.js';
import {until} from '../core/shells.js';
import {freePort, occupy} from './support/ports.js';
import {byteStream} from './support/scripted-link.js';

/** A far end that gives back what it is given, in capitals. */
function shouting(): Duplex {
	return new PassThrough({
		transform(piece: Buffer, _encoding, done) {
			done(null, piece.toString().toUpperCase());
		},
	});
}

async function listening(some: Partial<ListenerOptions> = {}) {
	const faults: Fault[] = [];
	const listener = await listen({
		port: await freePort(),
		isReserved: () => false,
		dial: async () => byteStream(shouting()),
		join: (near, far) => void pipeThrough(near, far),
		onError: fault => faults.push(fault),
		...some,
	});
	onTestFinished(() => listener.close());
	return {listener, faults};
}

function connect({port}: Listener, host = '127.0.0.1') {
	const socket: Socket = createConnection({port, host, allowHalfOpen: true});
	onTestFinished(() => void socket.destroy());
	const heard: Buffer[] = [];
	const over = Promise.withResolvers<Error | null>();
	socket.on('data', piece => heard.push(piece));
	socket.on('error', error => over.resolve(error));
	socket.on('end', () => over.resolve(null));
	socket.on('close', () => over.resolve(null));
	return {socket, text: () => Buffer.concat(heard).toString(), over: over.promise};
}

const when = (condition: () => boolean) => until(() => (condition() ? true : undefined));

describe('the port', () => {
	test('is the one that was wanted, at a literal 127.0.0.1 and nowhere else', async () => {
		const {listener} = await listening();
		const here = connect(listener);
		here.socket.write('hello');
		await when(() => here.text() === 'HELLO');
		// Another literal address of the same host: had it been bound, nobody else could have it.
		await occupy(listener.port, '127.0.0.2');
		expect((await connect(listener, '127.0.0.3').over)?.message).toContain('ECONNREFUSED');
	});

	test('taken by another program: usage, with what to do', async () => {
		const {port} = await occupy();
		await expect(listening({port})).rejects.toMatchObject({
			kind: 'usage',
			message: `local port ${port} cannot be used`,
			hint: 'another program listens there; choose another local port',
		});
	});

	test('free again once it is closed', async () => {
		const {listener} = await listening();
		listener.close();
		const {listener: again} = await listening({port: listener.port});
		expect(again.port).toBe(listener.port);
	});

	test('not said: the first from 8888 up that is free and belongs to no session', async () => {
		const asked: number[] = [];
		const {listener} = await listening({
			port: null,
			isReserved(port) {
				asked.push(port);
				return port < 8891;
			},
		});
		expect(asked.slice(0, 4)).toEqual([8888, 8889, 8890, 8891]);
		expect(listener.port).toBe(asked.at(-1));
		const {listener: next} = await listening({port: null, isReserved: port => port < listener.port});
		expect(next.port).toBeGreaterThan(listener.port);
	});

	test('none is free', async () => {
		await expect(listening({port: null, isReserved: () => true})).rejects.toMatchObject({kind: 'usage'});
	});
});

describe('ensureFree, before anything is submitted', () => {
	test('a free port stays free', async () => {
		const port = await freePort();
		await ensureFree(port, () => false);
		await ensureFree(port, () => false);
	});

	test('of another session, or of another program: usage', async () => {
		const {port} = await occupy();
		await expect(ensureFree(port, () => false)).rejects.toMatchObject({kind: 'usage'});
		await expect(ensureFree(await freePort(), () => true)).rejects.toThrow('belongs to another session');
	});
});

describe('bytes', () => {
	test('are counted both ways, over all connections, and stay counted', async () => {
		const {listener} = await listening();
		const [one, other] = [connect(listener), connect(listener)];
		one.socket.write('12345');
		other.socket.write('123');
		await when(() => one.text().length === 5 && other.text().length === 3);
		expect([listener.bytesIn, listener.bytesOut]).toEqual([8, 8]);
		one.socket.destroy();
		await one.over;
		other.socket.write('4');
		await when(() => listener.bytesOut === 9 && listener.bytesIn === 9);
	});

	test('that come before the far end is open are not lost', async () => {
		const dialled = Promise.withResolvers<ByteStream>();
		const {listener} = await listening({dial: () => dialled.promise});
		const {socket, text} = connect(listener);
		socket.write('early ');
		await new Promise<void>(resolve => socket.write('words', () => resolve()));
		dialled.resolve(byteStream(shouting()));
		await when(() => text() === 'EARLY WORDS');
	});

	test('of a connection whose one half is closed still come', async () => {
		const {listener} = await listening();
		const {socket, text, over} = connect(listener);
		socket.end('last words');
		expect(await over).toBeNull();
		expect(text()).toBe('LAST WORDS');
	});
});

describe('the far end', () => {
	test('cannot be reached: the connection is closed, and it is told', async () => {
		const fault = new Fault('link', 'connection refused', {facts: {verdict: 'refused'}});
		const {listener, faults} = await listening({dial: () => Promise.reject(fault)});
		await connect(listener).over;
		expect(faults).toEqual([fault]);
	});

	test('breaks: so does the near one', async () => {
		const far = shouting();
		const {listener} = await listening({dial: async () => byteStream(far)});
		const {socket, text, over} = connect(listener);
		socket.write('x');
		await when(() => text() === 'X');
		far.destroy(new Error('the channel broke'));
		await over;
	});

	test('is let go when the near one breaks', async () => {
		const far = shouting();
		const {listener} = await listening({dial: async () => byteStream(far)});
		const {socket, text} = connect(listener);
		socket.write('x');
		await when(() => text() === 'X');
		socket.resetAndDestroy();
		await when(() => far.destroyed);
	});

	test('is no longer sought when the near one breaks first, and that is no complaint', async () => {
		let gone: AbortSignal | undefined;
		const {listener, faults} = await listening({
			dial: signal =>
				new Promise((_resolve, reject) => {
					gone = signal;
					signal.addEventListener('abort', () => reject(signal.reason));
				}),
		});
		const {socket} = connect(listener);
		await when(() => gone !== undefined);
		socket.resetAndDestroy();
		await when(() => gone?.aborted === true);
		expect(faults).toEqual([]);
	});

	test('that opens after the near one left is closed', async () => {
		const dialled = Promise.withResolvers<ByteStream>();
		let gone: AbortSignal | undefined;
		const {listener} = await listening({
			dial(signal) {
				gone = signal;
				return dialled.promise;
			},
		});
		const {socket} = connect(listener);
		await when(() => gone !== undefined);
		socket.resetAndDestroy();
		await when(() => gone?.aborted === true);
		const far = shouting();
		dialled.resolve(byteStream(far));
		await when(() => far.destroyed);
	});
});

describe('a client that comes in vain', () => {
	const unreachable = {
		dial: () => Promise.reject(new Fault('link', 'down')),
		excuse: (said: string) => `sorry, ${said}`,
	};

	test('is told why, in answer to what it said', async () => {
		const {listener} = await listening(unreachable);
		const {socket, text, over} = connect(listener);
		socket.write('hello');
		expect(await over).toBeNull();
		expect(text()).toBe('sorry, hello');
	});

	test('has time to say something first, and may say much', async () => {
		const {listener} = await listening(unreachable);
		const {socket, text, over} = connect(listener);
		await new Promise(resolve => socket.once('connect', resolve));
		socket.write('x'.repeat(200_000));
		await over;
		expect(text()).toMatch(/^sorry, x+$/);
	});

	test('and would not understand: is just closed', async () => {
		const {listener} = await listening({...unreachable, excuse: () => null});
		const {socket, text, over} = connect(listener);
		socket.write('hello');
		await over;
		expect(text()).toBe('');
	});

	test('and says nothing: is closed all the same', async () => {
		const heard: string[] = [];
		const excuse = (said: string) => {
			heard.push(said);
			return null;
		};
		const {listener} = await listening({...unreachable, excuse});
		await connect(listener).over;
		expect(heard).toEqual(['']);
	});
});

test('closed: its connections are over', async () => {
	const {listener} = await listening();
	const {socket, text, over} = connect(listener);
	socket.write('x');
	await when(() => text() === 'X');
	listener.close();
	await over;
	expect((await connect(listener).over)?.message).toContain('ECONNREFUSED');
});
