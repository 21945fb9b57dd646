import type {Theme} from '../theme.js';
import {fitRow, type Row, rowWidth, seg} from './row.js';

export type FrameOptions = {
	readonly width: number;
	readonly height: number;
	readonly title: Row;
	/** At the right end of the upper edge; left out where there is no room. */
	readonly right?: Row;
	readonly isActive?: boolean;
	/** Blanks between the frame's sides and the rows: one, unless told otherwise. */
	readonly padding?: number;
};

/** Rows in a frame of exactly this size, with words in its upper edge. Too many rows are cut, too few filled up. */
export function framed(rows: readonly Row[], options: FrameOptions, theme: Theme): readonly Row[] {
	const {width, height, padding = 1} = options;
	const blank = seg(' '.repeat(padding));
	const {down, across, bottomLeft, bottomRight} = theme.glyphs.frame;
	const role = options.isActive ? 'accent' : 'frame';
	const side = seg(down, role);
	const inside = Array.from({length: Math.max(0, height - 2)}, (_, index): Row => {
		return [side, blank, ...fitRow(rows[index] ?? [], width - 2 - 2 * padding), blank, side];
	});
	return [
		upperEdge(options, theme),
		...inside,
		[seg(bottomLeft + across.repeat(Math.max(0, width - 2)) + bottomRight, role)],
	];
}

function upperEdge({width, title, right = [], isActive}: FrameOptions, theme: Theme): Row {
	const {topLeft, topRight, across} = theme.glyphs.frame;
	const role = isActive ? 'accent' : 'frame';
	const room = width - 4;
	const words = rowWidth(title) === 0 ? [] : [seg(' '), ...cutRow(title, room - 2), seg(' ')];
	const fits = rowWidth(right) > 0 && rowWidth(words) + rowWidth(right) + 3 <= room;
	const others = fits ? [seg(' '), ...right, seg(' ')] : [];
	const line = across.repeat(Math.max(0, room - rowWidth(words) - rowWidth(others)));
	return [seg(topLeft + across, role), ...words, seg(line, role), ...others, seg(across + topRight, role)];
}

function cutRow(row: Row, width: number): Row {
	return rowWidth(row) <= width ? row : fitRow(row, width);
}
