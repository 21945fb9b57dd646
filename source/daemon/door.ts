import type {Clock} from '../core/clock.js';

/** The local end of a tunnel whose way is not found yet: whoever comes there hurries those who look for it. */
export type Door = {
	/** Somebody came and waits; the returned function says that they wait no longer. */
	knock(): () => void;
	/** Whether somebody waits. */
	readonly isAwaited: boolean;
	/** A pause that ends early when somebody comes, or when the signal is aborted. Never rejects. */
	rest(ms: number, signal: AbortSignal): Promise<void>;
};

/** Makes a door at which nobody waits. */
export function createDoor(clock: Clock): Door {
	let waiting = 0;
	let nap = new AbortController();
	return {
		knock() {
			waiting += 1;
			nap.abort();
			let hasLeft = false;
			return () => {
				waiting -= hasLeft ? 0 : 1;
				hasLeft = true;
			};
		},
		get isAwaited() {
			return waiting > 0;
		},
		async rest(ms, signal) {
			nap = new AbortController();
			await clock.sleep(ms, AbortSignal.any([nap.signal, signal])).catch(() => undefined);
		},
	};
}
