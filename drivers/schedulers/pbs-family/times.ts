import type {Instant} from '../../../source/core/clock.js';
import type {Walltime} from '../../../source/core/job.js';

/**
 * Makes qstat print moments in UTC: the server sends seconds since the epoch, and the client writes them with ctime(3), in its own time
 * zone (so OpenPBS's and Torque's qstat; Torque's `qstat -x`, which does not, prints the seconds).
 */
export const UTC_TIMES = {TZ: 'UTC0'} as const;

/** `Sat Nov 21 00:07:19 2026`, in UTC. Anything else is not known. */
export function instantOf(text: string | undefined): Instant | null {
	const [, month, day, clock, year] = /^\w{3} (\w{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})$/.exec(text ?? '') ?? [];
	const instant = Date.parse(`${day} ${month} ${year} ${clock} UTC`);
	return Number.isNaN(instant) ? null : instant;
}

/** Seconds since the epoch, as some attributes are in every form (`history_timestamp`). */
export function instantOfEpoch(text: string | undefined): Instant | null {
	return /^[1-9]\d*$/.test(text ?? '') ? Number(text) * 1000 : null;
}

/** `01:00:00`, `1:01:00:00` (days too), `30:00` or seconds (pbs_resources(7)). */
export function walltimeOf(text: string | undefined): Walltime | null {
	if (!/^\d+(?::\d\d?){0,3}$/.test(text ?? '')) {
		return null;
	}

	const [seconds = 0, minutes = 0, hours = 0, days = 0] = (text ?? '').split(':').map(Number).reverse();
	return days * 86_400 + hours * 3600 + minutes * 60 + seconds;
}

/** `HH:MM:SS`, with as many hours as there are: days are not understood everywhere. */
export function clockOf(seconds: number): string {
	const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.ceil(seconds) % 60];
	return parts.map(part => String(part).padStart(2, '0')).join(':');
}
