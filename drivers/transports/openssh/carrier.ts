import {once} from 'node:events';
import {createServer} from 'node:net';
import type {Hop, Link} from '../../../source/core/link.js';
import {byteStreamOf} from '../common/byte-stream.js';
import {connectOver} from '../common/over.js';
import {pipeThrough} from '../common/pipe.js';
import {asProxyCommand, carrierThrough} from './arguments.js';
import type {Master} from './master.js';

/** How the bytes of a hop come over the link before it. */
export type Carrier = {
	/** The ProxyCommand that brings them. */
	readonly command: string;
	/** The hop before, where a master of ours is behind it: it says why it could not connect. */
	readonly over: {readonly name: string; readonly master: Master} | null;
	close(): void;
};

const masters = new WeakMap<Link, Master>();

/** Remembers which master is behind a link, for the hops that come after it. */
export function rememberMaster(link: Link, master: Master): void {
	masters.set(link, master);
}

/** What `node` is to do between ssh and our socket: nothing but pass bytes on. */
const RELAY = `const s=require('node:net').connect(process.argv[1]);s.on('error',()=>{process.stdin.destroy();process.stdout.destroy()});process.stdin.pipe(s).pipe(process.stdout)`;

/**
 * The way over a link. Behind a master of ours that master passes the bytes on itself; over a link of another transport, or where a
 * command carries them, they come through this process, by a socket at `socketPath` that takes one connection.
 */
export async function carrierOver(hop: Hop, over: Link, socketPath: string, signal: AbortSignal): Promise<Carrier> {
	const master = masters.get(over);
	if (master !== undefined && hop.join === 'forward') {
		return {
			command: carrierThrough(master.socketPath, hop),
			over: {name: over.hop.name, master},
			close() {},
		};
	}

	const far = await connectOver(hop, over, signal);
	const server = createServer({allowHalfOpen: true}, socket => {
		server.close();
		void pipeThrough(socket, byteStreamOf(far));
	});
	server.listen(socketPath);
	await once(server, 'listening');
	return {
		command: asProxyCommand([process.execPath, '-e', RELAY, socketPath]),
		over: null,
		close() {
			server.close();
			far.destroy();
		},
	};
}
