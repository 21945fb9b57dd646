import type {Role} from '../theme.js';
import {cut, widthOf} from './width.js';

/** A piece of a row. `isAnsi`: it holds colours of its own (a log line), already cut to its width. */
export type Segment = {readonly text: string; readonly role: Role; readonly isAnsi?: boolean};

/** One line of the screen. */
export type Row = readonly Segment[];

/** A piece of text with a role; line breaks and tabs in it become blanks, since a row is one line. */
export function seg(text: string, role: Role = 'plain'): Segment {
	return {text: /[\n\t\r]/.test(text) ? text.replace(/[\n\t\r]+/g, ' ') : text, role};
}

/** Cells that a row takes. */
export function rowWidth(row: Row): number {
	return row.reduce((sum, segment) => sum + segmentWidth(segment), 0);
}

/** The row in exactly so many cells. */
export function fitRow(row: Row, width: number): Row {
	const fitted: Segment[] = [];
	let left = width;
	for (const segment of row) {
		const cells = segmentWidth(segment);
		if (cells > left) {
			return [...fitted, {...segment, text: padded(cut(segment.text, left), left)}];
		}

		fitted.push(segment);
		left -= cells;
	}

	return left === 0 ? fitted : [...fitted, seg(' '.repeat(left))];
}

/** `left` at the left edge and `right` at the right one; `right` goes when both do not fit. */
export function spread(left: Row, right: Row, width: number): Row {
	const room = width - rowWidth(right) - 1;
	return room < rowWidth(left) && room < width / 2 ? fitRow(left, width) : [...fitRow(left, room), seg(' '), ...right];
}

/** Rows with something between each two of them, on one line. */
export function join(rows: readonly Row[], between: Segment): Row {
	return rows.flatMap((row, index) => (index === 0 ? row : [between, ...row]));
}

function padded(text: string, width: number): string {
	return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function segmentWidth(segment: Segment): number {
	return widthOf(segment.isAnsi ? segment.text.replace(/\x1b\[[\d;]*m/g, '') : segment.text);
}
