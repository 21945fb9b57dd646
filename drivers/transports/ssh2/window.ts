import type {Client} from 'ssh2';
import {afterData, grant} from './insides.js';

/** ssh2's own window (1.17, Channel.js), which is enough where the round trip is short. */
const SHORT_WINDOW = 2 * 1024 * 1024;

/** Beyond this memory grows and speed does not: 188 MB/s at 80 ms, 156 with half of it (measured). */
const LONG_WINDOW = 32 * 1024 * 1024;

/** What a path should be able to keep in flight: 400 MB/s. */
const BYTES_PER_MS = 400_000;

/**
 * Granted again once this much is used. Half of the window, as ssh2 and OpenSSH do, stalls long paths; an eighth of a MiB
 * costs 4 % of the speed of short ones, in messages that nobody needs (measured).
 */
const GRANT_BYTES = 512 * 1024;

/**
 * The window for a round-trip time. On a path without delay a large one is slower, because more waits in memory.
 */
export function windowFor(roundTripMs: number | null): number {
	if (roundTripMs === null) {
		return SHORT_WINDOW;
	}

	return Math.min(LONG_WINDOW, Math.max(SHORT_WINDOW, Math.round(roundTripMs * BYTES_PER_MS)));
}

/**
 * Grants channels more window early. ssh2 waits until half of it is used, and at most 2 MiB are ever in flight: half the
 * speed of OpenSSH on a long path. Nothing is granted while the consumer is behind; ssh2's own update takes over then.
 */
export function grantEarly(client: Client, roundTripMs: () => number | null): void {
	afterData(client, channel => {
		const target = windowFor(roundTripMs());
		const used = target - channel.incoming.window;
		const isOpen = channel.incoming.state === 'open' && channel.outgoing.state !== 'closed';
		if (isOpen && !channel._waitChanDrain && used >= GRANT_BYTES) {
			grant(client, channel, used);
		}
	});
}
