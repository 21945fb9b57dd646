import {spawn} from 'node:child_process';
import {Duplex} from 'node:stream';
import type {ByteStream, Hop} from '../../../source/core/link.js';
import {byteStreamOf} from '../common/byte-stream.js';
import {connectAborted, connectFault, verdictOfOpenFailure} from '../common/verdict.js';
import {passengerArguments} from './arguments.js';
import type {Master} from './master.js';

/**
 * A connection through a process of its own (`ssh -W`), beside our socket of the master. A master in proxy mode keeps the slot of each
 * channel that the far side did not open, and ends when it has no more (OpenSSH 9.2: after 16384; before: 10000), so that a notebook
 * which is not there and is asked for all week would cost a login.
 */
export async function ride(
	{hop, master}: {readonly hop: Hop; readonly master: Master},
	endpoint: {readonly host: string; readonly port: number},
	signal: AbortSignal,
): Promise<ByteStream> {
	if (signal.aborted) {
		throw connectAborted(hop.name, endpoint, signal);
	}

	const before = master.refusals().count;
	const child = spawn('ssh', ['-v', ...passengerArguments(master.socketPath, endpoint)], {stdio: 'pipe'});
	const end = (): void => {
		child.kill();
	};
	child.stdin.on('error', () => {});
	signal.addEventListener('abort', end, {once: true});
	try {
		await opened(child);
		const stream = Duplex.from({readable: child.stdout, writable: child.stdin});
		stream.once('close', end);
		return byteStreamOf(stream);
	} catch (said) {
		end();
		if (signal.aborted) {
			throw connectAborted(hop.name, endpoint, signal);
		}

		// The reason stands in the master's own words.
		const {count, last} = master.refusals();
		const words = count > before ? last : String(said);
		throw connectFault(hop.name, endpoint, verdictOfOpenFailure(undefined, words), words);
	} finally {
		signal.removeEventListener('abort', end);
	}
}

/** Resolves when the master says that the far side is connected; rejects with what was said instead. */
function opened(child: ReturnType<typeof spawn>): Promise<void> {
	let said = '';
	return new Promise((resolve, reject) => {
		child.stderr?.setEncoding('utf8').on('data', (text: string) => {
			said = (said + text).slice(-4096);
			if (/master session id: \d+/.test(said)) {
				resolve();
			}
		});
		child.once('error', reject).once('close', () => reject(said));
	});
}
