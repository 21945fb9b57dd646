import {graphemesOf, widthOf} from '../../text/width.js';
import type {CopyMode} from '../copy-mode.js';

/** What scrolling back is in words: the line that one comes to, a character that one comes to in it, the mark, what was not found. */
export function copySentences(before: CopyMode | null, after: CopyMode | null): readonly string[] {
	if (after === null) {
		return before === null ? [] : ['back in the terminal'];
	}

	if (before === null) {
		return [
			`${after.lines.length} lines to read: arrows, PgUp, PgDn, g and G move, / and ? search, v marks, y copies, q leaves`,
			lineIn(after),
		];
	}

	return [
		...marked(before, after),
		...moved(before, after),
		...(after.message === before.message ? [] : [after.message ?? '']),
	];
}

function marked({anchor: old}: CopyMode, {anchor}: CopyMode): readonly string[] {
	return (old === null) === (anchor === null) ? [] : [anchor === null ? 'no mark' : 'marked from here'];
}

function moved(before: CopyMode, after: CopyMode): readonly string[] {
	const {cursor} = after;
	if (before.cursor.line !== cursor.line) {
		return [lineIn(after)];
	}

	return before.cursor.column === cursor.column ? [] : [characterIn(after)];
}

function lineIn({lines, cursor}: CopyMode): string {
	return (lines[cursor.line] ?? '').trimEnd() || 'blank';
}

function characterIn({lines, cursor}: CopyMode): string {
	let column = 0;
	for (const grapheme of graphemesOf(lines[cursor.line] ?? '')) {
		column += widthOf(grapheme);
		if (column > cursor.column) {
			return grapheme === ' ' ? 'space' : grapheme;
		}
	}

	return 'end of line';
}
