import {networkInterfaces} from 'node:os';

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

/** Calls back when the addresses of this machine changed: another network, a cable, a VPN. The returned function stops it. */
export function onNetworkChange(changed: () => void, addresses: () => readonly string[] = addressesNow): () => void {
	let last = addresses().join();
	const timer = setInterval(() => {
		const now = addresses().join();
		const isNews = now !== last;
		last = now;
		if (isNews) {
			changed();
		}
	}, BEAT_MS);
	timer.unref();
	return () => clearInterval(timer);
}

/** Those by which other hosts can be reached. An IPv6 address may be a temporary one: only its network counts. */
function addressesNow(): readonly string[] {
	return Object.entries(networkInterfaces())
		.flatMap(([name, addresses = []]) =>
			addresses
				.filter(({internal}) => !internal)
				.map(
					({family, address}) => `${name} ${family === 'IPv6' ? address.split(':').slice(0, 4).join(':') : address}`,
				),
		)
		.sort();
}
