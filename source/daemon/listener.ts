import {createServer, type Server, type Socket} from 'node:net';
import {LOCAL_HOST} from '../core/document.js';
import {Fault} from '../core/fault.js';
import type {ByteStream} from '../core/link.js';

/** A local listener of a tunnel. It stays bound while the way behind it comes and goes. */
export type Listener = {
	readonly port: number;
	readonly bytesIn: number;
	readonly bytesOut: number;
	close(): void;
};

export type ListenerOptions = {
	/** The port to bind; null: the first free one from {@link FIRST_PORT} up that `isReserved` allows. */
	readonly port: number | null;
	readonly isReserved: (port: number) => boolean;
	/** Opens the far end for one connection; aborted when the browser goes away first. */
	readonly dial: (signal: AbortSignal, near: Socket) => Promise<ByteStream>;
	/** Joins both ends; resolves when both directions are over. */
	readonly join: (near: Socket, far: ByteStream) => void;
	readonly onError: (fault: Fault) => void;
	/** What a client is told whose far end cannot be reached, given what it said first; null: it is just closed. */
	readonly excuse?: (said: string) => string | null;
};

/** A client that is to be excused and said nothing yet may say its first words within this. */
const FIRST_WORDS_MS = 500;
/** Who got an excuse may take this long to read it. */
const READING_MS = 5000;

/** Notebooks have lived here for ever; below the ports that the system gives to outgoing connections. */
const FIRST_PORT = 8888;
const LAST_PORT = 32_767;

/**
 * Binds a literal 127.0.0.1 port. Rejects with `usage` where the wanted port is taken by another program.
 */
export async function listen(options: ListenerOptions): Promise<Listener> {
	const sockets = new Set<Socket>();
	const bytes = {in: 0, out: 0};
	const server = createServer({noDelay: true, allowHalfOpen: true}, near => void serve(near));
	const port =
		options.port === null ? await bindFirstFree(server, options.isReserved) : await bind(server, options.port);
	// Without a listener, a connection that cannot be taken (no file descriptor left) would end the daemon.
	server.on('error', error => options.onError(Fault.from(error)));
	return {
		port,
		get bytesIn() {
			return bytes.in + sum(sockets, socket => socket.bytesWritten);
		},
		get bytesOut() {
			return bytes.out + sum(sockets, socket => socket.bytesRead);
		},
		close() {
			server.close();
			for (const socket of sockets) {
				socket.destroy();
			}
		},
	};

	async function serve(near: Socket): Promise<void> {
		sockets.add(near);
		const gone = new AbortController();
		near.on('error', () => near.destroy());
		near.once('close', () => {
			sockets.delete(near);
			bytes.in += near.bytesWritten;
			bytes.out += near.bytesRead;
			gone.abort(new Fault('cancelled', 'the local connection was closed'));
		});
		try {
			const far = await options.dial(gone.signal, near);
			if (gone.signal.aborted) {
				far.destroy();
				return;
			}

			options.join(near, far);
		} catch (error) {
			const fault = Fault.from(error);
			if (fault.kind !== 'cancelled') {
				options.onError(fault);
			}

			await dismiss(near, options.excuse);
		}
	}
}

/** Says why, to those who understand it, and closes. */
async function dismiss(near: Socket, excuse: ListenerOptions['excuse']): Promise<void> {
	const answer = near.destroyed || excuse === undefined ? null : excuse(await firstWords(near));
	if (answer === null) {
		// What was said to it already (a SOCKS reply) still arrives.
		near.destroySoon();
		return;
	}

	near.setTimeout(READING_MS, () => near.destroy());
	near.end(answer);
	// What it still sends is read: bytes that nobody took would reset the connection, and the answer with it.
	near.resume();
	near.once('end', () => near.destroySoon());
}

async function firstWords(near: Socket): Promise<string> {
	if (near.readableLength === 0) {
		const {promise, resolve} = Promise.withResolvers<void>();
		const timer = setTimeout(resolve, FIRST_WORDS_MS);
		near.once('readable', resolve).once('close', resolve);
		await promise;
		clearTimeout(timer);
		near.off('readable', resolve);
	}

	const bytes: Buffer | null = near.read();
	return bytes?.toString('latin1') ?? '';
}

async function bindFirstFree(server: Server, isReserved: (port: number) => boolean): Promise<number> {
	for (let port = FIRST_PORT; port <= LAST_PORT; port++) {
		if (!isReserved(port) && (await tryBind(server, port)) === null) {
			return port;
		}
	}

	throw new Fault('usage', 'no local port is free');
}

async function bind(server: Server, port: number): Promise<number> {
	const error = await tryBind(server, port);
	if (error !== null) {
		throw new Fault('usage', `local port ${port} cannot be used`, {
			hint:
				error.code === 'EADDRINUSE'
					? 'another program listens there; choose another local port'
					: 'choose another local port',
			facts: {said: error.message},
		});
	}

	return port;
}

function tryBind(server: Server, port: number): Promise<NodeJS.ErrnoException | null> {
	return new Promise(resolve => {
		const onError = (error: NodeJS.ErrnoException) => {
			server.off('listening', onListening);
			resolve(error);
		};
		const onListening = () => {
			server.off('error', onError);
			resolve(null);
		};
		server.once('error', onError);
		server.once('listening', onListening);
		server.listen({host: LOCAL_HOST, port, exclusive: true});
	});
}

function sum(sockets: ReadonlySet<Socket>, bytesOf: (socket: Socket) => number): number {
	let total = 0;
	for (const socket of sockets) {
		total += bytesOf(socket);
	}

	return total;
}

/** Throws a `usage` fault where the port cannot be had: before anything is submitted that would need it. */
export async function ensureFree(port: number, isReserved: (port: number) => boolean): Promise<void> {
	if (isReserved(port)) {
		throw new Fault('usage', `local port ${port} belongs to another session`, {
			hint: 'choose another local port',
		});
	}

	const server = createServer();
	await bind(server, port);
	await new Promise<void>(resolve => server.close(() => resolve()));
}
