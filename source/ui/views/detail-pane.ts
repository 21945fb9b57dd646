import type {SessionDocument} from '../../core/session-document.js';
import {layoutOf} from '../layout.js';
import {selectedSession} from '../selectors.js';
import {PANES, type Pane, type State} from '../state.js';
import {readableLine} from '../text/log-line.js';
import {join, type Row, seg, spread} from '../text/row.js';
import {whyInWords} from '../text/session-words.js';
import {urlWithoutSecrets} from '../text/url.js';
import type {Theme} from '../theme.js';
import {eventRows} from './events-pane.js';
import {jobRows} from './job-pane.js';
import type {Panel} from './panel.js';
import {stateSegment} from './session-row.js';
import {tunnelRows} from './tunnels-pane.js';

/** Lines of the followed log: kept outside the state, asked for by number. */
export type LogLines = {lines(from: number, count: number): readonly string[]};

/** How long a pane's content is, and where its first shown line is. */
export type Extent = {
	readonly first: number;
	readonly end: number;
	readonly room: number;
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
	const right = session === undefined ? [] : scrollMark(state, theme);
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
			return jobRows(session, state.now, width);
		case 'events':
			return eventRows(state.history?.id === session.id ? state.history.entries : null, width);
	}
}

/** Where the pane stands in its content. */
export function extentOf(state: State, theme: Theme): Extent {
	const room = layoutOf(state).paneRoom;
	const startsAtEnd = state.pane === 'log' || state.pane === 'events';
	const {first, end} = state.pane === 'log' ? state.log : {first: 0, end: paneRows(state, theme).length};
	const last = Math.max(first, end - room);
	const top = Math.max(first, Math.min(state.top ?? (startsAtEnd ? last : first), last));
	return {first, end, room, top, startsAtEnd};
}

function content(state: State, log: LogLines, theme: Theme, width: number): readonly Row[] {
	const {top, room, first} = extentOf(state, theme);
	if (state.pane !== 'log') {
		return paneRows(state, theme).slice(top - first, top - first + room);
	}

	const lines = log.lines(top, room);
	return lines.length === 0 ? [state.log.isReading ? [] : noLog(state)] : lines.map(line => logRow(line, theme, width));
}

function logRow(line: string, theme: Theme, width: number): Row {
	return [{text: readableLine(line, width, theme.hasColor), role: 'plain', isAnsi: true}];
}

function noLog(state: State): Row {
	const session = selectedSession(state);
	const isEarly = session?.state === 'queued' || session?.state === 'submitting';
	return [seg(isEarly ? 'no output yet: the job has not started' : 'no output yet', 'dim')];
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

/** How far one has scrolled; nothing while all is in sight or the end is followed. */
function scrollMark(state: State, theme: Theme): Row {
	const {first, end, room, top} = extentOf(state, theme);
	if (end - first <= room) {
		return [];
	}

	const isFollowing = state.pane === 'log' && state.top === null;
	return [seg(isFollowing ? 'following' : `line ${top - first + 1} of ${end - first}`, isFollowing ? 'dim' : 'warn')];
}
