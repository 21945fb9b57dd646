import type {Instant} from '../../../source/core/clock.js';
import type {Walltime} from '../../../source/core/job.js';

/**
 * The clients write moments as local times without a zone, in the zone of their own environment (seen on 8.1.9: `TZ` moves
 * them). With this one they write UTC. POSIX form, so that no zone database is needed.
 */
export const UTC_TIMES = {TZ: 'UTC0'} as const;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-21T00:53:33`, `2026-11-21 00:53:33.123456` (qstat -xml; Univa and OCS with fractions). */
const ISO = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(\.\d+)?$/;
/** `11/21/2026 00:53:41.123` (qstat; qacct of Univa). */
const AMERICAN = /^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d):(\d\d)(\.\d+)?$/;
/** `Sat Nov 21 00:53:41 2026` (qacct). */
const CTIME = /^\w{3} (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})$/;

/**
 * Milliseconds of a moment in any of the forms that Grid Engine's descendants print under {@link UTC_TIMES}, seconds or
 * milliseconds since the epoch (`qstat -j -xml`; Univa counts milliseconds) among them; null for `-/-`, `0`, and what is none.
 */
export function instantOf(text: string): Instant | null {
	const moment = text.trim();
	if (/^[1-9]\d*$/.test(moment)) {
		return moment.length > 11 ? Number(moment) : Number(moment) * 1000;
	}

	const [, isoYear, isoMonth, isoDay, ...isoClock] = ISO.exec(moment) ?? [];
	if (isoYear !== undefined) {
		return utc(isoYear, Number(isoMonth), isoDay, isoClock);
	}

	const [, month, day, year, ...clock] = AMERICAN.exec(moment) ?? [];
	if (year !== undefined) {
		return utc(year, Number(month), day, clock);
	}

	const [, monthName = '', monthDay, hours, minutes, seconds, ctimeYear] = CTIME.exec(moment) ?? [];
	const monthNumber = MONTHS.indexOf(monthName) + 1;
	return ctimeYear === undefined || monthNumber === 0
		? null
		: utc(ctimeYear, monthNumber, monthDay, [hours, minutes, seconds]);
}

function utc(
	year: string,
	month: number,
	day: string | undefined,
	[hours, minutes, seconds, fraction]: ReadonlyArray<string | undefined>,
): Instant | null {
	const whole = Date.UTC(Number(year), month - 1, Number(day), Number(hours), Number(minutes), Number(seconds));
	// A job that never started is dated to the epoch.
	return whole > 0 ? whole + Math.floor(Number(`0${fraction ?? ''}`) * 1000) : null;
}

/**
 * Seconds of a time value: `1800`, `1800.000000`, `H:M:S` with parts left out as 0 (sge_types(1)); `INFINITY` is no limit; `NONE`
 * and what is none are not known. Of a queue's list the value for all hosts is taken: `24:00:00,[node1=1:00:00]`.
 */
export function walltimeOf(text: string): Walltime | null {
	const [value = ''] = text.trim().split(',', 1);
	if (/^infinity$/i.test(value)) {
		return 'unlimited';
	}

	const [, alone] = /^(\d+)(?:\.\d+)?$/.exec(value) ?? [];
	if (alone !== undefined) {
		return Number(alone);
	}

	const [, hours, minutes, seconds] = /^(\d*):(\d*):(\d*)$/.exec(value) ?? [];
	return hours === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
