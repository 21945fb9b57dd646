import {BLANK, type Cell, type CellRow} from './cells.js';

/** What the whole window shows. */
export type Frame = {
	readonly rows: readonly CellRow[];
	/** Null: hidden. */
	readonly cursor: {readonly column: number; readonly row: number} | null;
};

/** Draws frames, each as the difference from the one before. */
export type Painter = {
	/** Bytes for the terminal; empty where nothing changed. */
	paint(frame: Frame): string;
	/** The terminal shows nobody knows what: the next frame is drawn whole. */
	forget(): void;
};

/** A terminal that understands it shows what lies between the two at once (mode 2026); others do not mind. */
const BEGIN = '\x1b[?2026h\x1b[?25l';
const END = '\x1b[0m';

/** Nothing is drawn yet. */
export function createPainter(): Painter {
	let last: Frame | null = null;
	return {
		paint(frame) {
			const drawn = frame.rows.map((row, index) => paintRow(row, last?.rows[index], index)).join('');
			const isCursorSame =
				last !== null &&
				last.cursor?.column === frame.cursor?.column &&
				last.cursor?.row === frame.cursor?.row &&
				(last.cursor === null) === (frame.cursor === null);
			last = frame;
			if (drawn === '' && isCursorSame) {
				return '';
			}

			const cursor = frame.cursor === null ? '' : `${moveTo(frame.cursor.column, frame.cursor.row)}\x1b[?25h`;
			return `${BEGIN}${drawn}${END}${cursor}\x1b[?2026l`;
		},
		forget() {
			last = null;
		},
	};
}

const moveTo = (column: number, row: number): string => `\x1b[${row + 1};${column + 1}H`;

const isSame = (one: Cell | undefined, other: Cell | undefined): boolean =>
	one === other || (one?.text === other?.text && one?.style === other?.style && one?.width === other?.width);

function paintRow(row: CellRow, before: CellRow | undefined, index: number): string {
	let from = 0;
	let to = row.length;
	if (before !== undefined && before.length === row.length) {
		while (from < to && isSame(row[from], before[from])) {
			from += 1;
		}

		while (to > from && isSame(row[to - 1], before[to - 1])) {
			to -= 1;
		}

		// A wide character is drawn from its first half on, and to its second.
		while (from > 0 && (row[from]?.width === 0 || before[from]?.width === 0)) {
			from -= 1;
		}

		while (to < row.length && (row[to]?.width === 0 || before[to]?.width === 0)) {
			to += 1;
		}
	}

	return from >= to ? '' : moveTo(from, index) + textOf(row, from, to);
}

/** Blanks that reach the edge are cleared instead of written. */
function textOf(row: CellRow, from: number, to: number): string {
	let end = to;
	while (to === row.length && end > from && isSame(row[end - 1], BLANK)) {
		end -= 1;
	}

	let style = '';
	let text = '\x1b[0m';
	for (const cell of row.slice(from, end)) {
		if (cell.style !== style) {
			text += cell.style === '' ? '\x1b[0m' : `\x1b[0;${cell.style}m`;
			style = cell.style;
		}

		text += cell.text;
	}

	return end < to ? `${text}\x1b[0m\x1b[K` : text;
}
