import {takeCells, widthOf} from './width.js';

/** SGR codes that colour, weigh and underline. Blinking, hidden and framed text is not for a log. */
const isHarmless = (code: number) =>
	(code >= 0 && code <= 4) ||
	code === 7 ||
	code === 9 ||
	(code >= 21 && code <= 24) ||
	code === 27 ||
	code === 29 ||
	(code >= 30 && code <= 49) ||
	(code >= 90 && code <= 107);

const TAB_WIDTH = 8;

/** A line longer than this is cut before anything looks at it: no pane is so wide. */
const LONGEST = 8192;

/** CSI, then string sequences (OSC, DCS, SOS, PM, APC) up to their end or the end of the line, then other escapes. */
const SEQUENCES =
	/(?:\x1b\[|\x9b)([\x30-\x3f]*)([\x20-\x2f]*)([\x40-\x7e]?)|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[\x20-\x2f]*[\x30-\x7e]?/g;
const CONTROLS = /[\x00-\x08\x0a-\x1a\x1c-\x1f\x7f-\x9f]/g;
const REORDERING = /[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * A raw line of a job's log as it may be drawn: what a progress bar wrote last, colours kept where they are wanted,
 * every other control sequence gone, cut to the width.
 */
export function readableLine(raw: string, width: number, hasColor: boolean): string {
	return wrappedLine(raw, width, {hasColor, most: 1})[0] ?? '';
}

/** As {@link readableLine}, on as many rows as it needs, `most` at the most; each row has its colours by itself. */
export function wrappedLine(
	raw: string,
	width: number,
	{hasColor, most}: {readonly hasColor: boolean; readonly most: number},
): readonly string[] {
	const rows = [''];
	let left = width;
	let style = '';
	const write = (text: string) => {
		rows[rows.length - 1] += text;
	};
	for (const part of pieces(expandTabs(lastWritten(raw)), hasColor)) {
		if (part.isStyle) {
			style = RESET.test(part.text) ? part.text : style + part.text;
			write(part.text);
			continue;
		}

		let rest = part.text;
		while (rest !== '') {
			const shown = takeCells(rest, left);
			write(shown);
			left -= widthOf(shown);
			rest = rest.slice(shown.length);
			if (rest !== '') {
				// A character that is wider than the pane would never fit.
				if (rows.length === most || (shown === '' && left === width)) {
					return finished(rows);
				}

				rows.push(style);
				left = width;
			}
		}
	}

	return finished(rows);
}

/** The text of a line alone, as one searches in it. */
export function plainLine(raw: string): string {
	return pieces(expandTabs(lastWritten(raw)), false)
		.map(({text}) => text)
		.join('');
}

const RESET = /^\x1b\[0?m$/;

function finished(rows: readonly string[]): readonly string[] {
	return rows.map(row => (row.includes('\u001b') ? `${row}\u001b[0m` : row));
}

/** A carriage return goes back to the start of the line: what stands there is what came after the last one. */
export function lastWritten(raw: string): string {
	const line = raw.slice(-LONGEST).replace(/\r+$/, '');
	const start = line.lastIndexOf('\r') + 1;
	return line.slice(start);
}

function expandTabs(line: string): string {
	if (!line.includes('\t')) {
		return line;
	}

	let column = 0;
	return line
		.split(/(\t)/)
		.map(part => {
			const text = part === '\t' ? ' '.repeat(TAB_WIDTH - (column % TAB_WIDTH)) : part;
			column += text.replace(SEQUENCES, '').length;
			return text;
		})
		.join('');
}

type Piece = {readonly isStyle: boolean; readonly text: string};

function pieces(line: string, hasColor: boolean): readonly Piece[] {
	const found: Piece[] = [];
	let end = 0;
	for (const match of line.matchAll(SEQUENCES)) {
		found.push({isStyle: false, text: plain(line.slice(end, match.index))});
		end = match.index + match[0].length;
		const style = hasColor && match[3] === 'm' && match[2] === '' ? harmlessStyle(match[1] ?? '') : '';
		if (style !== '') {
			found.push({isStyle: true, text: style});
		}
	}

	return [...found, {isStyle: false, text: plain(line.slice(end))}];
}

function plain(text: string): string {
	return text.replaceAll('\u001b', '').replace(CONTROLS, '').replace(REORDERING, '');
}

/** `38;5;N` and `38;2;R;G;B` pass whole; of the rest only codes that are known to be harmless. */
function harmlessStyle(parameters: string): string {
	if (!/^[\d;]*$/.test(parameters)) {
		return '';
	}

	const codes = parameters === '' ? [0] : parameters.split(';').map(Number);
	const kept: number[] = [];
	for (let index = 0; index < codes.length; index++) {
		const code = codes[index] ?? 0;
		const extended = code === 38 || code === 48 ? extendedLength(codes[index + 1]) : 1;
		if (isHarmless(code) && index + extended <= codes.length && extended > 0) {
			kept.push(...codes.slice(index, index + extended));
		}

		index += Math.max(1, extended) - 1;
	}

	return kept.length === 0 ? '' : `\u001b[${kept.join(';')}m`;
}

function extendedLength(kind: number | undefined): number {
	return kind === 5 ? 3 : kind === 2 ? 5 : 0;
}
