import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';
import {Readable} from 'node:stream';
import {pipeThrough} from '../../drivers/transports/common/pipe.js';
import ssh2Transport from '../../drivers/transports/ssh2.js';
import type {Hop, Link} from '../../source/core/link.js';

/** What a tunnel is to be: the hops to pass, and the ports of the service at the end. */
export type TunnelPlan = {readonly hops: readonly Hop[]; readonly ports: Ports};

/** Where the service listens, or the tunnel's ends that lead to it. */
export type Ports = {readonly download: number; readonly echo: number};

const HOST = '127.0.0.1';
const MIB = 1024 * 1024;

/** The size of a download is asked for in its first bytes: MiB as a decimal number and a newline. */
const BLOCK = Buffer.from(Array.from({length: MIB}, (_, index) => (index * 2_654_435_761) % 251));

/** The service at the far end: downloads of any size, and an echo. */
export async function serve(): Promise<void> {
	const download = createServer(socket => {
		socket
			.on('error', () => {})
			.once('data', request => {
				Readable.from(blocks(Number.parseInt(request.toString(), 10))).pipe(socket);
			});
	});
	const echo = createServer({noDelay: true}, socket => {
		socket.on('error', () => {}).pipe(socket);
	});
	tell({download: await portOf(download), echo: await portOf(echo)});
}

function* blocks(count: number): Generator<Buffer> {
	for (let left = count; left > 0; left -= 1) {
		yield BLOCK;
	}
}

/** A path of a certain length: each byte comes out at the other side this much later, as many at a time as will. */
export async function delay(port: number, oneWayMs: number): Promise<void> {
	const server = createServer({noDelay: true, allowHalfOpen: true}, near => {
		const far = connect({host: HOST, port, noDelay: true, allowHalfOpen: true});
		later(near, far, oneWayMs);
		later(far, near, oneWayMs);
	});
	const at = await portOf(server);
	tell({download: at, echo: at});
}

function later(from: Socket, to: Socket, ms: number): void {
	from.on('error', () => to.destroy());
	from.on('data', bytes => setTimeout(() => to.write(bytes), ms));
	from.on('end', () => setTimeout(() => to.end(), ms));
}

/** Our tunnel: listeners on this machine, joined with connections from the last hop. */
export async function tunnel(plan: string): Promise<void> {
	const {hops, ports} = JSON.parse(plan) as TunnelPlan;
	let link: Link | undefined;
	for (const hop of hops) {
		link = await ssh2Transport.open(
			{hop, over: link, ask: async () => undefined, note: () => {}},
			new AbortController().signal,
		);
	}

	const last = link;
	if (last === undefined) {
		throw new Error('a tunnel needs a hop');
	}

	const listenFor = (port: number): Promise<number> =>
		portOf(
			createServer({allowHalfOpen: true, noDelay: true, pauseOnConnect: true}, async socket => {
				await pipeThrough(socket, await last.connect({host: HOST, port}));
			}),
		);
	tell({download: await listenFor(ports.download), echo: await listenFor(ports.echo)});
}

async function portOf(server: Server): Promise<number> {
	server.listen(0, HOST);
	await once(server, 'listening');
	return (server.address() as AddressInfo).port;
}

function tell(ports: Ports): void {
	process.once('disconnect', () => process.exit());
	process.send?.(ports);
}
