import {cut} from '../text/width.js';
import type {Theme} from '../theme.js';
import type {AttachState} from './attach-state.js';
import {type CellRow, cellsOfText} from './cells.js';
import {overlayContent} from './overlay-content.js';
import type {Frame} from './painter.js';

type Size = {readonly columns: number; readonly rows: number};

/** What lies over the terminal, in a frame, and where one types in it. */
export type OverlayBox = {
	over(rows: readonly CellRow[]): readonly CellRow[];
	readonly cursor: Frame['cursor'];
};

/** Null: nothing lies over it. */
export function overlayBox(state: AttachState, size: Size, theme: Theme): OverlayBox | null {
	if (state.overlay === null) {
		return null;
	}

	const width = Math.max(10, Math.min(size.columns - 2, 76));
	const room = Math.max(1, size.rows - 3);
	const {title, lines, caret, focus} = overlayContent(state, state.overlay, width - 4);
	const start = Math.max(
		0,
		Math.min(focus, lines.length - room),
		focus - room + 1 > 0 ? Math.min(focus - Math.floor(room / 2), lines.length - room) : 0,
	);
	const shown = lines.slice(start, start + room);
	const [left, top] = [
		Math.floor((size.columns - width) / 2),
		Math.max(0, Math.floor((size.rows - 3 - shown.length) / 3)),
	];
	const {topLeft, topRight, bottomLeft, bottomRight, across, down} = theme.glyphs.frame;
	const head = cut(` ${theme.spell(title)} `, width - 4);
	const box: readonly CellRow[] = [
		cellsOfText(
			`${topLeft}${across}${head}${across.repeat(Math.max(0, width - 3 - [...head].length))}${topRight}`,
			width,
		),
		...shown.map(({text, style = ''}) => [
			...cellsOfText(`${down} `, 2),
			...cellsOfText(theme.spell(text), width - 4, style),
			...cellsOfText(` ${down}`, 2),
		]),
		cellsOfText(`${bottomLeft}${across.repeat(width - 2)}${bottomRight}`, width),
	];
	return {
		over: rows =>
			rows.map((row, index) => {
				const line = box[index - top];
				return line === undefined ? row : [...row.slice(0, left), ...line, ...row.slice(left + width)];
			}),
		cursor:
			caret === null
				? null
				: {column: Math.min(left + 2 + caret.column, left + width - 3), row: top + 1 + caret.line - start},
	};
}
