import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {onNetworkChange, onWake} from '../../source/daemon/wake.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A machine whose clock may jump while nothing runs. */
function machine() {
	let asleepMs = 0;
	let woken = 0;
	const stop = onWake(
		() => {
			woken += 1;
		},
		() => Date.now() + asleepMs,
	);
	return {
		stop,
		woken: () => woken,
		run: (ms: number) => vi.advanceTimersByTime(ms),
		closeLid(ms: number) {
			asleepMs += ms;
		},
	};
}

test('a machine that stays awake never wakes', () => {
	const {run, woken} = machine();
	run(3_600_000);
	expect(woken()).toBe(0);
});

test('one that slept wakes once, each time', () => {
	const {run, closeLid, woken} = machine();
	run(7000);
	closeLid(3_600_000);
	run(5000);
	expect(woken()).toBe(1);
	run(60_000);
	expect(woken()).toBe(1);
	closeLid(20_000);
	run(5000);
	expect(woken()).toBe(2);
});

test('a busy moment is no sleep, nor a clock that is set back', () => {
	const {run, closeLid, woken} = machine();
	closeLid(9000);
	run(60_000);
	closeLid(-3_600_000);
	run(60_000);
	expect(woken()).toBe(0);
});

test('not once it is stopped', () => {
	const {run, closeLid, woken, stop} = machine();
	stop();
	closeLid(3_600_000);
	run(60_000);
	expect(woken()).toBe(0);
});

describe('another network', () => {
	test('is told of once, and so is the way back', () => {
		const addresses = ['eth0 10.0.0.5'];
		let told = 0;
		const stop = onNetworkChange(
			() => {
				told += 1;
			},
			() => addresses,
		);
		vi.advanceTimersByTime(60_000);
		expect(told).toBe(0);
		addresses.push('tun0 10.8.0.2');
		vi.advanceTimersByTime(60_000);
		expect(told).toBe(1);
		addresses.pop();
		vi.advanceTimersByTime(5000);
		expect(told).toBe(2);
		stop();
		addresses.pop();
		vi.advanceTimersByTime(60_000);
		expect(told).toBe(2);
	});

	test('of this very machine stays the same while nothing changes', () => {
		let told = 0;
		const stop = onNetworkChange(() => {
			told += 1;
		});
		vi.advanceTimersByTime(30_000);
		stop();
		expect(told).toBe(0);
	});
});
