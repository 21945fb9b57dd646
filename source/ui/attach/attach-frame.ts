import type {Emulator} from '../../terminal/emulator.js';
import type {Theme} from '../theme.js';
import {type AttachState, areasOf} from './attach-state.js';
import {type CellRow, type ColorDepth, cellsOfLine, cellsOfText, inverted} from './cells.js';
import {selectionOn} from './copy-mode.js';
import {overlayBox} from './overlay-box.js';
import type {Frame} from './painter.js';
import {statusRow} from './status-row.js';

/** What is drawn from: pictures that are kept outside of the state. */
export type Pictures = {
	readonly screen: Emulator | null;
	/** What copy mode scrolls in. */
	readonly still: Emulator | null;
	readonly log: Emulator | null;
};

type Size = {readonly columns: number; readonly rows: number};

/** The whole window. */
export function frameOf(state: AttachState, pictures: Pictures, size: Size, theme: Theme, depth: ColorDepth): Frame {
	const {columns, terminalRows, logRows} = areasOf(size, state);
	const body = [
		...terminalArea(state, pictures, {columns, rows: terminalRows}, depth),
		...(logRows === 0 ? [] : [divider(columns, theme), ...lastRows(pictures.log, columns, logRows, depth)]),
	];
	const box = overlayBox(state, size, theme);
	const rows = [...(box === null ? body : box.over(body)), statusRow(state, columns, theme)];
	return {
		rows,
		cursor: box?.cursor ?? (box === null ? cursorOf(state, pictures, {columns, rows: terminalRows}) : null),
	};
}

function terminalArea(
	{copy}: AttachState,
	{screen, still}: Pictures,
	{columns, rows}: Size,
	depth: ColorDepth,
): CellRow[] {
	if (copy !== null && still !== null) {
		return Array.from({length: rows}, (_, row) => {
			const line = copy.top + row;
			const cells = cellsOfLine(still.buffer.getLine(line), columns, depth);
			const marked = selectionOn(copy, line);
			return marked === null ? [...cells] : [...inverted(cells, marked.from, marked.to)];
		});
	}

	const base = screen?.buffer.baseY ?? 0;
	return Array.from({length: rows}, (_, row) =>
		row < (screen?.rows ?? 0)
			? [...cellsOfLine(screen?.buffer.getLine(base + row), columns, depth)]
			: [...cellsOfText('', columns)],
	);
}

function lastRows(picture: Emulator | null, columns: number, rows: number, depth: ColorDepth): CellRow[] {
	const base = picture?.buffer.baseY ?? 0;
	return Array.from({length: rows}, (_, row) => cellsOfLine(picture?.buffer.getLine(base + row), columns, depth));
}

function divider(columns: number, {glyphs, spell}: Theme): CellRow {
	const {across} = glyphs.frame;
	return cellsOfText(spell(`${across}${across} log ${across.repeat(columns)}`), columns, '2');
}

function cursorOf({copy, current}: AttachState, {screen}: Pictures, {columns, rows}: Size): Frame['cursor'] {
	if (copy !== null) {
		return {column: Math.min(copy.cursor.column, columns - 1), row: copy.cursor.line - copy.top};
	}

	if (screen === null || !screen.modes.isCursorShown || current?.state !== 'open') {
		return null;
	}

	const {cursorX, cursorY} = screen.buffer;
	return cursorY < rows ? {column: Math.min(cursorX, columns - 1), row: cursorY} : null;
}
