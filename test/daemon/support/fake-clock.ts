import {setImmediate as turn} from 'node:timers/promises';
import type {Clock} from '../../../source/core/clock.js';

type Sleeper = {readonly at: number; readonly wake: () => void};

/** A clock whose hands a test turns. */
export type FakeClock = Clock & {
	/** How long each pause that is not over yet still takes, the shortest first. */
	readonly pauses: readonly number[];
	/** Lets time pass: every pause that is over by then ends in its turn, and what follows from it happens. */
	advance(ms: number): Promise<void>;
	/** Lets time pass, pause by pause, until the condition holds. Fails when nothing waits any more. */
	advanceUntil(condition: () => boolean): Promise<void>;
};

/** Stands at 2026-11-20T09:00:00Z until it is turned. */
export function fakeClock(): FakeClock {
	const sleepers = new Set<Sleeper>();
	let now = Date.UTC(2026, 10, 20, 9);
	const next = () => [...sleepers].sort((one, other) => one.at - other.at)[0];
	const clock: FakeClock = {
		now: () => now,
		sleep(ms, signal) {
			return new Promise((resolve, reject) => {
				const abort = () => {
					sleepers.delete(sleeper);
					reject(signal?.reason);
				};
				const sleeper: Sleeper = {
					at: now + ms,
					wake() {
						sleepers.delete(sleeper);
						signal?.removeEventListener('abort', abort);
						resolve();
					},
				};
				if (signal?.aborted) {
					abort();
					return;
				}

				sleepers.add(sleeper);
				signal?.addEventListener('abort', abort, {once: true});
			});
		},
		get pauses() {
			return [...sleepers].map(({at}) => at - now).sort((one, other) => one - other);
		},
		async advance(ms) {
			const until = now + ms;
			await settled();
			for (let sleeper = next(); sleeper !== undefined && sleeper.at <= until; sleeper = next()) {
				now = Math.max(now, sleeper.at);
				sleeper.wake();
				await settled();
			}

			now = until;
		},
		async advanceUntil(condition) {
			await settled();
			while (!condition()) {
				const sleeper = next();
				if (sleeper === undefined) {
					throw new Error('nothing waits any more, and the condition does not hold');
				}

				now = Math.max(now, sleeper.at);
				sleeper.wake();
				await settled();
			}
		},
	};
	return clock;
}

/** Everything that can happen without time has happened. */
export async function settled(): Promise<void> {
	for (let turns = 0; turns < 5; turns++) {
		await turn();
	}
}
