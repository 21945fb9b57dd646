import {setTimeout as sleep} from 'node:timers/promises';
import {Fault} from '../core/fault.js';

/**
 * Waits.
 *
 * @throws {Fault} what the signal was aborted with, or `cancelled`.
 */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
	try {
		await sleep(ms, undefined, signal === undefined ? {} : {signal});
	} catch (error) {
		throw signal?.reason instanceof Fault ? signal.reason : new Fault('cancelled', 'gave up waiting', {cause: error});
	}
}

/** Pauses in ms that grow from one try to the next up to a longest one: quick at first, cheap later. */
export function* growingPauses(first = 5, longest = 150, growth = 1.4): Generator<number, never> {
	for (let ms = first; ; ms = Math.min(ms * growth, longest)) {
		yield ms;
	}
}
