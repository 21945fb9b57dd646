import {sanitizeLine} from '../core/text.js';
import type {Output} from './output.js';
import {columnsOf, cut, fill} from './width.js';

/** A column: how its cells are painted, and whether it gives way first when the terminal is narrow. */
export type Column<Row> = {
	readonly title: string;
	/** Null and empty cells show as a dash. */
	readonly text: (row: Row) => string | null;
	readonly paint?: (text: string, row: Row) => string;
	/** Narrowed down to this many columns, from the last such column to the first. Without: never narrowed. */
	readonly least?: number;
};

const GAP = '  ';

/** Rows below a line of titles, aligned; on a terminal no line is longer than it is wide. Cells are made harmless here. */
export function table<Row>(
	rows: readonly Row[],
	columns: readonly Column<Row>[],
	{paint, columns: room}: Output,
): string {
	const cells = rows.map(row => columns.map(column => sanitizeLine(column.text(row) ?? '') || '-'));
	const widths = narrow(
		columns.map((column, index) =>
			Math.max(columnsOf(column.title), ...cells.map(line => columnsOf(line[index] ?? ''))),
		),
		columns,
		room,
	);
	const lineOf = (texts: readonly string[], painted: (text: string, index: number) => string): string =>
		texts
			.map((text, index) => {
				const isLast = index === texts.length - 1;
				const width = widths[index] ?? 0;
				return painted(isLast ? cut(text, width) : fill(text, width), index);
			})
			.join(GAP)
			.trimEnd();
	const titles = columns.map(column => column.title);
	const lines = cells.map((line, row) =>
		lineOf(line, (text, index) => {
			const [column, value] = [columns[index], rows[row]];
			return column?.paint && value !== undefined ? column.paint(text, value) : text;
		}),
	);
	return `${[lineOf(titles, paint.bold), ...lines].join('\n')}\n`;
}

/** Names and values below one another, the values aligned. Null values are left out. */
export function facts(entries: readonly (readonly [string, string | null])[], {paint}: Output): string {
	const present = entries.filter((entry): entry is readonly [string, string] => entry[1] !== null);
	const width = Math.max(0, ...present.map(([name]) => columnsOf(name)));
	return present.map(([name, value]) => `${paint.dim(fill(name, width))}  ${value}\n`).join('');
}

function narrow<Row>(wanted: readonly number[], columns: readonly Column<Row>[], room: number | null): number[] {
	const widths = [...wanted];
	let over = room === null ? 0 : sum(widths) + GAP.length * (widths.length - 1) - room;
	for (let index = columns.length - 1; index >= 0 && over > 0; index -= 1) {
		const [width, least] = [widths[index] ?? 0, columns[index]?.least];
		const given = least === undefined ? 0 : Math.min(over, Math.max(0, width - least));
		widths[index] = width - given;
		over -= given;
	}

	return widths;
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
