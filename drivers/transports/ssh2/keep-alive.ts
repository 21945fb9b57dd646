import type {Duplex} from 'node:stream';
import type {Client} from 'ssh2';
import {ping} from './insides.js';

/** Watches whether the far side of a connection still answers. */
export type KeepAlive = {
	/** The round trip of the last answered question in ms; null before the first. */
	readonly roundTripMs: number | null;
	/** The shortest round trip seen: the path's own, without what queued in front of the answer. */
	readonly shortestMs: number | null;
	/** Somebody is about to use the connection, or has reason to doubt it: it is asked now, and must answer soon. */
	check(): void;
	stop(): void;
};

export type KeepAliveOptions = {
	readonly intervalSeconds: number;
	readonly countMax: number;
	/** Nothing at all came for `countMax` intervals. */
	readonly lost: (seconds: number) => void;
};

/**
 * A server that says nothing at all for so long while somebody waits for it is gone: sooner than the keep-alive would tell,
 * and late enough for a moment without radio, since a new login may cost a person a code.
 */
const CHECK_MS = 10_000;

/**
 * Asks the server at intervals whether it is there. As in OpenSSH any byte from it counts as an answer: behind a bulk
 * download the answer itself may come late.
 */
export function keepAlive(client: Client, socket: Duplex, options: KeepAliveOptions): KeepAlive {
	const {intervalSeconds, countMax, lost} = options;
	let roundTripMs: number | null = null;
	let shortestMs: number | null = null;
	let isAsking = false;
	let isStopped = false;
	let silent = 0;
	let checking: NodeJS.Timeout | undefined;
	const heard = (): void => {
		silent = 0;
		clearTimeout(checking);
		checking = undefined;
	};
	const question = (): void => {
		if (isAsking) {
			return;
		}

		isAsking = true;
		const askedAt = performance.now();
		ping(client, () => {
			isAsking = false;
			roundTripMs = performance.now() - askedAt;
			shortestMs = Math.min(shortestMs ?? roundTripMs, roundTripMs);
		});
	};
	const tick = (): void => {
		if (silent >= countMax) {
			stop();
			lost(intervalSeconds * countMax);
			return;
		}

		silent += 1;
		question();
	};
	const timer = intervalSeconds > 0 ? setInterval(tick, intervalSeconds * 1000) : undefined;
	const check = (): void => {
		if (intervalSeconds > 0 && checking === undefined && !isStopped) {
			checking = setTimeout(() => {
				stop();
				lost(CHECK_MS / 1000);
			}, CHECK_MS);
			question();
		}
	};
	const stop = (): void => {
		isStopped = true;
		clearInterval(timer);
		clearTimeout(checking);
		socket.off('data', heard);
	};
	socket.on('data', heard);
	question();
	return {
		get roundTripMs() {
			return roundTripMs;
		},
		get shortestMs() {
			return shortestMs;
		},
		check,
		stop,
	};
}
