import type {SessionDocument} from '../../core/session-document.js';
import {layoutOf} from '../layout.js';
import type {LogLines} from '../log-search.js';
import {countsOf, listingOf, selectedSession} from '../selectors.js';
import type {State} from '../state.js';
import {plainLine} from '../text/log-line.js';
import {nodesInWords, whyInWords} from '../text/session-words.js';
import {urlWithoutSecrets} from '../text/url.js';
import type {Theme} from '../theme.js';
import {extentOf, paneRows} from '../views/detail-pane.js';
import {timeLeft} from '../views/session-row.js';
import {isWithoutCluster} from '../welcome-choices.js';
import {choiceSentence, dialogSentences} from './dialog-sentences.js';
import {rowText} from './row-text.js';

/** New lines of a log that are said at once: a flood is told by its number. */
const LINES_MAX = 40;

/** What sentences are made from, beside the state. */
export type Speaking = {readonly theme: Theme; readonly log: LogLines};

/** What a change of the state is in words, each of them a line: for a screen reader, and for whoever reads along. */
export function sentencesOf(before: State, after: State, speaking: Speaking): readonly string[] {
	return [
		...greeting(before, after),
		...changes(before, after),
		...cursor(before, after),
		...dialogSentences(before, after, speaking.theme),
		...pane(before, after, speaking),
		...notices(before, after),
	].filter(sentence => sentence.trim() !== '');
}

/** A session in one sentence, and which of how many it is. */
function sessionSentence(state: State, session: SessionDocument): string {
	const {shown, indexOf} = listingOf(state);
	const place = `${(indexOf.get(session.id) ?? 0) + 1} of ${shown.length}`;
	const mark = state.marks.has(session.id) ? 'marked' : null;
	return inOneSentence([
		`${place}: ${session.name}`,
		mark,
		...stateWords(session, state.now),
		`${session.app} on ${session.cluster}`,
	]);
}

/** Some of the parts are sentences of their own. */
function inOneSentence(parts: readonly (string | null)[]): string {
	const said = parts.flatMap(part => part || []);
	return said.map((part, index) => (index === said.length - 1 ? part : part.replace(/\.$/, ''))).join(', ');
}

function stateWords(session: SessionDocument, now: number): readonly (string | null)[] {
	const left = timeLeft(session, now);
	const nodes = nodesInWords(session);
	return [
		session.state,
		whyInWords(session, now),
		nodes === '' ? null : `on ${nodes}`,
		left === null || session.state === 'ended' ? null : `${left.text} left`,
		session.url === null || session.state === 'ended' ? null : urlWithoutSecrets(session.url),
	];
}

function greeting(before: State, after: State): readonly string[] {
	if (before.isLoaded || !after.isLoaded) {
		return connectionWords(before, after);
	}

	const {live, ready} = countsOf(after);
	return [`hpctui: ${live} ${live === 1 ? 'session' : 'sessions'}, ${ready} ready. The question mark tells the keys.`];
}

function connectionWords({connection: old}: State, {connection}: State): readonly string[] {
	if (old.type === connection.type) {
		return [];
	}

	return connection.type === 'lost'
		? [`The daemon is away (${connection.why}); finding it again.`]
		: connection.type === 'up' && old.type === 'lost'
			? ['The daemon is back.']
			: [];
}

/** Of every session that its state changed; of the one under the cursor also why. */
function changes(before: State, after: State): readonly string[] {
	if (!before.isLoaded || before.sessions === after.sessions) {
		return [];
	}

	const told = [...after.sessions.values()].flatMap(session => {
		const old = before.sessions.get(session.id);
		if (old === session) {
			return [];
		}

		const isNews = old?.state !== session.state || (session.id === after.selectedId && old.note !== session.note);
		return isNews ? [`${session.name}: ${inOneSentence(stateWords(session, after.now))}`] : [];
	});
	const gone = [...before.sessions.values()].filter(({id}) => !after.sessions.has(id));
	return [...told, ...gone.map(({name}) => `${name} is forgotten`)];
}

function cursor(before: State, after: State): readonly string[] {
	if (isWithoutCluster(after)) {
		const isNews = !isWithoutCluster(before) || before.choice !== after.choice || before.hosts !== after.hosts;
		return isNews ? [choiceSentence(after)] : [];
	}

	const session = selectedSession(after);
	const hasMoved = before.selectedId !== after.selectedId || before.sort !== after.sort || before.marks !== after.marks;
	const isFiltered = before.filter !== after.filter;
	const matches = isFiltered ? [`${listingOf(after).shown.length} match`] : [];
	return session !== undefined && (hasMoved || isFiltered) ? [...matches, sessionSentence(after, session)] : matches;
}

/** The pane when it is turned to, when one scrolls, and a log's new lines while it has the whole window. */
function pane(before: State, after: State, speaking: Speaking): readonly string[] {
	const isTurned = before.pane !== after.pane || before.isZoomed !== after.isZoomed;
	if (isTurned || (after.top !== null && before.top !== after.top)) {
		return [...(isTurned ? [`${after.pane}:`] : []), ...linesInSight(after, speaking)];
	}

	const grew = after.log.version !== before.log.version && after.pane === 'log' && after.isZoomed && after.top === null;
	return grew ? newLines(before.log.end, speaking) : [];
}

function linesInSight(state: State, {theme, log}: Speaking): readonly string[] {
	const {top, first} = extentOf(state, log, theme);
	const room = layoutOf(state).paneRoom;
	return state.pane === 'log'
		? log.lines(top, room).map(plainLine)
		: paneRows(state, theme)
				.slice(top - first, top - first + room)
				.map(rowText);
}

function newLines(from: number, {log}: Speaking): readonly string[] {
	const count = log.end - from;
	return count > LINES_MAX
		? [`${count - LINES_MAX} lines more`, ...log.lines(log.end - LINES_MAX, LINES_MAX).map(plainLine)]
		: log.lines(from, Math.max(0, count)).map(plainLine);
}

function notices({notice: old}: State, {notice}: State): readonly string[] {
	return notice === null || notice === old
		? []
		: [notice.hint === null ? notice.text : `${notice.text}: ${notice.hint}`];
}
