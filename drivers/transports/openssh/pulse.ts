/** A far side that says nothing at all for so long, while it is asked, is gone: sooner than ssh's own keep-alive would tell. */
const SILENCE_MS = 10_000;

/** Whether a connection still answers, looked at when there is reason to doubt it; in between ssh itself looks (ServerAliveInterval). */
export class Pulse {
	readonly #ask: () => void;
	readonly #lost: (seconds: number) => void;
	#timer: NodeJS.Timeout | undefined;
	#verdict: NodeJS.Immediate | undefined;

	/** `ask`: put a question to the far side that it must answer. `lost`: told once, when nothing came. */
	constructor(ask: () => void, lost: (seconds: number) => void) {
		this.#ask = ask;
		this.#lost = lost;
	}

	/** Asks now; any byte is an answer. */
	check(): void {
		if (this.expect()) {
			this.#ask();
		}
	}

	/** Something was sent that must be answered at once; false where an answer is awaited already. */
	expect(): boolean {
		if (this.#timer !== undefined) {
			return false;
		}

		// A process that was held up for so long itself reads first what has come meanwhile.
		const judge = (): void => {
			this.#verdict = setImmediate(() => this.#lost(SILENCE_MS / 1000));
		};
		this.#timer = setTimeout(judge, SILENCE_MS);
		return true;
	}

	/** Something came. */
	heard(): void {
		clearTimeout(this.#timer);
		clearImmediate(this.#verdict);
		this.#timer = undefined;
	}
}
