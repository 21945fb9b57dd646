import {expect, test} from 'vitest';
import {createTally} from '../../source/daemon/tally.js';
import {fakeClock} from './support/fake-clock.js';

const MINUTE_MS = 60_000;

test('counts in all, and within the last hour', async () => {
	const clock = fakeClock();
	const tally = createTally(clock);
	expect([tally.total, tally.lastHour]).toEqual([0, 0]);
	tally.count();
	tally.count();
	await clock.advance(30 * MINUTE_MS);
	tally.count();
	expect([tally.total, tally.lastHour]).toEqual([3, 3]);
	await clock.advance(31 * MINUTE_MS);
	expect([tally.total, tally.lastHour]).toEqual([3, 1]);
	await clock.advance(60 * MINUTE_MS);
	tally.count();
	expect([tally.total, tally.lastHour]).toEqual([4, 1]);
});

test('counts fast things, too', async () => {
	const clock = fakeClock();
	const tally = createTally(clock);
	for (let second = 0; second < 2 * 3600; second++) {
		tally.count();
		await clock.advance(1000);
	}

	expect(tally.total).toBe(7200);
	expect(tally.lastHour).toBeGreaterThanOrEqual(3600);
	expect(tally.lastHour).toBeLessThanOrEqual(3660);
});
