import type {Client} from '../client/client.js';
import {waitFor} from '../client/wait-for.js';
import {Fault} from '../core/fault.js';
import type {LogPiece} from '../wire/calls.js';
import type {Context} from './command.js';
import {patientReader} from './patient-reader.js';

/**
 * Writes what is added to a session's output from an offset on, each byte once, across restarts of the daemon, until the
 * session ended and all of its output is written.
 */
export async function followLog(context: Context, session: string, from: number): Promise<void> {
	const writer = createWriter(context, from);
	const stop = new AbortController();
	const signal = AbortSignal.any([context.signal, stop.signal]);
	const following = follow(context, session, writer, signal);
	const ended = waitFor({connect: () => context.connect(), session, until: 'ended', canAnswer: true}, signal);
	try {
		await Promise.race([following, ended]);
		await readRest(context, session, writer);
	} finally {
		stop.abort(new Fault('cancelled', 'the log is over'));
		await Promise.allSettled([following, ended]);
	}
}

type Writer = {
	/** The offset behind what was written. */
	readonly offset: () => number;
	/** Takes a piece: what was written already is left out; a gap is refused (false). Another file is written from its start. */
	take(piece: Pick<LogPiece, 'path' | 'offset' | 'base64'>): boolean;
	written(): Promise<void>;
};

function createWriter(context: Context, from: number): Writer {
	let offset = from;
	let path: string | null = null;
	let last: Promise<void> = Promise.resolve();
	return {
		offset: () => offset,
		take(piece) {
			const bytes = Buffer.from(piece.base64, 'base64');
			if (path !== null && piece.path !== path) {
				offset = 0;
			}

			path = piece.path;
			if (piece.offset > offset) {
				return false;
			}

			const fresh = bytes.subarray(Math.min(bytes.length, offset - piece.offset));
			offset += fresh.length;
			if (fresh.length > 0) {
				last = context.out.write(fresh);
			}

			return true;
		},
		written: () => last,
	};
}

async function follow(context: Context, session: string, writer: Writer, signal: AbortSignal): Promise<never> {
	for (;;) {
		const client = await context.connect();
		const fault = await followOnce(context, client, session, writer, signal).finally(client.close);
		if (fault.kind !== 'daemon' || fault.retry !== 'now') {
			throw fault;
		}
	}
}

/** Follows until it no longer can, and answers why. */
function followOnce(
	context: Context,
	client: Client,
	session: string,
	writer: Writer,
	signal: AbortSignal,
): Promise<Fault> {
	return new Promise(resolve => {
		const settle = (thrown: unknown): void => resolve(Fault.from(thrown));
		signal.addEventListener('abort', () => settle(signal.reason), {once: true});
		void client.closed.then(fault => settle(fault ?? signal.reason));
		client.on('log.piece', piece => {
			if (!writer.take(piece)) {
				readRest(context, session, writer).catch(settle);
			}
		});
		client.call('log.follow', {session, offset: writer.offset()}, signal).catch(settle);
	});
}

/** Reads on to the end of what is there: after a gap, and when the session is over. */
async function readRest(context: Context, session: string, writer: Writer): Promise<void> {
	const read = patientReader(context);
	for (;;) {
		const before = writer.offset();
		const input = {session, stream: 'output', offset: before, lines: null} as const;
		writer.take(await read(input));
		await writer.written();
		if (writer.offset() === before) {
			return;
		}
	}
}
