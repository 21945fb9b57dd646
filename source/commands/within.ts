import {Fault} from '../core/fault.js';

/** Timers of Node hold 31 bits of milliseconds; a longer limit is as good as none. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Does something within a time, in seconds; undefined: without a limit. The signal that it is given is aborted with a
 * fault of kind `timeout` when the time is over, in the words of `late`.
 */
export async function within<Result>(
	seconds: number | undefined,
	late: () => string,
	signal: AbortSignal,
	use: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	if (seconds === undefined || seconds * 1_000 > LONGEST_MS) {
		return use(signal);
	}

	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(new Fault('timeout', late(), {retry: 'now'})), seconds * 1_000);
	try {
		return await use(AbortSignal.any([signal, limit.signal]));
	} finally {
		clearTimeout(timer);
	}
}
