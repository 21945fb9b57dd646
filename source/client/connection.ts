import {createConnection, type Socket} from 'node:net';
import {Fault} from '../core/fault.js';
import {type CallName, type Calls, type NoticeName, type Notices, type Welcome, WIRE_VERSION} from '../wire/calls.js';
import {CANCEL, createDecoder, encode, encodeBytes, type Message} from '../wire/framing.js';
import {VERSION} from '../wire/version.js';
import {channelListeners} from './channel-listeners.js';
import type {Client} from './client.js';

type Waiting = {readonly resolve: (result: never) => void; readonly reject: (fault: Fault) => void};
type Listener = (notice: never) => void;

/** Notices of one name that are kept for the first who listens. */
const UNHEARD_AT_MOST = 64;

/** What a client says of itself when it connects, and how patient it is. */
export type Greeting = {
	readonly canAnswer: boolean;
	/** Not only the questions that its own calls wait for: a screen shows them all. */
	readonly answersAll?: boolean;
	/** Connect to a daemon of another version too: only `daemon.status` and `daemon.stop` may be called then. */
	readonly acceptsAnyVersion?: boolean;
	/** How long a daemon may take to answer hello, in ms: 10 s when it is not said. */
	readonly helloTimeoutMs?: number;
	readonly signal?: AbortSignal;
};

const HELLO_TIMEOUT_MS = 10_000;

/** Nobody listens. ECONNRESET, EPIPE: the daemon was killed while our connection waited for it. */
const NOBODY: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ECONNRESET', 'EPIPE']);

/**
 * Opens the socket and says hello. Null: nobody listens there.
 *
 * @throws {Fault} `daemon` where the daemon speaks another version, does not answer, or hung up before it did (retry `now`);
 *   what the signal was aborted with.
 */
export async function openClient(socketPath: string, greeting: Greeting): Promise<Client | null> {
	const socket = await openSocket(socketPath);
	return socket === null ? null : greet(socket, greeting);
}

async function greet(socket: Socket, greeting: Greeting): Promise<Client> {
	const {client, welcomeWith} = clientOver(socket);
	try {
		const hello = {
			wire: WIRE_VERSION,
			version: VERSION,
			canAnswer: greeting.canAnswer,
			answersAll: greeting.answersAll === true,
		};
		return welcomeWith(await client.call('hello', hello, patienceOf(greeting)));
	} catch (error) {
		const welcome = greeting.acceptsAnyVersion ? otherWelcome(Fault.from(error)) : null;
		if (welcome !== null) {
			return welcomeWith(welcome);
		}

		client.close();
		throw error;
	}
}

/** A daemon that is stopped (SIGSTOP, a debugger) takes connections and never answers. */
function patienceOf({helloTimeoutMs = HELLO_TIMEOUT_MS, signal}: Greeting): AbortSignal {
	const limit = new AbortController();
	const silent = new Fault('daemon', 'the daemon takes connections and does not answer', {
		hint: 'it is stuck or stopped: see hpctui daemon logs, then end its process and try again',
	});
	setTimeout(() => limit.abort(silent), helloTimeoutMs).unref();
	return signal === undefined ? limit.signal : AbortSignal.any([limit.signal, signal]);
}

/** What a daemon of another version said of itself when it turned us away; null: that was not why. */
function otherWelcome({facts}: Fault): Welcome | null {
	const {daemonWire, daemonVersion, daemonPid} = facts;
	return typeof daemonWire === 'number'
		? {wire: daemonWire, version: String(daemonVersion), pid: Number(daemonPid), startedAt: ''}
		: null;
}

function openSocket(path: string): Promise<Socket | null> {
	return new Promise((resolve, reject) => {
		const socket = createConnection(path);
		socket.once('connect', () => {
			socket.removeAllListeners('error');
			resolve(socket);
		});
		socket.once('error', (error: NodeJS.ErrnoException) => {
			if (NOBODY.has(error.code)) {
				resolve(null);
				return;
			}

			// EAGAIN: the queue of connections that wait to be accepted is full.
			const retry = error.code === 'EAGAIN' ? 'now' : 'never';
			reject(new Fault('daemon', `cannot reach the daemon at ${path}: ${error.message}`, {retry, cause: error}));
		});
	});
}

function clientOver(socket: Socket): {client: Client; welcomeWith(welcome: Welcome): Client} {
	const waiting = new Map<number, Waiting>();
	const listeners = new Map<string, Set<Listener>>();
	// An open question may come in one piece with the answer to hello, before anybody can listen.
	const unheard = new Map<string, readonly unknown[]>();
	const byteListeners = channelListeners();
	const {promise: closed, resolve: settleClosed} = Promise.withResolvers<Fault | null>();
	let lastId = 0;
	let isClosedByUs = false;
	let broken: Fault | null = null;

	const deliver = (name: string, notice: unknown): void => {
		const all = listeners.get(name);
		if (all === undefined) {
			unheard.set(name, [...(unheard.get(name) ?? []), notice].slice(-UNHEARD_AT_MOST));
			return;
		}

		for (const listener of [...all]) {
			listener(notice as never);
		}
	};

	const take = (message: Message): void => {
		switch (message.type) {
			case 'answer':
				waiting.get(message.id)?.resolve(message.result as never);
				return;
			case 'failure':
				waiting.get(message.id ?? Number.NaN)?.reject(Fault.fromDocument(message.fault));
				return;
			case 'notice':
				deliver(message.method, message.params);
				return;
			case 'bytes':
				byteListeners.hear(message.channel, message.bytes);
				return;
			case 'request':
			case 'garbage':
				return;
		}
	};

	const decode = createDecoder();
	socket.on('data', (chunk: Buffer) => {
		let messages: Message[] = [];
		try {
			messages = decode(chunk);
		} catch (error) {
			broken = Fault.from(error);
			socket.destroy();
		}

		messages.forEach(take);
	});
	socket.on('error', () => {});
	socket.once('close', () => {
		broken ??= wentAway();
		for (const call of waiting.values()) {
			call.reject(broken);
		}

		settleClosed(isClosedByUs ? null : broken);
	});

	const call = async <Name extends CallName>(
		name: Name,
		input: Calls[Name]['in'],
		signal?: AbortSignal,
	): Promise<Calls[Name]['out']> => {
		if (socket.destroyed || signal?.aborted) {
			throw signal?.aborted ? cancelled(name, signal) : (broken ?? wentAway());
		}

		lastId += 1;
		const id = lastId;
		const request = encode({type: 'request', id, method: name, params: input});
		const {promise, resolve, reject} = Promise.withResolvers<Calls[Name]['out']>();
		const giveUp = (): void => {
			reject(cancelled(name, signal));
			socket.write(encode({type: 'notice', method: CANCEL, params: {id}}));
		};
		waiting.set(id, {resolve, reject});
		signal?.addEventListener('abort', giveUp, {once: true});
		socket.write(request);
		return promise.finally(() => {
			waiting.delete(id);
			signal?.removeEventListener('abort', giveUp);
		});
	};

	const on = <Name extends NoticeName>(name: Name, listener: (notice: Notices[Name]) => void): (() => void) => {
		const all = listeners.get(name) ?? new Set<Listener>();
		listeners.set(name, all.add(listener as Listener));
		const missed = unheard.get(name) ?? [];
		unheard.delete(name);
		for (const notice of missed) {
			listener(notice as never);
		}

		return () => void all.delete(listener as Listener);
	};

	const close = (): void => {
		isClosedByUs = true;
		socket.destroy();
	};

	const sendBytes = (channel: number, bytes: Uint8Array): boolean =>
		!socket.destroyed && socket.write(encodeBytes(channel, bytes));

	const welcomeWith = (welcome: Welcome): Client => ({
		welcome,
		call,
		on,
		onBytes: byteListeners.listen,
		sendBytes,
		closed,
		close,
	});
	const nobody: Welcome = {wire: 0, version: '', pid: 0, startedAt: ''};
	return {client: welcomeWith(nobody), welcomeWith};
}

function wentAway(): Fault {
	return new Fault('daemon', 'the daemon went away', {
		retry: 'now',
		hint: 'the next command starts it again; jobs go on. Its last words: hpctui daemon logs',
	});
}

/** Why a call was given up: the fault that its signal was aborted with (a time-out, an interrupt), where it is one. */
function cancelled(name: string, signal: AbortSignal | undefined): Fault {
	return signal?.reason instanceof Fault ? signal.reason : new Fault('cancelled', `${name} was given up`);
}
