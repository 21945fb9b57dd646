import type {Intent} from './intents.js';
import {nearestMatch, patternOf, TROUBLE} from './log-search.js';
import {noteNotice} from './notices.js';
import type {Outside} from './outside.js';
import type {State} from './state.js';
import {extentOf} from './views/detail-pane.js';

/** Begins a search: what stands nearest to the bottom is what one most likely wants. */
export function searched(before: State, text: string, outside: Outside): void {
	outside.store.dispatch({type: 'searched', text});
	if (text !== '') {
		look({...before, found: null}, {text, by: -1}, outside);
	}
}

/** The next line, up or down, with what is looked for or with a word of trouble. */
export function find(before: State, {what, by}: Extract<Intent, {type: 'find'}>, outside: Outside): void {
	look(before, {text: what === 'search' ? before.search : null, by}, outside);
}

/** Pauses where the pane stands, or goes back to the end. */
export function toggleFollow(before: State, {store, log, theme}: Outside): void {
	const isFollowing = before.top === null;
	store.dispatch({type: 'scrolled', top: isFollowing ? extentOf(before, log, theme).top : null});
}

/** `text` null: a word of trouble. */
function look(
	before: State,
	{text, by}: {readonly text: string | null; readonly by: 1 | -1},
	{store, log, theme, now}: Outside,
): void {
	const pane: State = {...before, pane: 'log'};
	const {top, room} = extentOf(pane, log, theme);
	const isInSight = before.found !== null && before.found >= top && before.found < top + room;
	const from = isInSight && before.found !== null ? before.found : by < 0 ? Math.min(log.end, top + room) : top - 1;
	const line = nearestMatch(log, text === null ? TROUBLE : patternOf(text), from, by);
	if (line === null) {
		const what = text === null ? 'no word of trouble' : `no “${text}”`;
		const where = by < 0 ? 'further up' : 'further down';
		store.dispatch({
			type: 'noticed',
			notice: noteNotice(`${what} ${where} in the ${log.end - log.first} lines that are here`, now()),
		});
		return;
	}

	store.dispatch({type: 'found', line});
}
