import {Fault} from './fault.js';
import type {Walltime} from './job.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Ten years: longer wishes are slips of the finger, and schedulers count minutes in 32 bits. */
const LONGEST_SECONDS = 3650 * DAY;

const EXAMPLES = 'for example 90s, 45m, 4h, 1d12h, 08:00:00 or 2-12:00:00';

/** `1d12h`, `4h 30m`, `90s`: units from large to small, each at most once. */
const WITH_UNITS = /^(?:(\d+)d)?\s*(?:(\d+)h)?\s*(?:(\d+)m)?\s*(?:(\d+)s)?$/i;

/** `HH:MM:SS` and `D-HH:MM:SS`; hours may be more than 23 only where no days are given. */
const AS_CLOCK = /^(?:(\d+)-)?(\d+):([0-5]\d):([0-5]\d)$/;

/** What `extend` was asked for: so much more, or so much in all. */
export type Extension = {readonly type: 'more' | 'total'; readonly seconds: number};

/**
 * Seconds of `90s`, `45m`, `4h`, `1d12h`, `HH:MM:SS` or `D-HH:MM:SS`. A bare number and `MM:SS` are refused, since
 * schedulers disagree about what they mean. Throws a fault of kind `usage`.
 */
export function parseDuration(text: string): number {
	const wanted = text.trim();
	const seconds = secondsOfUnits(wanted) ?? secondsOfClock(wanted);
	if (seconds === undefined) {
		throw notADuration(text);
	}

	if (seconds === 0) {
		throw new Fault('usage', `a duration of 0 is not possible: ${quoted(text)}`, {hint: `give one ${EXAMPLES}`});
	}

	if (seconds > LONGEST_SECONDS) {
		throw new Fault('usage', `longer than ten years: ${quoted(text)}`, {hint: `give one ${EXAMPLES}`});
	}

	return seconds;
}

/** As {@link parseDuration}, and `unlimited`, which is not 0. */
export function parseWalltime(text: string): Walltime {
	return text.trim().toLowerCase() === 'unlimited' ? 'unlimited' : parseDuration(text);
}

/** `+2h`: two hours more; `8h`: eight hours in all. Throws a fault of kind `usage`. */
export function parseExtension(text: string): Extension {
	const wanted = text.trim();
	try {
		return wanted.startsWith('+')
			? {type: 'more', seconds: parseDuration(wanted.slice(1))}
			: {type: 'total', seconds: parseDuration(wanted)};
	} catch (error) {
		throw new Fault('usage', Fault.from(error).message, {
			hint: 'give +2h for two hours more, or 8h for eight hours in all',
		});
	}
}

/** The two largest units, for the screen: `3h 12m`, `2d 4h`, `45s`. Fractions are cut off; less than nothing is `0s`. */
export function formatDuration(duration: Walltime): string {
	if (duration === 'unlimited') {
		return duration;
	}

	const {days, hours, minutes, seconds} = partsOf(duration);
	const parts = [`${days}d`, `${hours}h`, `${minutes}m`, `${seconds}s`];
	const first = [days, hours, minutes].findIndex(amount => amount > 0);
	const largest = first === -1 ? parts.slice(3) : parts.slice(first, first + 2);
	return largest.filter((part, index) => index === 0 || !part.startsWith('0')).join(' ');
}

/** `D-HH:MM:SS`, as most schedulers write it; without the days where there are none. */
export function formatClock(duration: Walltime): string {
	if (duration === 'unlimited') {
		return duration;
	}

	const {days, hours, minutes, seconds} = partsOf(duration);
	const clock = [hours, minutes, seconds].map(amount => String(amount).padStart(2, '0')).join(':');
	return days === 0 ? clock : `${days}-${clock}`;
}

function secondsOfUnits(text: string): number | undefined {
	const [whole, days, hours, minutes, seconds] = WITH_UNITS.exec(text) ?? [];
	return whole ? sum({days, hours, minutes, seconds}) : undefined;
}

function secondsOfClock(text: string): number | undefined {
	const [whole, days, hours, minutes, seconds] = AS_CLOCK.exec(text) ?? [];
	const isPlausible = whole !== undefined && (days === undefined || Number(hours) < 24);
	return isPlausible ? sum({days, hours, minutes, seconds}) : undefined;
}

type Parts<Amount> = {
	readonly days: Amount;
	readonly hours: Amount;
	readonly minutes: Amount;
	readonly seconds: Amount;
};

function sum({days, hours, minutes, seconds}: Parts<string | undefined>): number {
	return Number(days ?? 0) * DAY + Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE + Number(seconds ?? 0);
}

function partsOf(duration: number): Parts<number> {
	const whole = Math.max(0, Math.floor(duration));
	return {
		days: Math.floor(whole / DAY),
		hours: Math.floor((whole % DAY) / HOUR),
		minutes: Math.floor((whole % HOUR) / MINUTE),
		seconds: whole % MINUTE,
	};
}

function notADuration(text: string): Fault {
	const isBare = /^\d+$/.test(text.trim());
	const why = isBare ? 'a number without a unit is not a duration' : 'not a duration';
	return new Fault('usage', `${why}: ${quoted(text)}`, {
		hint: isBare ? `say the unit: ${text.trim()}m or ${text.trim()}h` : `give one ${EXAMPLES}`,
	});
}

function quoted(text: string): string {
	return JSON.stringify(text);
}
