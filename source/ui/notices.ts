import {Fault} from '../core/fault.js';
import type {Notice} from './state.js';

/** How long good news stand. */
export const GOOD_MS = 4000;
const NOTE_MS = 2500;
/** A failure stays until Esc, or for as long as one may have looked away. */
const BAD_MS = 30_000;

/** Something that worked. */
export function goodNotice(text: string, now: number, hint: string | null = null): Notice {
	return {tone: 'good', text, hint, until: now + GOOD_MS};
}

/** A word on the side. */
export function noteNotice(text: string, now: number): Notice {
	return {tone: 'note', text, hint: null, until: now + NOTE_MS};
}

/** What happened without anybody having asked for it: one may look elsewhere just then. */
export function newsNotice(text: string, now: number): Notice {
	return {tone: 'note', text, hint: null, until: now + BAD_MS};
}

/** What went wrong, in the words of whoever said so, and what to do. */
export function badNotice(thrown: unknown, now: number): Notice {
	const {message, hint} = Fault.from(thrown);
	return {tone: 'bad', text: message, hint, until: now + BAD_MS};
}
