import {sanitizeText} from '../../../core/text.js';
import type {Emulator, FollowedLine, IBufferLine} from '../../../terminal/emulator.js';
import {widthOf} from '../../text/width.js';
import type {Reading} from './hearing.js';

/** Reads an emulator as lines, from where it was heard on. */
export type Reader = {
	/** Rows that came since something was heard. */
	readonly waitingRows: number;
	read(): Reading;
	/** What is on the screen now was heard: nothing above it will be read again. */
	advance(): void;
	close(): void;
};

/** Begins with what is on the screen. */
export function createReader(emulator: Emulator, scrollbackLines: number): Reader {
	let place = followScreen(emulator);
	return {
		get waitingRows() {
			return emulator.buffer.baseY - (place.first() ?? 0);
		},
		read() {
			const {baseY, length} = emulator.buffer;
			const first = place.first();
			// A deleted line is no loss; one that fell off the end is.
			const hasGap = first === null && length >= emulator.rows + scrollbackLines;
			const from = first ?? (hasGap ? 0 : Math.min(place.began, baseY));
			return readFrom(emulator, Math.min(from, baseY), hasGap);
		},
		advance() {
			place.follow.drop();
			place = followScreen(emulator);
		},
		close: () => place.follow.drop(),
	};
}

/** All lines of a picture. */
export function linesOf(emulator: Emulator): readonly string[] {
	return readFrom(emulator, 0, false).lines;
}

type Place = {readonly began: number; readonly follow: FollowedLine; first(): number | null};

/** Follows the line above the screen where there is one: nothing that a program does on the screen can delete it. */
function followScreen(emulator: Emulator): Place {
	const began = firstOfLine(emulator, emulator.buffer.baseY);
	const above = began > 0 ? 1 : 0;
	const follow = emulator.follow(began - above);
	return {began, follow, first: () => (follow.line === null ? null : follow.line + above)};
}

function firstOfLine({buffer}: Emulator, row: number): number {
	let first = row;
	while (first > 0 && buffer.getLine(first)?.isWrapped === true) {
		first -= 1;
	}

	return first;
}

function readFrom({buffer, columns, rows, modes}: Emulator, from: number, hasGap: boolean): Reading {
	const cursorRow = buffer.baseY + buffer.cursorY;
	const lines: string[] = [];
	let [screenAt, cursor, column] = [0, 0, 0];
	for (let row = from; row < buffer.length; row++) {
		const line = buffer.getLine(row);
		const next = buffer.getLine(row + 1);
		const text = textOf(line, next?.isWrapped === true ? next : null, columns);
		if (line?.isWrapped !== true || lines.length === 0) {
			lines.push('');
		}

		const index = lines.length - 1;
		if (row === cursorRow) {
			[cursor, column] = [index, widthOf(lines[index] ?? '') + buffer.cursorX];
		}

		screenAt = row <= buffer.baseY ? index : screenAt;
		lines[index] += text;
	}

	const isHidden = modes.isAlternate && !modes.isCursorShown;
	let lastRow = cursorRow;
	for (let row = buffer.length - 1; row > lastRow; row--) {
		lastRow = buffer.getLine(row)?.translateToString(true).trimEnd() === '' ? lastRow : row;
	}

	const clean = lines.map((line, index) => {
		const text = sanitizeText(line).trimEnd();
		return index === cursor && !isHidden ? text + ' '.repeat(Math.max(0, column - widthOf(text))) : text;
	});
	const last = Math.max(
		cursor,
		clean.findLastIndex(line => line !== ''),
	);
	return {
		lines: clean.slice(0, last + 1),
		screenAt,
		cursor: isHidden ? null : cursor,
		isFullScreen: modes.isAlternate,
		isFull: lastRow - buffer.baseY >= rows - 2,
		hasGap,
	};
}

/** `next`: the row that goes on with this one. A wide character that did not fit at the edge left a gap there. */
function textOf(line: IBufferLine | undefined, next: IBufferLine | null, columns: number): string {
	const hasGap = next?.getCell(0)?.getWidth() === 2 && line?.getCell(columns - 1)?.getChars() === '';
	const end = hasGap && line?.getCell(columns - 1)?.getWidth() === 1 ? columns - 1 : columns;
	return line?.translateToString(next === null, 0, end) ?? '';
}
