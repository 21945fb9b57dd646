import type {SessionDocument} from '../../core/session-document.js';
import {layoutOf} from '../layout.js';
import type {LogLines} from '../log-search.js';
import {PANES, type Pane} from '../panes.js';
import {selectedSession} from '../selectors.js';
import type {State} from '../state.js';
import {join, type Row, seg, spread} from '../text/row.js';
import {whyInWords} from '../text/session-words.js';
import {urlWithoutSecrets} from '../text/url.js';
import type {Theme} from '../theme.js';
import {eventRows} from './events-pane.js';
import {jobRows} from './job-pane.js';
import {lastTop, logRows, searchWords} from './log-pane.js';
import type {Panel} from './panel.js';
import {stateSegment} from './session-row.js';
import {tunnelRows} from './tunnels-pane.js';

/** How long a pane's content is, and where its first shown line is. */
export type Extent = {
	readonly first: number;
	readonly end: number;
	readonly room: number;
	/** Where the first shown line is when the end is in sight. */
	readonly last: number;
	readonly top: number;
	/** A log and a history start at their end, and follow it. */
	readonly startsAtEnd: boolean;
};

/** The pane below the list: its name among the others, the session's headline, and what it shows. */
export function detailPanel(state: State, log: LogLines, theme: Theme, height: number): Panel {
	const {columns: width} = state.size;
	const session = selectedSession(state);
	const inner = width - 4;
	const body =
		session === undefined ? [] : [headline(session, state, theme, inner), ...content(state, log, theme, inner)];
	const right = session === undefined ? [] : scrollMark(state, log, theme);
	return {width, height, title: tabs(state, theme), right, rows: body, isActive: state.isZoomed};
}

/** Rows of the pane's content but for the log, which is not made whole. */
export function paneRows(state: State, theme: Theme): readonly Row[] {
	const session = selectedSession(state);
	const width = state.size.columns - 4;
	if (session === undefined) {
		return [];
	}

	switch (state.pane) {
		case 'log':
			return [];
		case 'tunnels':
			return tunnelRows(session.tunnels, theme, width);
		case 'job':
			return jobRows(session, {
				now: state.now,
				width,
				usage: state.usage?.id === session.id ? state.usage.samples : [],
				theme,
			});
		case 'events':
			return eventRows(state.history?.id === session.id ? state.history.entries : null, width);
	}
}

/** Where the pane stands in its content. */
export function extentOf(state: State, log: LogLines, theme: Theme): Extent {
	const room = layoutOf(state).paneRoom;
	const isLog = state.pane === 'log';
	const startsAtEnd = isLog || state.pane === 'events';
	const {first, end} = isLog ? log : {first: 0, end: paneRows(state, theme).length};
	const last = isLog ? lastTop(state, log, room, state.size.columns - 4) : Math.max(first, end - room);
	const top = Math.max(first, Math.min(state.top ?? (startsAtEnd ? last : first), last));
	return {first, end, room, last, top, startsAtEnd};
}

function content(state: State, log: LogLines, theme: Theme, width: number): readonly Row[] {
	const {top, room, first, last} = extentOf(state, log, theme);
	return state.pane === 'log'
		? logRows(state, log, theme, {top, room, width, isAtEnd: top === last})
		: paneRows(state, theme).slice(top - first, top - first + room);
}

const TITLES: Readonly<Record<Pane, string>> = {log: 'log', tunnels: 'tunnels', job: 'job', events: 'events'};

function tabs({pane}: State, theme: Theme): Row {
	const names = PANES.map(
		(name): Row => [name === pane ? seg(`${theme.glyphs.pointer}${TITLES[name]}`, 'title') : seg(TITLES[name], 'dim')],
	);
	return join(names, seg('  '));
}

/** One line about the session: state, why or where, and the newest warning. */
function headline(session: SessionDocument, state: State, theme: Theme, width: number): Row {
	const {sign, word, role} = stateSegment(session, theme);
	const warning = session.state === 'ended' ? undefined : session.warnings.at(-1);
	const url = session.state === 'ended' || session.url === null ? '' : urlWithoutSecrets(session.url);
	const words = whyInWords(session, state.now) ?? url;
	const left: Row = [seg(session.name, 'strong'), seg(`  ${sign} ${word}`, role), seg(`  ${words}`)];
	const right = warning === undefined ? [] : [seg(`${theme.glyphs.warn} ${warning.message}`, 'warn')];
	return spread(left, right, width);
}

/** How far one has scrolled, and what is looked for; nothing while all is in sight or the end is followed. */
function scrollMark(state: State, log: LogLines, theme: Theme): Row {
	const {first, end, room, top, last} = extentOf(state, log, theme);
	const isLog = state.pane === 'log';
	const looked = isLog ? searchWords(state, log) : '';
	const search: Row = looked === '' ? [] : [seg(looked, 'accent'), seg('  ')];
	if (end - first <= room && top === last) {
		return search;
	}

	const isFollowing = isLog && state.top === null;
	const place = `line ${top - first + 1} of ${end - first}`;
	return [...search, seg(isFollowing ? 'following' : place, isFollowing ? 'dim' : 'warn')];
}
