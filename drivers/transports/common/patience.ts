/**
 * How long a server may think about an answer: a push to a phone takes tens of seconds. sshd itself gives up after two
 * minutes (LoginGraceTime).
 */
export const JUDGEMENT_MS = 120_000;

/** How long a question may stay open. Most servers hang up sooner; what stands open for ever is nobody's. */
export const PERSON_MS = 600_000;

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
