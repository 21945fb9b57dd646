import type {SessionDocument} from '../core/session-document.js';
import {listingOf, windowStart} from './selectors.js';
import type {State} from './state.js';
import {wrap} from './text/width.js';

/** Rows that each part of the screen gets, frames included. */
export type Layout = {
	readonly list: number;
	readonly detail: number;
	/** Rows inside the frame of the pane, without its headline. */
	readonly paneRoom: number;
	/** Sessions that the list has room for. */
	readonly listRoom: number;
	readonly notice: readonly string[];
};

/** Frame and column titles of the list; frame and headline of the pane. */
const LIST_EXTRA = 3;
const PANE_EXTRA = 3;

/** Status line and hints: they stay in sight below every dialog. */
export const FOOT = 2;

const NOTICE_MAX = 3;

/** How the window is shared out. The list is as high as it has sessions, up to two fifths; the pane takes the rest. */
export function layoutOf(state: State): Layout {
	const {rows, columns} = state.size;
	const notice = noticeLines(state, columns - 2);
	const body = Math.max(0, rows - FOOT - Math.max(0, notice.length - 1));
	const wanted = listingOf(state).rows.length + LIST_EXTRA;
	const most = Math.max(LIST_EXTRA + 2, Math.floor(body * 0.42));
	const list = state.isZoomed ? 0 : Math.min(Math.max(wanted, LIST_EXTRA + 2), most, body);
	const detail = body - list;
	return {
		list,
		detail,
		notice,
		paneRoom: Math.max(1, detail - PANE_EXTRA),
		listRoom: Math.max(1, list - LIST_EXTRA),
	};
}

/** The notice's words, on as many lines as they need. */
function noticeLines({notice}: State, width: number): readonly string[] {
	if (notice === null) {
		return [];
	}

	const words = notice.hint === null ? notice.text : `${notice.text}\n${notice.hint}`;
	return wrap(words, width - 2).slice(0, NOTICE_MAX);
}

/** The state with the window of the list moved so that the cursor is in it. */
export function withCursorInSight(state: State): State {
	const {rows, rowOf} = listingOf(state);
	const row = state.selectedId === null ? 0 : (rowOf.get(state.selectedId) ?? 0);
	const listTop = windowStart(row, rows.length, layoutOf(state).listRoom, state.listTop);
	return listTop === state.listTop || state.isZoomed ? state : {...state, listTop};
}

/** The sessions that the list shows now. */
export function sessionsInSight(state: State): readonly SessionDocument[] {
	return listingOf(state)
		.rows.slice(state.listTop, state.listTop + layoutOf(state).listRoom)
		.flatMap(row => (row.type === 'session' ? [row.session] : []));
}
