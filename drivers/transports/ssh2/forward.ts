import {Duplex} from 'node:stream';
import type {Client, ClientChannel} from 'ssh2';
import type {Fault} from '../../../source/core/fault.js';
import type {ByteStream, Endpoint, Hop} from '../../../source/core/link.js';
import {byteStreamOf} from '../common/byte-stream.js';
import {connectAborted, connectFault, verdictOfOpenFailure} from '../common/verdict.js';

/** What there is to say to those who hold something of a connection when it breaks. */
export type Breakers = Set<(fault: Fault) => void>;

/** A connection that a hop is asked for. */
export type ForwardRequest = {
	readonly client: Client;
	readonly hop: Hop;
	readonly endpoint: Endpoint;
	readonly signal: AbortSignal | undefined;
	readonly breakers: Breakers;
};

/** Opens a connection from the host at the far side to an endpoint (direct-tcpip, direct-streamlocal). */
export async function forward({client, hop, endpoint, signal, breakers}: ForwardRequest): Promise<ByteStream> {
	return new Promise((resolve, reject) => {
		const onAbort = (): void => {
			if (signal !== undefined) {
				reject(connectAborted(hop.name, endpoint, signal));
			}
		};
		const opened = (error: Error | undefined, channel: ClientChannel): void => {
			signal?.removeEventListener('abort', onAbort);
			if (error !== undefined) {
				const said = error.message.replace(/^\(SSH\) Channel open failure: /, '');
				const reason = 'reason' in error ? error.reason : undefined;
				reject(connectFault(hop.name, endpoint, verdictOfOpenFailure(reason, said), said));
				return;
			}

			if (signal?.aborted === true) {
				// Too late: nobody waits for it any more.
				channel.resume();
				channel.close();
				return;
			}

			breakWith(channel, breakers);
			resolve(byteStreamOf(channel));
		};
		if (signal?.aborted === true) {
			onAbort();
			return;
		}

		signal?.addEventListener('abort', onAbort, {once: true});
		if ('path' in endpoint) {
			client.openssh_forwardOutStreamLocal(endpoint.path, opened);
		} else {
			client.forwardOut('127.0.0.1', 0, endpoint.host, endpoint.port, opened);
		}
	});
}

/**
 * When the link breaks the stream fails, as a reset socket does. ssh2 would end it, and half a file would pass for a whole
 * one. Its own `destroy` only closes the channel, so Node's is called.
 */
function breakWith(channel: ClientChannel, breakers: Breakers): void {
	const fail = (fault: Fault): void => {
		Duplex.prototype.destroy.call(channel, fault);
	};
	breakers.add(fail);
	channel.once('close', () => breakers.delete(fail));
	// Who does not listen must not be brought down by it.
	channel.on('error', () => {});
}
