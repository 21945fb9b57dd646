/** A timer that should have come this much earlier: the machine slept. */
const LATE_MS = 10_000;
const BEAT_MS = 5000;

/** Calls back when this machine slept and woke: the clock jumped over a beat. The returned function stops it. */
export function onWake(wake: () => void, now: () => number = Date.now): () => void {
	let last = now();
	const timer = setInterval(() => {
		const sleptMs = now() - last - BEAT_MS;
		last = now();
		if (sleptMs > LATE_MS) {
			wake();
		}
	}, BEAT_MS);
	timer.unref();
	return () => clearInterval(timer);
}
