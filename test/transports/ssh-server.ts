import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Socket} from 'node:net';
import {userInfo} from 'node:os';
import ssh2, {type AuthContext, type Connection, type ParsedKey, type Session} from 'ssh2';
import {onTestFinished} from 'vitest';
import {outputInTurn} from '../../drivers/transports/ssh2/server-output.js';

/** What happened at a server, for tests to look at. */
export type Counts = {
	connections: number;
	sessions: number;
	mostSessions: number;
	refusedSessions: number;
	attempts: string[];
	windowBytes: number;
};

/** Decides one attempt to log in; `accept`, `reject` or partial success are its to call. */
export type Authenticate = (context: AuthContext, counts: Counts) => void;

export type ServerOptions = {
	/** Default: everybody comes in. */
	readonly authenticate?: Authenticate;
	/** Printed by the "login shell" before it runs a command, on both streams. */
	readonly noise?: string;
	/** The shell that runs exec lines. */
	readonly shell?: string;
	readonly maxSessions?: number;
	readonly isForwarding?: boolean;
	readonly banner?: string;
	/** The host keys to have instead of the default; the first is told of. */
	readonly hostKey?: readonly string[];
};

export type TestServer = {
	readonly port: number;
	readonly counts: Counts;
	/** The public part of the host key, as in known_hosts. */
	readonly hostKeyLine: string;
	/** Drops every connection at once, as a pulled cable that is told of would. */
	drop(): void;
	/** From now on nothing is read and nothing is answered, as a pulled cable that nobody tells of. */
	freeze(): void;
	close(): Promise<void>;
};

/** ssh2 1.17 makes about one in 200 of its ed25519 keys so that nobody can read it ("Malformed OpenSSH private key"): make another. */
export function makeKeyPair(): {readonly private: string; readonly public: string} {
	for (;;) {
		const pair = ssh2.utils.generateKeyPairSync('ed25519');
		if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) {
			return pair;
		}
	}
}

export const makeHostKey = (): string => makeKeyPair().private;

const DEFAULT_KEY = makeHostKey();

/** An SSH server in this process, on a free port of 127.0.0.1, that runs what it is told as this very user. */
export async function startServer(options: ServerOptions = {}): Promise<TestServer> {
	const hostKeys = [...(options.hostKey ?? [DEFAULT_KEY])];
	const counts: Counts = {
		connections: 0,
		sessions: 0,
		mostSessions: 0,
		refusedSessions: 0,
		attempts: [],
		windowBytes: 0,
	};
	const sockets = new Set<Socket>();
	const server = new ssh2.Server({hostKeys, ident: 'test', ...bannerOf(options)}, client => {
		serve(client, options, counts);
	});
	// A door of our own before it, so that a test can slam it.
	const door = createServer(socket => {
		counts.connections += 1;
		sockets.add(socket);
		socket.on('error', () => {}).once('close', () => sockets.delete(socket));
		server.injectSocket(socket);
	});
	door.listen(0, '127.0.0.1');
	await once(door, 'listening');
	const {port} = door.address() as AddressInfo;
	const parsed = ssh2.utils.parseKey(hostKeys[0] ?? '') as ParsedKey;
	return {
		port,
		counts,
		hostKeyLine: `[127.0.0.1]:${port} ${parsed.type} ${parsed.getPublicSSH().toString('base64')}\n`,
		drop() {
			for (const socket of sockets) {
				socket.destroy();
			}
		},
		freeze() {
			for (const socket of sockets) {
				socket.removeAllListeners('data');
				socket.pause();
			}
		},
		async close() {
			for (const socket of sockets) {
				socket.destroy();
			}

			door.close();
			await once(door, 'close');
		},
	};
}

/** A server of this test alone, closed when the test is over. */
export async function ownServer(authenticate?: Authenticate, options: ServerOptions = {}): Promise<TestServer> {
	const server = await startServer({...options, ...(authenticate === undefined ? {} : {authenticate})});
	onTestFinished(() => server.close());
	return server;
}

const bannerOf = ({banner}: ServerOptions): {banner?: string} => (banner === undefined ? {} : {banner});

function serve(client: Connection, options: ServerOptions, counts: Counts): void {
	let open = 0;
	client.on('error', () => {});
	client.on('authentication', context => {
		counts.attempts.push(context.method);
		if (options.authenticate === undefined) {
			context.accept();
		} else {
			options.authenticate(context, counts);
		}
	});
	client.on('session', (accept, reject) => {
		if (open >= (options.maxSessions ?? Number.POSITIVE_INFINITY)) {
			counts.refusedSessions += 1;
			reject();
			return;
		}

		open += 1;
		counts.sessions += 1;
		counts.mostSessions = Math.max(counts.mostSessions, open);
		const session = accept();
		session.on('close', () => {
			open -= 1;
		});
		runCommands(session, options);
	});
	client.on('tcpip', (accept, reject, {destIP, destPort}) => {
		if (options.isForwarding === false) {
			reject();
			return;
		}

		splice(connect({host: destIP, port: destPort}), accept, reject);
	});
	client.on('openssh.streamlocal', (accept, reject, {socketPath}) => {
		splice(connect({path: socketPath}), accept, reject);
	});
}

function splice(socket: Socket, accept: () => NodeJS.ReadWriteStream, reject: () => void): void {
	let isOpen = false;
	socket.once('connect', () => {
		isOpen = true;
		const channel = accept();
		channel.on('error', () => {});
		channel.pipe(socket).pipe(channel);
	});
	socket.on('error', () => {
		if (!isOpen) {
			reject();
		}
	});
}

function runCommands(session: Session, options: ServerOptions): void {
	session.on('exec', (accept, _reject, {command}) => {
		const channel = accept();
		const child = spawn(options.shell ?? '/bin/sh', ['-c', command], {
			stdio: 'pipe',
			detached: true,
			cwd: userInfo().homedir,
		});
		const send = outputInTurn(channel);
		if (options.noise !== undefined) {
			send('stdout', options.noise);
			send('stderr', options.noise);
		}

		channel.pipe(child.stdin);
		child.stdin.on('error', () => {});
		child.stdout.on('data', bytes => send('stdout', bytes));
		child.stderr.on('data', bytes => send('stderr', bytes));
		// As sshd does: the end of the output is told when nobody holds it any more, also while the program runs on.
		void Promise.all([once(child.stdout, 'end'), once(child.stderr, 'end')]).then(async () => {
			await send('stdout', '');
			channel.eof();
		});
		child.once('close', async (code, signal) => {
			await send('stdout', '');
			if (signal === null) {
				channel.exit(code ?? 0);
			} else {
				channel.exit(signal.replace(/^SIG/, ''));
			}

			channel.end();
		});
		session.on('signal', (_accept, _reject, {name}) => {
			try {
				process.kill(-(child.pid ?? 0), `SIG${name}` as NodeJS.Signals);
			} catch {
				// Gone already.
			}
		});
	});
}
