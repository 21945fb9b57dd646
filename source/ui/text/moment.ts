import type {Instant} from '../../core/clock.js';
import {formatDuration} from '../../core/duration.js';

/** An ISO moment of a document in milliseconds; null for null and for what is no moment. */
export function instantOf(iso: string | null): Instant | null {
	const instant = iso === null ? Number.NaN : Date.parse(iso);
	return Number.isNaN(instant) ? null : instant;
}

/** `14:02` today, `Fri 14:02` within a week, else `2026-11-20 14:02`: the person's own time zone. */
export function formatMoment(instant: Instant, now: Instant): string {
	const date = new Date(instant);
	const clock = formatTime(instant);
	if (date.toDateString() === new Date(now).toDateString()) {
		return clock;
	}

	const isNear = Math.abs(instant - now) < 6 * 24 * 3600 * 1000;
	return isNear ? `${WEEKDAYS[date.getDay()]} ${clock}` : `${formatDay(date)} ${clock}`;
}

/** `14:02`. */
export function formatTime(instant: Instant): string {
	const date = new Date(instant);
	return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `14:02:09`. */
export function formatTimeWithSeconds(instant: Instant): string {
	return `${formatTime(instant)}:${two(new Date(instant).getSeconds())}`;
}

/** `5m ago`, `just now`. */
export function formatAgo(instant: Instant, now: Instant): string {
	const seconds = Math.floor((now - instant) / 1000);
	return seconds < 5 ? 'just now' : `${largestUnit(seconds)} ago`;
}

/** `in 8s`, `now`. */
export function formatIn(instant: Instant, now: Instant): string {
	const seconds = Math.ceil((instant - now) / 1000);
	return seconds <= 0 ? 'now' : `in ${formatDuration(seconds)}`;
}

/** How long ago needs no second unit. */
function largestUnit(seconds: number): string {
	return formatDuration(seconds).split(' ')[0] ?? '';
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const two = (value: number) => String(value).padStart(2, '0');

function formatDay(date: Date): string {
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
