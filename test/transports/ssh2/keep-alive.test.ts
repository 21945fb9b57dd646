import {PassThrough} from 'node:stream';
import type {Client} from 'ssh2';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {keepAlive} from '../../../drivers/transports/ssh2/keep-alive.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A connection whose server answers, or keeps silent. */
function connection(intervalSeconds = 15) {
	const socket = new PassThrough();
	let pings = 0;
	const client = {_callbacks: [], _protocol: {ping: () => pings++}} as unknown as Client;
	const lost: number[] = [];
	const pulse = keepAlive(client, socket, {intervalSeconds, countMax: 3, lost: seconds => lost.push(seconds)});
	return {pulse, lost, hear: () => socket.emit('data', Buffer.from('x')), pings: () => pings};
}

test('silence ends it after three questions', () => {
	const {lost} = connection();
	vi.advanceTimersByTime(59_000);
	expect(lost).toEqual([]);
	vi.advanceTimersByTime(1000);
	expect(lost).toEqual([45]);
});

test('silence while somebody waits ends it within ten seconds', () => {
	const {pulse, lost} = connection();
	pulse.check();
	vi.advanceTimersByTime(9000);
	pulse.check();
	expect(lost).toEqual([]);
	vi.advanceTimersByTime(1000);
	expect(lost).toEqual([10]);
	pulse.check();
	vi.advanceTimersByTime(60_000);
	expect(lost).toEqual([10]);
});

test('any word of the server is an answer', () => {
	const {pulse, lost, hear, pings} = connection();
	pulse.check();
	expect(pings()).toBe(1);
	vi.advanceTimersByTime(9000);
	hear();
	vi.advanceTimersByTime(20_000);
	expect(lost).toEqual([]);
	pulse.check();
	vi.advanceTimersByTime(10_000);
	expect(lost).toEqual([10]);
});

test('one that was closed, or that wants no keep-alive, is not ended', () => {
	const [closed, unwatched] = [connection(), connection(0)];
	closed.pulse.check();
	closed.pulse.stop();
	unwatched.pulse.check();
	vi.advanceTimersByTime(60_000);
	expect([closed.lost, unwatched.lost]).toEqual([[], []]);
});
