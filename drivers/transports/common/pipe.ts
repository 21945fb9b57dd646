import type {Socket} from 'node:net';
import type {ByteStream} from '../../../source/core/link.js';
import {duplexOf} from './byte-stream.js';

/** Bytes that passed, from the local end's view. */
export type Traffic = {in: number; out: number};

export type PipeOptions = {
	/** Counted as they pass. */
	readonly traffic?: Traffic;
};

/**
 * Joins a local connection with one through a link until both are done. Each direction ends by itself (a client may send
 * its request, close its half and read on), so the listener must allow half-open sockets; a failure of the far side resets the
 * near one, so that half a file never looks whole. Resolves when the local one is closed, with the error that did it.
 */
export async function pipeThrough(local: Socket, far: ByteStream, options: PipeOptions = {}): Promise<Error | null> {
	const remote = duplexOf(far);
	// 44 ms a round trip otherwise: small writes would wait for acknowledgements (Nagle and delayed ACK).
	local.setNoDelay(true);
	const {traffic} = options;
	if (traffic !== undefined) {
		remote.on('data', (bytes: Buffer) => {
			traffic.in += bytes.length;
		});
		local.on('data', (bytes: Buffer) => {
			traffic.out += bytes.length;
		});
	}

	return new Promise(resolve => {
		let failure: Error | null = null;
		let isFarClosed = false;
		const fail = (error: Error): void => {
			failure ??= error;
			reset(local);
		};
		local.once('error', error => {
			failure ??= error;
		});
		remote.once('error', fail);
		remote.once('close', () => {
			isFarClosed = true;
			// ssh2 tells of the end before Node tells of the error.
			if (remote.errored) {
				fail(remote.errored);
			}

			// The far side is gone, so nothing more can be sent: what has arrived is still delivered.
			local.destroySoon();
		});
		local.once('close', () => {
			if (!isFarClosed) {
				remote.destroy();
				remote.resume();
			}

			resolve(failure);
		});
		local.pipe(remote).pipe(local);
	});
}

/** Ends a connection so that its other side knows that it broke; a Unix socket has no reset, and only closes. */
function reset(socket: Socket): void {
	try {
		socket.resetAndDestroy();
	} catch {
		socket.destroy();
	}
}
