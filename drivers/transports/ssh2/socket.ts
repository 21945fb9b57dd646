import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {Socket} from 'node:net';
import type {Duplex} from 'node:stream';
import type {Fault} from '../../../source/core/fault.js';
import type {Hop, OpenRequest} from '../../../source/core/link.js';
import {sanitizeLine} from '../../../source/core/text.js';
import {joinStreams} from '../common/byte-stream.js';
import {cancelled} from '../common/cancelled.js';
import {connectOver} from '../common/over.js';
import {noAnswer, trouble, unreachable} from '../common/trouble.js';

/** One read of up to this size instead of 64 KiB: fewer turns of the event loop for the same bytes. */
const SLAB_BYTES = 1024 * 1024;

/** So much of what a ProxyCommand says is kept, to be told when it fails. */
const MOST_WORDS = 4096;

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

/** As ssh does it: by the shell, which gives way to the command. */
async function openProxy({hop, note}: OpenRequest, command: string): Promise<Duplex> {
	const child = spawn('/bin/sh', ['-c', `exec ${command}`], {stdio: 'pipe'});
	let said = '';
	child.stderr.on('data', (bytes: Buffer) => {
		said = `${said}${bytes.toString('utf8')}`.slice(-MOST_WORDS);
		const line = sanitizeLine(bytes.toString('utf8'));
		if (line !== '') {
			note(`${hop.name}: ProxyCommand: ${line}`);
		}
	});
	await once(child, 'spawn').catch((error: unknown) => {
		throw trouble(hop, 'its ProxyCommand could not be started', `try by hand: ${command}`, String(error), error);
	});
	const stream = joinStreams(child.stdin, child.stdout, () => child.kill());
	// Its words are whole only now, and so are its bytes.
	child.once('close', (code, signal) => stream.destroy(proxyEnded(hop, command, {code, signal, said})));
	return stream;
}

type ProxyEnd = {readonly code: number | null; readonly signal: string | null; readonly said: string};

function proxyEnded(hop: Hop, command: string, {code, signal, said}: ProxyEnd): Fault {
	const how = code === null ? `was ended by ${signal}` : `ended with code ${code}`;
	const words = sanitizeLine(said.trim());
	return trouble(hop, `its ProxyCommand ${how}${words === '' ? '' : `: ${words}`}`, `try by hand: ${command}`, words);
}
