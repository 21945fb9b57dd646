/** What is drawn over is read once nothing moved for this long, */
const QUIET_MS = 150;
/** and at the latest after this: a clock that ticks, a progress bar. */
const LONGEST_MS = 1000;
/** A flood of which the far side has to be asked what it was is not asked for more often. */
const LONGEST_TORN_MS = 3000;

/** For how long what is there to say waits already. */
export type Waiting = {
	/** Since something moved. */
	readonly quietMs: number;
	/** Since something is kept back. */
	readonly keptMs: number;
	readonly isTorn: boolean;
};

/** How long what there is to say waits still. */
export function waitMs({quietMs, keptMs, isTorn}: Waiting): number {
	return Math.max(0, Math.min(QUIET_MS - quietMs, (isTorn ? LONGEST_TORN_MS : LONGEST_MS) - keptMs));
}
