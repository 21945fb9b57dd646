import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {Desk} from './desk.js';
import type {SessionStore} from './store.js';
import {isWithoutJob} from './submission.js';

/** A submission whose answer was lost goes on without the person after this long. */
const LOST_ANSWER_MS = 60_000;

export type SubmitNowOptions = {
	readonly store: SessionStore;
	readonly clock: Clock;
};

/** Whether a submission that ended with this fault can go on by itself when the way is back. */
export function mayGoOn({kind}: Fault): boolean {
	return kind === 'link' || kind === 'auth' || kind === 'timeout' || kind === 'cancelled';
}

/**
 * Submits while somebody waits for it; what was never asked of the scheduler, or was refused, is forgotten and the fault told.
 * `isKept` tells after which faults the session stays all the same.
 */
export async function submitOrForget(
	id: string,
	desk: Desk,
	signal: AbortSignal,
	{store, clock}: SubmitNowOptions,
	isKept: (fault: Fault) => boolean = () => false,
): Promise<void> {
	const done = desk.submit(id, signal).then(() => 'done' as const);
	const patience = new AbortController();
	const enough = clock.sleep(LOST_ANSWER_MS, patience.signal).then(() => 'enough' as const);
	enough.catch(() => undefined);
	try {
		let first = await Promise.race([done, enough]);
		if (first === 'enough' && store.get(id)?.submitting === 'intended') {
			first = await done;
		}

		if (first === 'enough') {
			done.catch((error: unknown) => desk.putOff(id, Fault.from(error)));
		}
	} catch (error) {
		const fault = Fault.from(error);
		if (isKept(fault) || !isWithoutJob(store.get(id), fault)) {
			// A job may exist: the session stays, and is looked after.
			desk.putOff(id, fault);
			return;
		}

		desk.dismiss(id);
		store.remove(id);
		throw fault;
	} finally {
		patience.abort();
	}
}
