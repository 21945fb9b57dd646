import {chmodSync, rmSync} from 'node:fs';
import {createConnection, createServer as createSocketServer, type Server as SocketServer} from 'node:net';
import {dirname} from 'node:path';
import {Fault} from '../core/fault.js';
import type {NoticeName, Notices, Welcome} from '../wire/calls.js';
import {lockWithin} from '../wire/lock.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import {type Connection, type Handlers, serveConnection} from './server-connection.js';

export type {Channel, Connection, Handlers} from './server-connection.js';

export type ServerOptions = {
	readonly socketPath: string;
	/** The answers; as a function, it is called once this is the one daemon of the home, and before anybody is served. */
	readonly handlers: Handlers | (() => Handlers);
	readonly welcome: Welcome;
	/** Called when a client came or went, with all that are there now. */
	readonly onClientsChanged?: (clients: ReadonlySet<Connection>) => void;
	/** Bytes that may wait for a client that does not read, before it is disconnected: 32 MiB when it is not said. */
	readonly maxBufferedBytes?: number;
};

/** The daemon's end of the socket. */
export type Server = {
	/** Clients that said hello. */
	readonly clients: ReadonlySet<Connection>;
	/** Says the same to every client. */
	broadcast<Name extends NoticeName>(name: Name, notice: Notices[Name]): void;
	/** Hangs up on everybody, and frees the socket and the lock. May be called again. */
	close(): Promise<void>;
};

const MAX_BUFFERED_BYTES = 32 * 1024 * 1024;

/** How long to contend for the lock with a daemon that is starting or stopping. */
const LOCK_PATIENCE_MS = 1_000;

/**
 * Listens on the daemon's socket, in a folder of mode 0700, as the one daemon of this home. What a killed daemon left
 * behind, socket and lock, is cleared away.
 *
 * @throws {Fault} `config` where the folder belongs to somebody else; `daemon` with `facts.pid` where another daemon runs.
 */
export async function createServer(options: ServerOptions): Promise<Server> {
	const folder = dirname(options.socketPath);
	ensurePrivateFolder(folder);
	if (await doesAnswer(options.socketPath)) {
		throw alreadyRunning(null);
	}

	const lock = await lockWithin(folder, 'daemon', LOCK_PATIENCE_MS);
	if (!lock.held) {
		throw alreadyRunning(lock.pid);
	}

	try {
		// Asked again under the lock. A daemon whose process cannot be seen from here (PID namespaces) answers all the same.
		if (await doesAnswer(options.socketPath)) {
			throw alreadyRunning(null);
		}

		rmSync(options.socketPath, {force: true});
		return await serve(options, lock.release);
	} catch (error) {
		lock.release();
		throw error;
	}
}

async function serve(options: ServerOptions, release: () => void): Promise<Server> {
	const clients = new Set<Connection>();
	const connections = new Set<Connection>();
	const handlers = typeof options.handlers === 'function' ? options.handlers() : options.handlers;
	let lastId = 0;
	const listener = createSocketServer(socket => {
		lastId += 1;
		const connection = serveConnection(socket, {
			id: lastId,
			handlers,
			welcome: options.welcome,
			maxBufferedBytes: options.maxBufferedBytes ?? MAX_BUFFERED_BYTES,
			onGreeted: greeted => {
				clients.add(greeted);
				options.onClientsChanged?.(clients);
			},
		});
		connections.add(connection);
		connection.onClose(() => {
			connections.delete(connection);
			if (clients.delete(connection)) {
				options.onClientsChanged?.(clients);
			}
		});
	});
	await listen(listener, options.socketPath);

	let closed: Promise<void> | undefined;
	return {
		clients,
		broadcast(name, notice) {
			for (const client of clients) {
				client.notify(name, notice);
			}
		},
		close() {
			closed ??= new Promise<void>(resolve => {
				// Node removes the socket's file itself; the lock goes last, when nothing listens any more.
				listener.close(() => resolve());
				for (const connection of connections) {
					connection.close();
				}
			}).then(release);
			return closed;
		},
	};
}

function listen(listener: SocketServer, path: string): Promise<void> {
	return new Promise((resolve, reject) => {
		listener.once('error', error =>
			reject(new Fault('daemon', `cannot listen on ${path}: ${error.message}`, {cause: error})),
		);
		listener.listen(path, () => {
			chmodSync(path, 0o600);
			resolve();
		});
	});
}

function doesAnswer(path: string): Promise<boolean> {
	return new Promise(resolve => {
		const socket = createConnection(path);
		const settle = (answers: boolean): void => {
			socket.destroy();
			resolve(answers);
		};
		socket.once('connect', () => settle(true));
		socket.once('error', () => settle(false));
	});
}

function alreadyRunning(pid: number | null): Fault {
	return new Fault('daemon', `a daemon runs already${pid === null ? '' : ` (process ${pid})`}`, {
		hint: 'run: hpctui daemon status',
		facts: {isRunning: true, pid},
	});
}
