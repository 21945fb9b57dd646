import {once} from 'node:events';
import {connect} from 'node:net';
import type {ByteStream, Endpoint} from '../../../source/core/link.js';
import {byteStreamOf} from './byte-stream.js';
import {connectAborted, connectFault, verdictOfError} from './verdict.js';

/**
 * A connection from this machine. `hop` is the name that a failure is told with.
 *
 * @throws {Fault} `link` with `facts.verdict`, as {@link Link.connect} does.
 */
export async function connectFromHere(
	hop: string,
	endpoint: Endpoint,
	signal: AbortSignal | undefined,
): Promise<ByteStream> {
	const socket = connect({...endpoint, noDelay: true});
	try {
		await once(socket, 'connect', signal === undefined ? {} : {signal});
		return byteStreamOf(socket);
	} catch (error) {
		socket.destroy();
		throw signal?.aborted === true
			? connectAborted(hop, endpoint, signal)
			: connectFault(hop, endpoint, verdictOfError(error), error instanceof Error ? error.message : String(error));
	}
}
