import {graphemesOf, widthOf} from '../text/width.js';

/** A cell of the still picture: its line from the top of the scrollback, its column from 0. */
export type Place = {readonly line: number; readonly column: number};

/** What is looked at while one scrolls back: a still picture, and where one is in it. */
export type CopyMode = {
	/** The text of each line, the oldest first. */
	readonly lines: readonly string[];
	/** Lines of the window. */
	readonly rows: number;
	readonly columns: number;
	/** The first line that shows. */
	readonly top: number;
	readonly cursor: Place;
	/** Where a selection began; null: none. */
	readonly anchor: Place | null;
	/** What is searched for; `direction`: 1 further down, -1 further up. */
	readonly search: {readonly text: string; readonly direction: 1 | -1} | null;
	/** The line in which something to search for is being typed; null: none is. */
	readonly typing: {readonly text: string; readonly direction: 1 | -1} | null;
	readonly message: string | null;
};

/** What comes of a key: another picture, the end, or the end with a text that is wanted. */
export type CopyOutcome =
	| {readonly type: 'stay'; readonly mode: CopyMode}
	| {readonly type: 'leave'}
	| {readonly type: 'copy'; readonly text: string};

/** Begins at the end, where the cursor of the program stands. */
export function enterCopyMode(
	lines: readonly string[],
	size: {readonly columns: number; readonly rows: number},
	cursor: Place,
): CopyMode {
	const top = Math.max(0, lines.length - size.rows);
	return {...size, lines, top, cursor, anchor: null, search: null, typing: null, message: null};
}

type Move = (mode: CopyMode) => Place;

const MOVES: Readonly<Record<string, Move>> = {
	up: by(-1),
	k: by(-1),
	down: by(1),
	j: by(1),
	left: ({cursor}) => ({...cursor, column: cursor.column - 1}),
	h: ({cursor}) => ({...cursor, column: cursor.column - 1}),
	right: ({cursor}) => ({...cursor, column: cursor.column + 1}),
	l: ({cursor}) => ({...cursor, column: cursor.column + 1}),
	'0': ({cursor}) => ({...cursor, column: 0}),
	home: ({cursor}) => ({...cursor, column: 0}),
	$: lineEnd,
	end: lineEnd,
	g: () => ({line: 0, column: 0}),
	G: ({lines}) => ({line: lines.length - 1, column: 0}),
	pageup: page(-1),
	'C-b': page(-1),
	'C-u': page(-0.5),
	pagedown: page(1),
	'C-f': page(1),
	'C-d': page(0.5),
	space: page(1),
};

/** Each key as tmux and less have it; what means nothing changes nothing. */
export function pressInCopyMode(mode: CopyMode, key: string): CopyOutcome {
	if (mode.typing !== null) {
		return stay(typed(mode, mode.typing, key));
	}

	const quiet = {...mode, message: null};
	const move = MOVES[key];
	if (move !== undefined) {
		return stay(moveTo(quiet, move(quiet)));
	}

	switch (key) {
		case 'q':
		case 'escape':
		case 'C-c':
			return mode.anchor === null || key === 'q' ? {type: 'leave'} : stay({...quiet, anchor: null});
		case 'v':
		case 'C-space':
			return stay({...quiet, anchor: mode.anchor === null ? mode.cursor : null});
		case 'V':
			return stay({...moveTo(quiet, lineEnd(quiet)), anchor: {line: mode.cursor.line, column: 0}});
		case 'y':
		case 'enter':
			return mode.anchor === null ? {type: 'leave'} : {type: 'copy', text: selectedText(mode)};
		case '/':
		case '?':
			return stay({...quiet, typing: {text: '', direction: key === '/' ? 1 : -1}});
		case 'n':
			return stay(find(quiet, 1));
		case 'N':
			return stay(find(quiet, -1));
		default:
			return stay({...mode, message: 'q leaves, / searches, v marks, y copies'});
	}
}

/** Turns the wheel: so many lines down. At the very end one is back in the terminal. */
export function scrollCopyMode(mode: CopyMode, lines: number): CopyOutcome {
	const last = Math.max(0, mode.lines.length - mode.rows);
	if (lines > 0 && mode.top >= last && mode.anchor === null) {
		return {type: 'leave'};
	}

	const top = Math.max(0, Math.min(last, mode.top + lines));
	const line = Math.max(top, Math.min(top + mode.rows - 1, mode.cursor.line));
	return stay({...mode, top, cursor: {...mode.cursor, line}});
}

/** The cursor at a place of the window, as a drag with the mouse puts it. */
export function dragInCopyMode(mode: CopyMode, column: number, row: number): CopyMode {
	return moveTo(mode, {line: mode.top + row, column});
}

/** Columns of a line that are marked; null: none. */
export function selectionOn(mode: CopyMode, line: number): {readonly from: number; readonly to: number} | null {
	if (mode.anchor === null) {
		return null;
	}

	const [first, last] = inOrder(mode.anchor, mode.cursor);
	if (line < first.line || line > last.line) {
		return null;
	}

	return {from: line === first.line ? first.column : 0, to: line === last.line ? last.column + 1 : mode.columns};
}

/** The marked text, blanks at the ends of lines left out. */
function selectedText(mode: CopyMode): string {
	const [first, last] = inOrder(mode.anchor ?? mode.cursor, mode.cursor);
	return mode.lines
		.slice(first.line, last.line + 1)
		.map((text, index) => {
			const {from, to} = selectionOn(mode, first.line + index) ?? {from: 0, to: 0};
			return columnsOf(text, from, to).trimEnd();
		})
		.join('\n');
}

function lineEnd({lines, cursor}: CopyMode): Place {
	return {...cursor, column: widthOf(lines[cursor.line] ?? '') - 1};
}

function by(lines: number): Move {
	return ({cursor}) => ({...cursor, line: cursor.line + lines});
}

function page(windows: number): Move {
	return ({cursor, rows}) => ({...cursor, line: cursor.line + Math.trunc(windows * Math.max(1, rows - 1))});
}

function stay(mode: CopyMode): CopyOutcome {
	return {type: 'stay', mode};
}

function moveTo(mode: CopyMode, {line, column}: Place): CopyMode {
	const wanted = Math.max(0, Math.min(mode.lines.length - 1, line));
	const top = Math.max(Math.min(mode.top, wanted), wanted - mode.rows + 1);
	return {...mode, top, cursor: {line: wanted, column: Math.max(0, Math.min(mode.columns - 1, column))}};
}

function typed(mode: CopyMode, {text, direction}: NonNullable<CopyMode['typing']>, key: string): CopyMode {
	switch (key) {
		case 'enter':
			return text === '' ? {...mode, typing: null} : find({...mode, typing: null, search: {text, direction}}, 1);
		case 'escape':
		case 'C-c':
			return {...mode, typing: null};
		case 'backspace':
			return {...mode, typing: text === '' ? null : {text: graphemesOf(text).slice(0, -1).join(''), direction}};
		case 'C-u':
			return {...mode, typing: {text: '', direction}};
		default: {
			const sign = key === 'space' ? ' ' : key;
			return graphemesOf(sign).length === 1 ? {...mode, typing: {text: text + sign, direction}} : mode;
		}
	}
}

/** The next line that holds it, round the end; capitals count only where there is one in what is searched for. */
function find(mode: CopyMode, sense: 1 | -1): CopyMode {
	if (mode.search === null) {
		return {...mode, message: 'nothing was searched for: / or ?'};
	}

	const {text, direction} = mode.search;
	const isExact = text !== text.toLowerCase();
	const indexIn = (line: string) => (isExact ? line : line.toLowerCase()).indexOf(text);
	const {length} = mode.lines;
	const step = direction * sense;
	for (let distance = 1; distance <= length; distance++) {
		const line = (((mode.cursor.line + step * distance) % length) + length) % length;
		const index = indexIn(mode.lines[line] ?? '');
		if (index !== -1) {
			return moveTo(mode, {line, column: widthOf((mode.lines[line] ?? '').slice(0, index))});
		}
	}

	return {...mode, message: `not found: ${text}`};
}

function inOrder(one: Place, other: Place): readonly [Place, Place] {
	const isBefore = one.line < other.line || (one.line === other.line && one.column <= other.column);
	return isBefore ? [one, other] : [other, one];
}

function columnsOf(text: string, from: number, to: number): string {
	let column = 0;
	let taken = '';
	for (const grapheme of graphemesOf(text)) {
		taken += column >= from && column < to ? grapheme : '';
		column += widthOf(grapheme);
	}

	return taken;
}
