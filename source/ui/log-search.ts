import {plainLine} from './text/log-line.js';

/** Lines of the followed log: kept outside the state, asked for by number. */
export type LogLines = {
	readonly first: number;
	readonly end: number;
	lines(from: number, count: number): readonly string[];
};

/** Finds what is looked for in a line of text. */
export type Pattern = RegExp;

/** What programs call it when something went wrong: Python, Java, C, the shell, MPI and the schedulers' own words. */
const WORDS = [
	'error',
	'exception',
	'traceback',
	'fatal',
	'failed',
	'failure',
	'panic',
	'aborted',
	'killed',
	'out of memory',
	'segmentation fault',
	'core dumped',
	'no such file',
	'command not found',
	'permission denied',
].flatMap(word => [word, `${word.charAt(0).toUpperCase()}${word.slice(1)}`, word.toUpperCase()]);

/** A line that tells of trouble; also by names like ValueError. */
export const TROUBLE: Pattern = new RegExp(`\\b(?:${WORDS.join('|')})\\b|\\b[A-Z]\\w*(?:Error|Exception)\\b`, 'g');

/** The text as it stands; without regard to case unless it has a capital, as in less, vim and ripgrep. */
export function patternOf(text: string): Pattern {
	return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'), /\p{Lu}/u.test(text) ? 'gu' : 'giu');
}

/** The numbers of the lines in which the pattern stands. */
export function matchesOf(log: LogLines, pattern: Pattern): readonly number[] {
	return log
		.lines(log.first, log.end - log.first)
		.flatMap((line, index) => (stands(pattern, line) ? [log.first + index] : []));
}

/** The nearest line with the pattern, from a line on (which does not count), up or down; null: none that way. */
export function nearestMatch(log: LogLines, pattern: Pattern, from: number, by: 1 | -1): number | null {
	const [start, count] = by > 0 ? [from + 1, log.end - from - 1] : [log.first, from - log.first];
	const lines = count > 0 ? log.lines(start, count) : [];
	const isMatch = (line: string) => stands(pattern, line);
	const index = by > 0 ? lines.findIndex(isMatch) : lines.findLastIndex(isMatch);
	return index === -1 ? null : start + index;
}

/** The pieces of a text, told apart by whether they match. */
export function marked(text: string, pattern: Pattern): readonly {readonly text: string; readonly isMatch: boolean}[] {
	const pieces: {text: string; isMatch: boolean}[] = [];
	let end = 0;
	for (const match of text.matchAll(pattern)) {
		pieces.push({text: text.slice(end, match.index), isMatch: false}, {text: match[0], isMatch: true});
		end = match.index + match[0].length;
	}

	return [...pieces, {text: text.slice(end), isMatch: false}].filter(piece => piece.text !== '');
}

function stands(pattern: Pattern, line: string): boolean {
	return plainLine(line).search(pattern) !== -1;
}
