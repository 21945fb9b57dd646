import {unlessAborted} from '../common/cancelled.js';

/** Below OpenSSH's default MaxSessions of 10, with room for a login by other means over the same master. */
const MOST_SESSIONS = 8;

/** One session channel that may be open. To be released once it is closed. */
export type Slot = {release(): void};

/**
 * Counts a connection's session channels (exec, shell, sftp; forwards are not counted by servers) and lets them wait for
 * each other. Where a server refuses one more, that many is its limit from then on (MaxSessions 1 exists).
 */
export class SessionSlots {
	#limit = MOST_SESSIONS;
	#used = 0;
	readonly #waiting: (() => void)[] = [];

	/** How many may be open at once, as far as is known. */
	get limit(): number {
		return this.#limit;
	}

	/** Waits for a free slot. */
	async take(signal: AbortSignal): Promise<Slot> {
		if (this.#used >= this.#limit) {
			const turn = Promise.withResolvers<void>();
			this.#waiting.push(turn.resolve);
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
