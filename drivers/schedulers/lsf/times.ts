import type {Instant} from '../../../source/core/clock.js';
import type {Walltime} from '../../../source/core/job.js';

const DAY_MS = 86_400_000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const MOMENT =
	/^(?:[A-Z][a-z]{2}\s+)?([A-Z][a-z]{2})\s+(\d{1,2})\s+(?:(\d{4})\s+)?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+(\d{4}))?\b/;

/**
 * `Nov 21 03:44:46 2026`, `Sat Nov 21 03:44:46 2026`, and without year or seconds where an LSF ignores LSB_DISPLAY_YEAR: `Feb  2 00:46`,
 * behind which `L`, `E` or `X` may stand (bjobs(1)). The year is then the one that brings the moment nearest to the reference, which
 * the same command printed: no clock of ours is asked. Jobs are younger than half a year, or told with their year.
 */
export function instantOf(text: string, reference: Instant | null): Instant | null {
	const [whole, month = '', day, yearBefore, hours, minutes, seconds = '0', yearBehind] =
		MOMENT.exec(text.trim()) ?? [];
	const monthIndex = MONTHS.indexOf(month);
	if (whole === undefined || monthIndex === -1) {
		return null;
	}

	const inYear = (year: number): Instant =>
		Date.UTC(year, monthIndex, Number(day), Number(hours), Number(minutes), Number(seconds));
	const year = yearBefore ?? yearBehind;
	if (year !== undefined) {
		return inYear(Number(year));
	}

	if (reference === null) {
		return null;
	}

	const thisYear = new Date(reference).getUTCFullYear();
	const distance = (instant: Instant): number => Math.abs(instant - reference);
	const candidates = [thisYear - 1, thisYear, thisYear + 1].map(inYear);
	return candidates.toSorted((one, other) => distance(one) - distance(other))[0] ?? null;
}

/** The reference: what `date +%s` printed; null for what is no time of this century. */
export function referenceOf(line: string): Instant | null {
	return /^[1-9]\d{8,10}$/.test(line.trim()) ? Number(line.trim()) * 1000 : null;
}

/**
 * Seconds of a run limit: `60.0`, `60.0/hostA` (minutes), `00:10:00` (where LSB_HMS_TIME_FORMAT is set), `60.0 min of hostA`
 * (bqueues, bhist). A dash is not known: whether there is no limit is not said.
 */
export function walltimeOf(text: string): Walltime | null {
	const [, hours, minutes, seconds] = /^(\d+):(\d{2}):(\d{2})\b/.exec(text.trim()) ?? [];
	if (hours !== undefined) {
		return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
	}

	const [, decimal] = /^(\d+(?:\.\d+)?)(?:\s*min\b.*|\/.*)?$/.exec(text.trim()) ?? [];
	const limit = Math.round(Number(decimal ?? 0) * 60);
	return limit > 0 && limit < (3650 * DAY_MS) / 1000 ? limit : null;
}

/** Whole minutes, as `-W` takes them: seconds are rounded up. */
export function minutesOf(seconds: number): string {
	return String(Math.ceil(seconds / 60));
}
