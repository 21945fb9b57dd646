/** Watches one phase at a time of a handshake; a phase that lasts too long is told once. */
export class Patience {
	#timer: NodeJS.Timeout | undefined;
	readonly #expired: (phase: string, limitMs: number) => void;

	constructor(expired: (phase: string, limitMs: number) => void) {
		this.#expired = expired;
	}

	/** The next phase begins; the one before is over. */
	await(phase: string, limitMs: number): void {
		this.stop();
		this.#timer = setTimeout(() => this.#expired(phase, limitMs), limitMs);
	}

	/** Nothing is waited for but a person, or nothing at all. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
	}
}
