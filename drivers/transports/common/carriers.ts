import {Fault} from '../../../source/core/fault.js';
import type {ByteStream, Endpoint} from '../../../source/core/link.js';
import {duplexOf} from './byte-stream.js';
import {carry} from './carry.js';
import {IdlePages, PageConnection} from './idle-pages.js';
import type {Shells} from './run.js';
import {SessionSlots, type Slot} from './session-slots.js';

/**
 * Connections that a host carries at once. Each is a session of its own, and a browser keeps many: the others of the eight are for
 * commands, or the scheduler could not be asked while a page is open.
 */
const MOST_CARRIED = 5;

/** How often somebody who waits looks whether another connection can be spared. */
const LOOK_MS = 250;

/**
 * {@link carry} for one host: a connection too many waits for one of the others to end, or to be idle. A browser alone keeps six, and would
 * leave none for its own WebSocket.
 */
export function carrierOf(shells: Shells, now: () => number = () => performance.now()): typeof carryOver {
	const slots = new SessionSlots(MOST_CARRIED);
	const pages = new IdlePages();
	return carryOver;

	async function carryOver(endpoint: Endpoint, signal?: AbortSignal): Promise<ByteStream> {
		const life = signal ?? new AbortController().signal;
		const slot = await takeSlot(life);
		try {
			const connection = new PageConnection(now);
			const stream = await carry(shells, endpoint, life, connection);
			pages.add(connection, duplexOf(stream));
			stream.once('close', () => slot.release());
			return stream;
		} catch (thrown) {
			slot.release();
			throw thrown;
		}
	}

	async function takeSlot(signal: AbortSignal): Promise<Slot> {
		const timer = setInterval(() => pages.giveUpOne(), LOOK_MS);
		try {
			return await slots.take(signal);
		} catch (thrown) {
			throw new Fault('link', `${shells.hop} carries ${MOST_CARRIED} connections already, and all of them are in use`, {
				hint: 'close pages that you do not need; where forwarding is allowed, --route forward has no such limit',
				retry: 'later',
				facts: {hop: shells.hop, verdict: 'unknown'},
				cause: thrown,
			});
		} finally {
			clearInterval(timer);
		}
	}
}
