import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {Client} from '../../../source/client/client.js';
import {createLogPane} from '../../../source/ui/attach/log-pane.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A log of one line, with more to come never. */
const client = {
	on: () => () => {},
	call: async (name: string) =>
		name === 'log.read' ? {offset: 0, base64: Buffer.from('one line\n').toString('base64')} : {subscription: 1},
} as unknown as Client;

test('the log is drawn; one that is stopped while it is drawn is over in silence', async () => {
	const onDrawn = vi.fn();
	const pane = createLogPane(onDrawn);
	pane.resize({columns: 20, rows: 3});
	pane.follow(client, 'one');
	await vi.advanceTimersByTimeAsync(1000);
	expect(onDrawn).toHaveBeenCalled();
	expect(pane.emulator).not.toBeNull();

	const drawn = onDrawn.mock.calls.length;
	pane.resize({columns: 30, rows: 3});
	// The drawing has begun, and waits for the emulator.
	vi.advanceTimersByTime(1000);
	pane.stop();
	await vi.advanceTimersByTimeAsync(1000);
	expect(onDrawn.mock.calls.length).toBe(drawn);
	expect(pane.emulator).toBeNull();
});
