import type {Socket} from 'node:net';
import {Fault} from '../core/fault.js';
import type {CallName, Calls, Hello, NoticeName, Notices, Welcome} from '../wire/calls.js';
import {CANCEL, createDecoder, encode, encodeBytes, type LineMessage, type Message} from '../wire/framing.js';

/** One client, as handlers see it. */
export type Connection = {
	readonly id: number;
	/** A person is there: questions of servers may be sent to it. */
	readonly canAnswer: boolean;
	/** Whatever it calls: not only the questions that its calls wait for. */
	readonly answersAll: boolean;
	/** Aborted when the connection is over. */
	readonly signal: AbortSignal;
	/**
	 * Says something unasked. False: the client does not read as fast as it is told; who has more to say, and can wait,
	 * waits for `drained` (a client that falls too far behind is disconnected). Nothing happens once it is over.
	 */
	notify<Name extends NoticeName>(name: Name, notice: Notices[Name]): boolean;
	/** A number for bytes that go both ways; `take` is given those that come. Closed with the connection. */
	openChannel(take: (bytes: Uint8Array) => void): Channel;
	/** Resolves when the client has read what it was sent, or is gone. */
	drained(): Promise<void>;
	/** Called once, when the connection is over; at once where it is already. */
	onClose(listener: () => void): void;
	close(): void;
};

/** Bytes to and from one client, as they are. */
export type Channel = {
	readonly number: number;
	/** False: as with `notify`. */
	send(bytes: Uint8Array): boolean;
	close(): void;
};

/** The calls that a daemon answers; `hello` is the server's own. `signal` is aborted when nobody waits any longer. */
export type Handlers = {
	readonly [Name in Exclude<CallName, 'hello'>]: (
		input: Calls[Name]['in'],
		connection: Connection,
		signal: AbortSignal,
	) => Promise<Calls[Name]['out']>;
};

export type ConnectionOptions = {
	readonly id: number;
	readonly handlers: Handlers;
	readonly welcome: Welcome;
	/** Bytes that may wait for a client that does not read. */
	readonly maxBufferedBytes: number;
	/** The client said hello in our version, and counts from now on. */
	readonly onGreeted: (connection: Connection) => void;
};

/** What clients of every version may call, so that a daemon can be asked what it is, and to stop. */
const ALWAYS_ALLOWED: ReadonlySet<string> = new Set<CallName>(['daemon.status', 'daemon.stop']);

type Call = (input: unknown, connection: Connection, signal: AbortSignal) => Promise<unknown>;

/** Serves one client until it goes. Nothing that it sends can throw into the daemon. */
export function serveConnection(socket: Socket, options: ConnectionOptions): Connection {
	const over = new AbortController();
	const calls = new Map<number, AbortController>();
	const channels = new Map<number, (bytes: Uint8Array) => void>();
	let lastChannel = 0;
	let hello: Hello | undefined;
	let isSameVersion = false;

	const send = (message: LineMessage): boolean => write(() => encode(message));
	const write = (encoded: () => string | Uint8Array): boolean => {
		if (!socket.writable) {
			return false;
		}

		if (socket.writableLength > options.maxBufferedBytes) {
			socket.destroy();
			return false;
		}

		return socket.write(encoded());
	};

	const connection: Connection = {
		id: options.id,
		get canAnswer() {
			return hello?.canAnswer === true;
		},
		get answersAll() {
			return hello?.answersAll === true;
		},
		signal: over.signal,
		notify: (name, notice) => send({type: 'notice', method: name, params: notice}),
		openChannel(takeBytes) {
			lastChannel += 1;
			const number = lastChannel;
			channels.set(number, takeBytes);
			return {
				number,
				send: bytes => channels.has(number) && write(() => encodeBytes(number, bytes)),
				close: () => void channels.delete(number),
			};
		},
		drained: () => drainOf(socket),
		onClose: listener =>
			over.signal.aborted ? listener() : over.signal.addEventListener('abort', listener, {once: true}),
		close: () => socket.destroy(),
	};

	const fail = (id: number | null, thrown: unknown): void => {
		send({type: 'failure', id, fault: Fault.from(thrown).toDocument()});
	};

	const greet = (id: number, params: unknown): void => {
		hello = helloFrom(params);
		isSameVersion = hello.wire === options.welcome.wire;
		if (!isSameVersion) {
			throw otherVersion(hello, options.welcome);
		}

		send({type: 'answer', id, result: options.welcome});
		options.onGreeted(connection);
	};

	const answer = async (id: number, method: string, params: unknown): Promise<void> => {
		if (method === 'hello') {
			greet(id, params);
			return;
		}

		const call = callFor(options.handlers, method, hello !== undefined, isSameVersion);
		const abandoned = new AbortController();
		calls.set(id, abandoned);
		try {
			const signal = AbortSignal.any([over.signal, abandoned.signal]);
			send({type: 'answer', id, result: await call(inputFrom(method, params), connection, signal)});
		} finally {
			calls.delete(id);
		}
	};

	const take = (message: Message): void => {
		switch (message.type) {
			case 'request':
				answer(message.id, message.method, message.params).catch((error: unknown) => fail(message.id, error));
				return;
			case 'notice':
				if (message.method === CANCEL) {
					calls.get(Number((message.params as {id?: unknown} | null)?.id))?.abort(cancelled());
				}

				return;
			case 'bytes':
				channels.get(message.channel)?.(message.bytes);
				return;
			case 'garbage':
				fail(null, new Fault('parse', message.why));
				return;
			case 'answer':
			case 'failure':
				return;
		}
	};

	const decode = createDecoder();
	socket.on('data', (chunk: Buffer) => {
		try {
			decode(chunk).forEach(take);
		} catch (error) {
			fail(null, error);
			socket.destroySoon();
		}
	});
	// A reset is an end like any other: 'close' follows.
	socket.on('error', () => {});
	socket.once('close', () => over.abort(cancelled()));
	return connection;
}

function callFor(handlers: Handlers, method: string, isGreeted: boolean, isSameVersion: boolean): Call {
	if (!isGreeted) {
		throw new Fault('daemon', `the first message has to be hello, not ${method}`);
	}

	if (!isSameVersion && !ALWAYS_ALLOWED.has(method)) {
		throw new Fault('daemon', `${method} needs a daemon of the same version`, {hint: 'run: hpctui daemon stop'});
	}

	if (!Object.hasOwn(handlers, method)) {
		throw new Fault('unsupported', `the daemon does not know the call ${method}`);
	}

	return handlers[method as keyof Handlers] as Call;
}

function helloFrom(params: unknown): Hello {
	const {wire, version, canAnswer, answersAll} = (params ?? {}) as Partial<Hello>;
	if (typeof wire !== 'number') {
		throw new Fault('parse', 'hello does not say which version of the wire it speaks');
	}

	return {wire, version: String(version), canAnswer: canAnswer === true, answersAll: answersAll === true};
}

function inputFrom(method: string, params: unknown): object {
	if (typeof params !== 'object' || params === null || Array.isArray(params)) {
		throw new Fault('parse', `the input of ${method} is not an object`);
	}

	return params;
}

/** The daemon goes on as it is: its tunnels are worth more than a match of versions. The person chooses when. */
function otherVersion(hello: Hello, welcome: Welcome): Fault {
	return new Fault(
		'daemon',
		`the running daemon is hpctui ${welcome.version} (wire ${welcome.wire}) and this is hpctui ${hello.version} (wire ${hello.wire})`,
		{
			hint: 'run: hpctui daemon stop   then the command again. Jobs go on; tunnels pause until then and come back on the same ports',
			retry: 'after-user',
			facts: {daemonWire: welcome.wire, daemonVersion: welcome.version, daemonPid: welcome.pid},
		},
	);
}

function cancelled(): Fault {
	return new Fault('cancelled', 'the client no longer waits');
}

function drainOf(socket: Socket): Promise<void> {
	if (!socket.writable || !socket.writableNeedDrain) {
		return Promise.resolve();
	}

	return new Promise(resolve => {
		const done = (): void => {
			socket.off('drain', done);
			socket.off('close', done);
			resolve();
		};
		socket.on('drain', done);
		socket.on('close', done);
	});
}
