import {setTimeout as sleep} from 'node:timers/promises';
import {Fault} from '../../../source/core/fault.js';
import {cancelled, unlessAborted} from './cancelled.js';

/** Below OpenSSH's default MaxSessions of 10, with room for a login by other means over the same master. */
const MOST_SESSIONS = 8;

/** A pause after a session was refused while none of ours was open: sshd may still be clearing the last one away. */
const REFUSED_PAUSE_MS = 100;
const REFUSED_ATTEMPTS = 20;

/** One session channel that may be open. To be released once it is closed. */
export type Slot = {release(): void};

/**
 * Counts a connection's session channels (exec, shell, sftp; forwards are not counted by servers) and lets them wait for
 * each other. Where a server refuses one more, that many is its limit from then on (MaxSessions 1 exists).
 */
export class SessionSlots {
	#limit: number;
	#used = 0;
	readonly #waiting: (() => void)[] = [];
	readonly #listeners = new Set<() => void>();

	constructor(most = MOST_SESSIONS) {
		this.#limit = most;
	}

	/** How many may be open at once, as far as is known. */
	get limit(): number {
		return this.#limit;
	}

	/** Waits for a free slot. */
	async take(signal: AbortSignal): Promise<Slot> {
		if (this.#used >= this.#limit) {
			const turn = Promise.withResolvers<void>();
			this.#waiting.push(turn.resolve);
			for (const tell of [...this.#listeners]) {
				tell();
			}

			try {
				await unlessAborted(turn.promise, signal, 'waiting for a free session');
			} catch (thrown) {
				const at = this.#waiting.indexOf(turn.resolve);
				if (at === -1) {
					this.#used -= 1;
					this.#next();
				} else {
					this.#waiting.splice(at, 1);
				}

				throw thrown;
			}
		} else {
			this.#used += 1;
		}

		let isTaken = true;
		return {
			release: () => {
				if (isTaken) {
					isTaken = false;
					this.#used -= 1;
					this.#next();
				}
			},
		};
	}

	/** The server refused a session while this many others were open; true where waiting for one of them helps. */
	refused(): boolean {
		const others = this.#used - 1;
		this.#limit = Math.max(1, Math.min(this.#limit, others));
		return others > 0;
	}

	/** Tells whenever somebody must wait, at once where somebody does: who can do without a session gives it up. */
	onCrowded(listener: () => void): () => void {
		this.#listeners.add(listener);
		if (this.#waiting.length > 0) {
			listener();
		}

		return () => void this.#listeners.delete(listener);
	}

	#next(): void {
		while (this.#used < this.#limit) {
			const turn = this.#waiting.shift();
			if (turn === undefined) {
				return;
			}

			this.#used += 1;
			turn();
		}
	}
}

/** How a transport opens a session channel. */
export type SlotRequest<Channel> = {
	readonly hop: string;
	readonly signal: AbortSignal;
	readonly open: () => Promise<Channel>;
	/** Whether the server said no to one more session, and to nothing else. */
	readonly isRefusal: (error: unknown) => boolean;
	/** The server counts the session no longer. */
	readonly onClosed: (channel: Channel, release: () => void) => void;
	/** Nobody waits for it any more. */
	readonly giveUp: (channel: Channel) => void;
	/** Why the connection is over; undefined while it is not. */
	readonly over: () => Fault | undefined;
};

/** Opens a session once there is room for it, and again where the server had less room than we thought. */
export async function openInSlot<Channel>(slots: SessionSlots, request: SlotRequest<Channel>): Promise<Channel> {
	const {hop, signal} = request;
	for (let attempt = 1; ; attempt += 1) {
		const slot = await slots.take(signal);
		try {
			const channel = await request.open();
			request.onClosed(channel, () => slot.release());
			if (signal.aborted) {
				request.giveUp(channel);
				throw cancelled(signal, `a session on ${hop}`);
			}

			return channel;
		} catch (error) {
			const mayWait = request.isRefusal(error) && (slots.refused() || attempt < REFUSED_ATTEMPTS);
			slot.release();
			if (!mayWait) {
				throw faultFor(error, request);
			}

			await unlessAborted(sleep(REFUSED_PAUSE_MS), signal, `a session on ${hop}`);
		}
	}
}

function faultFor<Channel>(error: unknown, {hop, over}: SlotRequest<Channel>): Fault {
	const why = over();
	if (why !== undefined || error instanceof Fault) {
		return why ?? Fault.from(error);
	}

	const said = error instanceof Error ? error.message : String(error);
	return new Fault('remote', `${hop} did not start a session: ${said}`, {
		hint: `try by hand: ssh ${hop} true`,
		retry: 'later',
		facts: {hop, said},
		cause: error,
	});
}

/** The fault of a session whose server closed it without telling how the program ended. */
export function closedEarly(hop: string): Fault {
	return new Fault('link', `${hop} closed the session before the program's end was told`, {
		retry: 'later',
		facts: {hop},
	});
}
