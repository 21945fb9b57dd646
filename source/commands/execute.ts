import {constants} from 'node:os';
import type {Client} from '../client/client.js';
import {Fault} from '../core/fault.js';
import {type Execution, INPUT_WINDOW_BYTES, type Notices} from '../wire/calls.js';
import type {Context} from './command.js';
import type {Output} from './output.js';

/** A larger piece of input is sent in parts, so that the daemon's other clients have their turn. */
const PIECE_BYTES = 64 * 1024;

/**
 * Joins what `start` begins on the node of a session's job with this process's streams, and answers its exit status as a shell
 * tells it: 128 and the signal's number where one ended it.
 *
 * @throws {Fault} where it could not be run, or its end is not known.
 */
export async function execute(context: Context, start: (client: Client) => Promise<Execution>): Promise<number> {
	const client = await context.connect();
	const ends = endsOf(client);
	const execution = await start(client);
	const streams = [carry(client, execution.output, context.out), carry(client, execution.errors, context.err)];
	const stopInput = sendInput(client, execution);
	try {
		const {code, signal, fault} = await ends.of(execution.execution, context.signal);
		await Promise.all(streams.map(({written}) => written()));
		if (fault !== null) {
			throw Fault.fromDocument(fault);
		}

		return code ?? 128 + numberOf(signal);
	} finally {
		stopInput();
	}
}

function numberOf(signal: string | null): number {
	return constants.signals[`SIG${signal}` as NodeJS.Signals] ?? 0;
}

/** Listens at once, for the end may be told before the call that started it is answered. */
function endsOf(client: Client) {
	type End = Notices['exec.ended'];
	const told = new Map<number, End>();
	let waiting: {execution: number; resolve: (end: End) => void} | null = null;
	client.on('exec.ended', end => {
		told.set(end.execution, end);
		if (waiting?.execution === end.execution) {
			waiting.resolve(end);
		}
	});
	return {
		of: (execution: number, signal: AbortSignal): Promise<End> =>
			new Promise((resolve, reject) => {
				const known = told.get(execution);
				if (known !== undefined) {
					resolve(known);
					return;
				}

				waiting = {execution, resolve};
				signal.addEventListener('abort', () => reject(signal.reason), {once: true});
				void client.closed.then(fault => reject(fault ?? new Fault('daemon', 'the daemon went away')));
			}),
	};
}

/** Writes what comes, each piece when the one before was taken. */
function carry(client: Client, channel: number, output: Output): {written(): Promise<void>} {
	let last: Promise<void> = Promise.resolve();
	client.onBytes(channel, bytes => {
		last = output.write(bytes);
	});
	return {written: () => last};
}

/** Sends standard input as the program takes it, until either is over. */
function sendInput(client: Client, {execution, output}: Execution): () => void {
	let room = INPUT_WINDOW_BYTES;
	let wake: (() => void) | undefined;
	let isOver = false;
	const stopListening = client.on('exec.taken', taken => {
		if (taken.execution === execution) {
			room += taken.bytes;
			wake?.();
		}
	});
	const {stdin} = process;
	const pass = async (): Promise<void> => {
		for await (const chunk of stdin as AsyncIterable<Buffer>) {
			for (let start = 0; start < chunk.byteLength && !isOver; start += PIECE_BYTES) {
				const piece = chunk.subarray(start, start + PIECE_BYTES);
				while (room < piece.byteLength && !isOver) {
					await new Promise<void>(resolve => {
						wake = resolve;
					});
				}

				room -= piece.byteLength;
				client.sendBytes(output, piece);
			}

			if (isOver) {
				return;
			}
		}

		if (!isOver) {
			await client.call('exec.end-input', {execution});
		}
	};
	// A closed or broken standard input is an end of input.
	pass().catch(() => client.call('exec.end-input', {execution}).catch(() => undefined));
	return () => {
		isOver = true;
		wake?.();
		stopListening();
		stdin.destroy();
	};
}
