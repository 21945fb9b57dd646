import type {IBufferCell, IBufferLine} from '../../terminal/emulator.js';
import {graphemesOf, widthOf} from '../text/width.js';

/** What stands at one place of the window. A wide character has a cell of width 0 behind it. */
export type Cell = {
	readonly text: string;
	/** SGR parameters; empty: as the terminal draws plain text. */
	readonly style: string;
	readonly width: 0 | 1 | 2;
};

/** One row of a screen, from left to right; behind a wide cell stands one of width 0. */
export type CellRow = readonly Cell[];

/** An empty cell. */
export const BLANK: Cell = {text: ' ', style: '', width: 1};
const BEHIND_WIDE: Cell = {text: '', style: '', width: 0};

/** How many colours the real terminal has, or the person wants (`none`: NO_COLOR). */
export type ColorDepth = 'true' | '256' | '16' | 'none';

/** The cells of an emulator's line, in exactly so many columns. */
export function cellsOfLine(line: IBufferLine | undefined, columns: number, depth: ColorDepth): CellRow {
	const cells: Cell[] = [];
	for (let column = 0; column < columns; column++) {
		const cell = line?.getCell(column);
		cells.push(cell === undefined ? BLANK : cellOf(cell, column === columns - 1, depth));
	}

	return cells;
}

function cellOf(cell: IBufferCell, isLast: boolean, depth: ColorDepth): Cell {
	const width = cell.getWidth() as 0 | 1 | 2;
	const style = cell.isAttributeDefault() ? '' : styleOf(cell, depth);
	const text = cell.getChars() || ' ';
	// Half of a wide character at the edge of a narrower window is a blank.
	return width === 2 && isLast ? {text: ' ', style, width: 1} : {text: width === 0 ? '' : text, style, width};
}

/** The cells of plain text of ours, in exactly so many columns. */
export function cellsOfText(text: string, columns: number, style = ''): CellRow {
	const cells: Cell[] = [];
	for (const grapheme of graphemesOf(text)) {
		const width = widthOf(grapheme);
		if (width === 0 || cells.length + width > columns) {
			continue;
		}

		cells.push({text: grapheme, style, width: width === 2 ? 2 : 1});
		if (width === 2) {
			cells.push({...BEHIND_WIDE, style});
		}
	}

	return [...cells, ...Array.from({length: Math.max(0, columns - cells.length)}, () => ({...BLANK, style}))];
}

/** The same cells, marked (a selection, what was found). */
export function inverted(cells: CellRow, from: number, to: number): CellRow {
	return cells.map((cell, column) =>
		column >= from && column < to ? {...cell, style: cell.style === '' ? '7' : `${cell.style};7`} : cell,
	);
}

function styleOf(cell: IBufferCell, depth: ColorDepth): string {
	const codes = [
		cell.isBold() ? '1' : '',
		cell.isDim() ? '2' : '',
		cell.isItalic() ? '3' : '',
		cell.isUnderline() ? '4' : '',
		cell.isBlink() ? '5' : '',
		cell.isInverse() ? '7' : '',
		cell.isInvisible() ? '8' : '',
		cell.isStrikethrough() ? '9' : '',
		cell.isOverline() ? '53' : '',
		colorCode(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor(), 30, depth),
		colorCode(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor(), 40, depth),
	];
	return codes.filter(code => code !== '').join(';');
}

/** `base`: 30 for the text, 40 for what is behind it. */
function colorCode(isRgb: boolean, isPalette: boolean, color: number, base: number, depth: ColorDepth): string {
	if (depth === 'none') {
		return '';
	}

	if (isRgb) {
		return depth === 'true'
			? `${base + 8};2;${color >> 16};${(color >> 8) & 255};${color & 255}`
			: paletteCode(nearest256(color), base, depth);
	}

	return isPalette ? paletteCode(color, base, depth) : '';
}

function paletteCode(color: number, base: number, depth: ColorDepth): string {
	if (color < 8) {
		return String(base + color);
	}

	if (color < 16) {
		return String(base + 52 + color);
	}

	return depth === '16' ? paletteCode(nearest16(color), base, depth) : `${base + 8};5;${color}`;
}

/** Of the cube of 6 by 6 by 6 (16 to 231) and the greys (232 to 255). */
export function nearest256(rgb: number): number {
	const [red, green, blue] = [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
	if (Math.max(red, green, blue) - Math.min(red, green, blue) < 12) {
		const grey = Math.round((red - 8) / 10);
		return grey < 0 ? 16 : grey > 23 ? 231 : 232 + grey;
	}

	const step = (value: number) => (value < 48 ? 0 : value < 115 ? 1 : Math.round((value - 55) / 40));
	return 16 + 36 * step(red) + 6 * step(green) + step(blue);
}

function nearest16(color: number): number {
	if (color >= 232) {
		return color < 238 ? 0 : color < 244 ? 8 : color < 250 ? 7 : 15;
	}

	const cube = color - 16;
	const channels = [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6];
	const bits = channels.reduce((sum, channel, index) => sum + (channel > 2 ? 1 << index : 0), 0);
	return bits + (Math.max(...channels) > 3 ? 8 : 0);
}
