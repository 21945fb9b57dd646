/**
 * How many cells a text takes in a terminal, and cutting and filling to a width. The rules are those by which Ink lays
 * out its cells, so that columns line up with wide characters in them.
 */

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Nonspacing_Mark}\p{Enclosing_Mark}]*$/u;
const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[\d#*]\ufe0f?\u20e3)/u;

/** East Asian Width W and F outside the emoji, which {@link EMOJI} knows (Unicode 16, EastAsianWidth.txt). */
const WIDE =
	/^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6b\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18d08}\u{1aff0}-\u{1b2fb}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]/u;

const segmenter = new Intl.Segmenter();

/** The characters as a person counts them. */
export function graphemesOf(text: string): readonly string[] {
	return PRINTABLE_ASCII.test(text) ? text.split('') : Array.from(segmenter.segment(text), part => part.segment);
}

/** Cells of one line of text without control characters. */
export function widthOf(text: string): number {
	return PRINTABLE_ASCII.test(text)
		? text.length
		: graphemesOf(text).reduce((sum, grapheme) => sum + cellsOf(grapheme), 0);
}

/** The text in at most so many cells; what is cut away is told by an ellipsis. */
export function cut(text: string, width: number, ellipsis = '…'): string {
	if (widthOf(text) <= width) {
		return text;
	}

	return width <= 0 ? '' : takeCells(text, width - widthOf(ellipsis)) + ellipsis;
}

/** The longest beginning that fits into so many cells. */
export function takeCells(text: string, width: number): string {
	let used = 0;
	let taken = '';
	for (const grapheme of graphemesOf(text)) {
		used += cellsOf(grapheme);
		if (used > width) {
			return taken;
		}

		taken += grapheme;
	}

	return taken;
}

/** The end of a text that is too long, for what is being typed: the caret stands there. */
export function takeCellsFromEnd(text: string, width: number): string {
	const graphemes = [...graphemesOf(text)];
	while (graphemes.length > 0 && widthOf(graphemes.join('')) > width) {
		graphemes.shift();
	}

	return graphemes.join('');
}

/** Exactly so many cells: cut or filled with blanks. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
	const short = cut(text, width);
	const blanks = ' '.repeat(Math.max(0, width - widthOf(short)));
	return align === 'left' ? short + blanks : blanks + short;
}

/** Lines of at most so many cells, broken at blanks where there are any. */
export function wrap(text: string, width: number): readonly string[] {
	return text.split('\n').flatMap(line => wrapLine(line, Math.max(1, width)));
}

function wrapLine(line: string, width: number): readonly string[] {
	const lines: string[] = [];
	let rest = line.replaceAll('\t', '    ').trimEnd();
	while (widthOf(rest) > width) {
		const head = takeCells(rest, width);
		const blank = head.lastIndexOf(' ');
		const end = rest[head.length] === ' ' || blank <= 0 ? Math.max(1, head.length) : blank;
		lines.push(rest.slice(0, end).trimEnd());
		rest = rest.slice(end).trimStart();
	}

	return [...lines, rest];
}

function cellsOf(grapheme: string): number {
	if (INVISIBLE.test(grapheme)) {
		return 0;
	}

	return WIDE.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}
