import {timingSafeEqual} from 'node:crypto';
import {once} from 'node:events';
import {createServer, type Server, type Socket} from 'node:net';
import ssh2, {
	type AcceptConnection,
	type AuthContext,
	type Connection,
	type ParsedKey,
	type ServerChannel,
	type Session,
} from 'ssh2';
import {Fault} from '../core/fault.js';
import {type ForwardTarget, forward} from './forward.js';
import {type SessionRules, serveSession} from './host-session.js';
import {DEMO_USER, type DemoHost} from './hosts.js';
import type {DemoKey} from './keys.js';
import {OPEN_FAILURE, rejectWith} from './open-failure.js';
import type {StartedProcess} from './started-process.js';

/** One host of the demo: whom it lets in, and what it lets them do. */
export type HostRules = {
	readonly host: DemoHost;
	readonly hostKey: DemoKey;
	/** The one key that opens it. */
	readonly authorized: ParsedKey;
	readonly session: SessionRules;
	isAllowed(target: ForwardTarget): boolean;
};

/** A host that listens. */
export type HostServer = {
	readonly port: number;
	/** Ends its connections, and what runs behind them. */
	close(): Promise<void>;
};

/** Listens on 127.0.0.1; port 0 lets the system choose. */
export async function startHost(rules: HostRules, port: number): Promise<HostServer> {
	const sockets = new Set<Socket>();
	const running = new Set<StartedProcess>();
	const ssh = new ssh2.Server({hostKeys: [rules.hostKey.privateText], ident: `hpctui-demo-${rules.host}`});
	ssh.on('connection', (connection: Connection) =>
		serveConnection(connection, rules, one => {
			running.add(one);
			void one.exited.then(() => running.delete(one));
		}),
	);
	const server = createServer({noDelay: true}, socket => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
		ssh.injectSocket(socket);
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return {port: portOf(server), close: async () => closeHost(server, sockets, running)};
}

/** A process that does not end when it is told to is killed after this long. */
const GRACE_MS = 2_000;

async function closeHost(server: Server, sockets: Set<Socket>, running: Set<StartedProcess>): Promise<void> {
	const closed = once(server, 'close');
	server.close();
	for (const socket of sockets) {
		socket.destroy();
	}

	const ending = [...running];
	ending.forEach(one => {
		one.signal('SIGTERM');
	});
	const grace = setTimeout(() => {
		ending.forEach(one => {
			one.signal('SIGKILL');
		});
	}, GRACE_MS);
	await Promise.all(ending.map(async one => one.exited));
	clearTimeout(grace);
	await closed;
}

function portOf(server: Server): number {
	const address = server.address();
	if (address === null || typeof address === 'string') {
		throw new Fault('bug', 'a demo server listens without a port');
	}

	return address.port;
}

function serveConnection(connection: Connection, rules: HostRules, started: (running: StartedProcess) => void): void {
	// Clients that break off, scanners that do not speak SSH: their connection ends, nothing else.
	connection.on('error', () => connection.end());
	connection.on('authentication', context => authenticate(context, rules.authorized));
	connection.on('session', accept => serveSession(openSession(accept()), rules.session, started));
	const open = (target: ForwardTarget, accept: AcceptConnection<ServerChannel>, reject: () => void) => {
		if (rules.isAllowed(target)) {
			forward(connection, target, accept, reject);
		} else {
			rejectWith(connection, reject, OPEN_FAILURE.prohibited, 'open failed: administratively prohibited');
		}
	};
	connection.on('tcpip', (accept, reject, {destIP, destPort}) => open({host: destIP, port: destPort}, accept, reject));
	connection.on('openssh.streamlocal', (accept, reject, {socketPath}) => open({path: socketPath}, accept, reject));
	connection.on('request', (_accept, reject) => reject?.());
}

/** A session's own errors end with its connection. */
function openSession(session: Session): Session {
	session.on('error', () => undefined);
	return session;
}

/** Public key only, for the one user and the one key, and the signature must be right. */
function authenticate(context: AuthContext, authorized: ParsedKey): void {
	if (context.method !== 'publickey' || context.username !== DEMO_USER) {
		context.reject(['publickey']);
		return;
	}

	const {key, blob, signature, hashAlgo} = context;
	const isKnown = key.algo === authorized.type && areEqual(key.data, authorized.getPublicSSH());
	const isSigned =
		signature === undefined || (blob !== undefined && authorized.verify(blob, signature, hashAlgo) === true);
	if (isKnown && isSigned) {
		context.accept();
	} else {
		context.reject(['publickey']);
	}
}

function areEqual(one: Buffer, other: Buffer): boolean {
	return one.length === other.length && timingSafeEqual(one, other);
}
