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
	const parts = pieces(expandTabs(lastWritten(raw)), hasColor);
	let left = width;
	let line = '';
	let isColored = false;
	for (const part of parts) {
		if (part.isStyle) {
			line += part.text;
			isColored = true;
		} else if (left > 0) {
			const shown = takeCells(part.text, left);
			line += shown;
			left = shown.length < part.text.length ? 0 : left - widthOf(shown);
		}
	}

	return isColored ? `${line}\u001b[0m` : line;
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
			column += text.length;
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
