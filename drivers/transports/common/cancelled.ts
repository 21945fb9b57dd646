import {Fault} from '../../../source/core/fault.js';

/** The fault that an aborted signal stands for: its own reason where that is a fault, a time-out, or a change of mind. */
export function cancelled(signal: AbortSignal, what: string): Fault {
	const reason: unknown = signal.reason;
	if (reason instanceof Fault) {
		return reason;
	}

	return isTimeout(signal)
		? new Fault('timeout', `${what} took too long`, {retry: 'later'})
		: new Fault('cancelled', `${what} was given up`, {retry: 'now'});
}

/** Whether the signal was aborted by a clock (`AbortSignal.timeout`), not by somebody. */
export function isTimeout(signal: AbortSignal): boolean {
	const reason: unknown = signal.reason;
	return reason instanceof DOMException && reason.name === 'TimeoutError';
}

/**
 * Rejects when the signal is aborted, and forgets the signal when the promise settles first. The promise itself goes on;
 * whoever made it clears up.
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal, what: string): Promise<T> {
	return new Promise<T>((resolve, reject) => {
		const onAbort = (): void => {
			reject(cancelled(signal, what));
		};
		if (signal.aborted) {
			promise.catch(() => {});
			onAbort();
			return;
		}

		signal.addEventListener('abort', onAbort, {once: true});
		promise.then(resolve, reject).finally(() => {
			signal.removeEventListener('abort', onAbort);
		});
	});
}
