import type {Instant} from '../../../source/core/clock.js';
import type {Walltime} from '../../../source/core/job.js';

/** Seconds since the epoch with a fraction, `1795228841.25`; 0 and nothing have not come. */
export function instantOf(text: string): Instant | null {
	const seconds = Number(text.trim() || Number.NaN);
	return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1000) : null;
}

/** The duration of a job in seconds, `3600.0`; 0 has no limit (flux-jobs(1), `duration`; RFC 14). */
export function walltimeOf(text: string): Walltime | null {
	const seconds = Number(text.trim() || Number.NaN);
	return !Number.isFinite(seconds) || seconds < 0 ? null : seconds === 0 ? 'unlimited' : Math.round(seconds);
}

/** Flux Standard Duration (RFC 23): `30m`, `1.5h`, `8h`, `2d`, `90s`, `inf`; several are not joined. */
export function durationOf(text: string): Walltime | null {
	if (/^inf(?:inity)?$/i.test(text.trim())) {
		return 'unlimited';
	}

	const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
	const seconds = Math.round(Number(amount ?? 0) * (SECONDS.get(unit) ?? 0));
	return seconds > 0 ? seconds : null;
}

const SECONDS = new Map([
	['ms', 0.001],
	['s', 1],
	['m', 60],
	['h', 3600],
	['d', 86_400],
]);
