import {type LogLines, marked, matchesOf, patternOf} from '../log-search.js';
import {selectedSession} from '../selectors.js';
import type {State} from '../state.js';
import {plainLine, readableLine, wrappedLine} from '../text/log-line.js';
import {type Row, seg} from '../text/row.js';
import type {Theme} from '../theme.js';

/** Rows that one line may take when lines are wrapped: who wants to read more of it copies it. */
const ROWS_MAX = 50;

/** Where the pane stands in the log. */
export type LogPlace = {readonly top: number; readonly room: number; readonly width: number; readonly isAtEnd: boolean};

/** The lines in sight. At the end of a wrapped log its last rows count, elsewhere the first of the line at the top. */
export function logRows(
	state: State,
	log: LogLines,
	theme: Theme,
	{top, room, width, isAtEnd}: LogPlace,
): readonly Row[] {
	const lines = log.lines(top, room);
	if (lines.length === 0) {
		return [state.log.isReading ? [] : noLog(state)];
	}

	const pattern = state.search === '' ? null : patternOf(state.search);
	const rows = lines.flatMap((line, index) =>
		pattern !== null && plainLine(line).search(pattern) !== -1
			? [matchRow(line, pattern, width, top + index === state.found)]
			: drawn(line, state, theme, width),
	);
	return isAtEnd ? rows.slice(-room) : rows.slice(0, room);
}

/** The highest line from which all to the end is in sight. */
export function lastTop(state: State, log: LogLines, room: number, width: number): number {
	if (!state.isWrapped) {
		return Math.max(log.first, log.end - room);
	}

	const lines = log.lines(Math.max(log.first, log.end - room), room);
	let left = room;
	let top = log.end;
	for (const line of lines.toReversed()) {
		left -= wrappedLine(line, width, {hasColor: false, most: ROWS_MAX}).length;
		if (left < 0 && top < log.end) {
			break;
		}

		top -= 1;
	}

	return top;
}

/** Which match one is at, of how many; empty where nothing is looked for. */
export function searchWords({search, found}: State, log: LogLines): string {
	if (search === '') {
		return '';
	}

	const matches = matchesOf(log, patternOf(search));
	const place = found === null ? -1 : matches.indexOf(found);
	return place === -1 ? `${matches.length} with “${search}”` : `${place + 1} of ${matches.length} with “${search}”`;
}

function drawn(line: string, state: State, {hasColor}: Theme, width: number): readonly Row[] {
	const texts = state.isWrapped
		? wrappedLine(line, width, {hasColor, most: ROWS_MAX})
		: [readableLine(line, width, hasColor)];
	return texts.map((text): Row => [{text, role: 'plain', isAnsi: true}]);
}

/** A line with what was looked for is drawn without its own colours, so that the match stands out. It scrolls to its match. */
function matchRow(line: string, pattern: RegExp, width: number, isFound: boolean): Row {
	const pieces = marked(plainLine(line), pattern);
	const before = pieces[0]?.isMatch === false ? pieces[0].text : '';
	const isFar = before.length > width - 20;
	const shown = isFar
		? [{text: `…${before.slice(-Math.floor(width / 2))}`, isMatch: false}, ...pieces.slice(1)]
		: pieces;
	return shown.map(({text, isMatch}) => seg(text, isMatch ? 'selected' : isFound ? 'strong' : 'plain'));
}

function noLog(state: State): Row {
	const session = selectedSession(state);
	const isEarly = session?.state === 'queued' || session?.state === 'submitting';
	return [seg(isEarly ? 'no output yet: the job has not started' : 'no output yet', 'dim')];
}
