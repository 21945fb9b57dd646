import type {Client, ClientChannel} from 'ssh2';
import type {ByteStream, Endpoint, Hop} from '../../../source/core/link.js';
import {byteStreamOf} from '../shared/byte-stream.js';
import {connectAborted, connectFault, verdictOfOpenFailure} from '../shared/verdict.js';

/** Opens a connection from the host at the far side to an endpoint (direct-tcpip, direct-streamlocal). */
export async function forward(
	client: Client,
	hop: Hop,
	endpoint: Endpoint,
	signal: AbortSignal | undefined,
): Promise<ByteStream> {
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
