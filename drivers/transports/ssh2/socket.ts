import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {Socket} from 'node:net';
import {Duplex} from 'node:stream';
import type {Hop, OpenRequest} from '../../../source/core/link.js';
import {sanitizeLine} from '../../../source/core/text.js';
import {cancelled} from '../common/cancelled.js';
import {connectOver} from '../common/over.js';
import {noAnswer, trouble, unreachable} from '../common/trouble.js';

/** One read of up to this size instead of 64 KiB: fewer turns of the event loop for the same bytes. */
const SLAB_BYTES = 1024 * 1024;

/** A new slab when less than this is left of the old one. */
const LEAST_READ_BYTES = 64 * 1024;

/** The bytes to a hop: over the link before it, through its ProxyCommand, or by TCP. Paused: ssh2 sets it going. */
export async function openSocket(request: OpenRequest, signal: AbortSignal): Promise<Duplex> {
	const {hop, over} = request;
	if (over !== undefined) {
		return connectOver(hop, over, signal);
	}

	return hop.proxyCommand === null ? openTcp(hop, signal) : openProxy(request, hop.proxyCommand);
}

async function openTcp(hop: Hop, signal: AbortSignal): Promise<Duplex> {
	const clock = AbortSignal.timeout(hop.connectTimeoutMs);
	const socket = tcpSocket();
	try {
		socket.connect({host: hop.host, port: hop.port, autoSelectFamily: true});
		await once(socket, 'connect', {signal: AbortSignal.any([signal, clock])});
		socket.setNoDelay(true);
		gatherWrites(socket);
		return socket;
	} catch (error) {
		socket.destroy();
		if (signal.aborted) {
			throw cancelled(signal, `connecting to ${hop.name}`);
		}

		throw clock.aborted ? noAnswer(hop) : unreachable(hop, error);
	}
}

/**
 * A socket that reads into slabs. Node then emits no `data` by itself, so that is done here; ssh2 keeps slices of what it
 * is given, so no byte of a slab is used twice.
 */
function tcpSocket(): Socket {
	let slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
	const room = (): Buffer => {
		if (slab.length < LEAST_READ_BYTES) {
			slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
		}

		return slab;
	};
	const options: {onread: OnRead} = {
		onread: {
			buffer: room,
			callback(bytes) {
				const chunk = slab.subarray(0, bytes);
				slab = slab.subarray(bytes);
				socket.emit('data', chunk);
				return true;
			},
		},
	};
	const socket = new Socket(options);
	socket.pause();
	return socket;
}

/**
 * What ssh2 writes in one turn goes out with one call of the system: 15 % more new connections a second, whose messages
 * are small and many. Nothing waits longer than the turn.
 */
function gatherWrites(socket: Socket): void {
	const write = socket.write.bind(socket);
	let isCorked = false;
	const uncork = (): void => {
		isCorked = false;
		socket.uncork();
	};
	socket.write = ((...values: Parameters<typeof write>): boolean => {
		if (!isCorked) {
			isCorked = true;
			socket.cork();
			process.nextTick(uncork);
		}

		return write(...values);
	}) as Socket['write'];
}

/** net.Socket's constructor takes `onread` too (lib/net.js); its types name it for `connect` only. */
type OnRead = {buffer: () => Uint8Array; callback: (bytes: number, buffer: Uint8Array) => boolean};

async function openProxy({hop, note}: OpenRequest, command: string): Promise<Duplex> {
	const child = spawn('/bin/sh', ['-c', `exec ${command}`], {stdio: 'pipe'});
	child.stderr.on('data', (bytes: Buffer) => {
		const line = sanitizeLine(bytes.toString('utf8'));
		if (line !== '') {
			note(`${hop.name}: ProxyCommand: ${line}`);
		}
	});
	await once(child, 'spawn').catch((error: unknown) => {
		throw trouble(hop, 'its ProxyCommand could not be started', `try by hand: ${command}`, String(error), error);
	});
	const stream = Duplex.from({readable: child.stdout, writable: child.stdin});
	stream.once('close', () => child.kill());
	child.once('exit', () => stream.destroy());
	return stream;
}
