import type {Client} from '../client/client.js';
import {growingPauses, pause} from '../client/pause.js';
import {Fault} from '../core/fault.js';
import type {Calls, LogPiece} from '../wire/calls.js';
import type {Context} from './command.js';

type Input = Calls['log.read']['in'];

/** Between two tries while the way is lost, in ms: first, longest, growth. */
const PAUSES = [200, 10_000, 1.6] as const;

/**
 * Reads pieces of a log across lost ways and restarts of the daemon, for those who follow it and want to stay. What does not
 * pass by itself (no such session, a login that was refused) is thrown.
 */
export function patientReader(context: Context): (input: Input) => Promise<LogPiece> {
	let client: Client | undefined;
	return async input => {
		const pauses = growingPauses(...PAUSES);
		for (;;) {
			try {
				client ??= await context.connect();
				return await client.call('log.read', input, context.signal);
			} catch (error) {
				const fault = Fault.from(error);
				if (!isPassing(fault)) {
					throw fault;
				}

				if (fault.kind === 'daemon') {
					client?.close();
					client = undefined;
				}

				await pause(pauses.next().value, context.signal);
			}
		}
	};
}

function isPassing({kind, retry}: Fault): boolean {
	return kind === 'link' || (kind === 'daemon' && retry === 'now');
}
