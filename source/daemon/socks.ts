import type {Socket} from 'node:net';
import {Fault} from '../core/fault.js';
import {methodReply, readGreeting, readRequest, replyFor, requestReply, type SocksReply} from '../core/socks.js';

/** A client that says nothing for so long is none. */
const PATIENCE_MS = 10_000;
/** The longest request has 262 bytes; whoever sends more before it is answered speaks something else. */
const MOST_BYTES = 1024;

/** What a SOCKS5 client asked for, and how to tell it what came of that. */
export type SocksDemand = {
	readonly host: string;
	readonly port: number;
	/** The connection is there: what follows on the socket is its own. */
	accept(): void;
	/** It is not, and why; the socket is ended. */
	refuse(error: unknown): void;
};

/**
 * Hears a SOCKS5 client out. Rejects, with the client told, where it is none or wants what there is not; those are its own
 * affair, and no fault of the tunnel: kind `cancelled`.
 */
export async function hearSocks(near: Socket, signal: AbortSignal): Promise<SocksDemand> {
	const reader = readerOf(near, AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]));
	const greeting = await reader.until(readGreeting);
	if (greeting.type === 'stranger') {
		throw strange('it does not speak SOCKS5');
	}

	near.write(methodReply(greeting.isOpen));
	if (!greeting.isOpen) {
		throw strange('it wants to log in');
	}

	reader.drop(greeting.length);
	const request = await reader.until(readRequest);
	if (request.type === 'refused') {
		near.end(requestReply(request.reply));
		throw strange(`it asked for what there is not (${request.reply})`);
	}

	reader.drop(request.length);
	return {
		host: request.host,
		port: request.port,
		accept() {
			near.write(requestReply('succeeded'));
			reader.giveBack();
		},
		refuse(error) {
			near.end(requestReply(replyOf(error)));
		},
	};
}

function replyOf(error: unknown): SocksReply {
	const {facts, kind, message} = Fault.from(error);
	const said = typeof facts['said'] === 'string' ? facts['said'] : message;
	return replyFor(kind === 'timeout' ? 'silent' : facts['verdict'], said);
}

function strange(why: string): Fault {
	return new Fault('cancelled', `a client of the SOCKS port was turned away: ${why}`);
}

/** Reads a socket message by message; what is read too far is given back. */
function readerOf(near: Socket, signal: AbortSignal) {
	let held = Buffer.alloc(0);
	return {
		async until<Message extends {readonly type: string}>(
			read: (bytes: Uint8Array) => Message,
		): Promise<Exclude<Message, {type: 'more'}>> {
			for (;;) {
				const message = read(held);
				if (message.type !== 'more') {
					return message as Exclude<Message, {type: 'more'}>;
				}

				if (held.length > MOST_BYTES) {
					throw strange('it says too much');
				}

				held = Buffer.concat([held, await nextBytes(near, signal)]);
			}
		},
		drop(length: number) {
			held = held.subarray(length);
		},
		giveBack() {
			if (held.length > 0) {
				near.unshift(held);
			}
		},
	};
}

function nextBytes(near: Socket, signal: AbortSignal): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const stop = (): void => {
			near.off('readable', look).off('end', over).off('close', over);
			signal.removeEventListener('abort', over);
		};
		const look = (): void => {
			const bytes: Buffer | null = near.read();
			if (bytes !== null) {
				stop();
				resolve(bytes);
			}
		};
		const over = (): void => {
			stop();
			reject(strange('it went away or said nothing'));
		};
		near.on('readable', look).once('end', over).once('close', over);
		signal.addEventListener('abort', over, {once: true});
		if (signal.aborted) {
			over();
		} else {
			look();
		}
	});
}
