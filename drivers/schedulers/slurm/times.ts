import type {Instant} from '../../../source/core/clock.js';
import type {Walltime} from '../../../source/core/job.js';

/**
 * Makes squeue, sacct and `sbatch --test-only` print moments in seconds since the epoch, whatever the cluster's time zone.
 * SLURM_TIME_FORMAT is read by all three (squeue(1), sacct(1); seen on 22.05).
 */
export const EPOCH_TIMES = {SLURM_TIME_FORMAT: '%s'} as const;

/** `1795228841` → milliseconds. `N/A`, `Unknown`, `None` and local times without a zone are not known. */
export function instantOf(text: string): Instant | null {
	return /^[1-9]\d*$/.test(text) ? Number(text) * 1000 : null;
}

/**
 * Seconds of a Slurm time limit: `MM`, `MM:SS`, `HH:MM:SS`, `D-HH`, `D-HH:MM`, `D-HH:MM:SS` (sbatch(1)); `UNLIMITED` and sinfo's
 * `infinite` have no limit; `INVALID`, `NOT_SET`, `Partition_Limit`, `n/a` and `NONE` are not known.
 */
export function walltimeOf(text: string): Walltime | null {
	if (/^(UNLIMITED|infinite)$/i.test(text)) {
		return 'unlimited';
	}

	const [, days, clock] = /^(?:(\d+)-)?(\d+(?::\d+){0,2})$/.exec(text) ?? [];
	if (clock === undefined) {
		return null;
	}

	const numbers = clock.split(':').map(Number);
	const [hours = 0, minutes = 0, seconds = 0] = days === undefined ? withoutDays(numbers) : numbers;
	return Number(days ?? 0) * 86_400 + hours * 3600 + minutes * 60 + seconds;
}

/** Without days the last numbers are meant: `MM`, `MM:SS`, `HH:MM:SS`. */
function withoutDays(numbers: readonly number[]): readonly number[] {
	return numbers.length === 3 ? numbers : [0, ...numbers];
}
