import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {Pulse} from '../../../drivers/transports/openssh/pulse.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
	let asked = 0;
	const lost: number[] = [];
	const pulse = new Pulse(
		() => {
			asked += 1;
		},
		seconds => lost.push(seconds),
	);
	return {pulse, lost, asked: () => asked};
}

test('silence while somebody waits ends it after ten seconds, once', () => {
	const {pulse, lost, asked} = watched();
	pulse.check();
	vi.advanceTimersByTime(9000);
	pulse.check();
	vi.advanceTimersByTime(1000);
	pulse.check();
	vi.advanceTimersByTime(60_000);
	expect([lost, asked()]).toEqual([[10], 1]);
});

test('any word is an answer, and nothing is doubted before the next question', () => {
	const {pulse, lost, asked} = watched();
	pulse.check();
	vi.advanceTimersByTime(9000);
	pulse.heard();
	vi.advanceTimersByTime(60_000);
	expect([lost, asked()]).toEqual([[], 1]);
	expect(pulse.expect()).toBe(true);
	expect(pulse.expect()).toBe(false);
	vi.advanceTimersByTime(10_001);
	expect([lost, asked()]).toEqual([[10], 1]);
});
