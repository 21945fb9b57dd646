/** How pauses between tries grow. */
export type PauseRule = {readonly firstMs: number; readonly factor: number; readonly maxMs: number};

/**
 * The pause before try number `attempt` (from 0), with jitter so that many clients of one host do not knock together.
 * `random` is in [0, 1): the pause lies between half and the whole of its nominal length.
 */
export function pauseBefore(attempt: number, rule: PauseRule, random: number): number {
	const nominal = Math.min(rule.maxMs, rule.firstMs * rule.factor ** attempt);
	return Math.round(nominal * (0.5 + random / 2));
}
