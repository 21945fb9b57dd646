/** The words of a command line, as a shell would take it apart, without doing anything else that a shell does. */
export type CommandLine = {
	/** The words before the one that is being typed. */
	readonly before: readonly string[];
	/** The word that is being typed; empty after a blank. */
	readonly current: string;
	/** Where the current word begins in the text. */
	readonly start: number;
};

/** Stands for the selected session, as `%` stands for the current file in vi. */
const SELECTED = '%';

/** What may stand for the current word, and what it is. */
export type Candidate = {readonly word: string; readonly what: string};

/** A quote that is not closed yet holds to the end of the text. */
const WORD = /(?:[^\s"'\\]|\\.|\\$|"(?:[^"\\]|\\.)*(?:"|\\?$)|'[^']*(?:'|$))+/gsu;

/** Takes the text apart at blanks; quotes and backslashes as in a POSIX shell. */
export function readLine(text: string): CommandLine {
	const found = [...text.matchAll(WORD)];
	const last = found.at(-1);
	const isTyping = last !== undefined && last.index + last[0].length === text.length;
	const before = (isTyping ? found.slice(0, -1) : found).map(([word]) => unquote(word));
	return {before, current: isTyping ? unquote(last[0]) : '', start: isTyping ? last.index : text.length};
}

/** Every word of a line, the selected session put in for `%`. */
export function wordsOf(text: string, selected: string | null): readonly string[] {
	const {before, current} = readLine(text);
	const words = current === '' ? before : [...before, current];
	return words.map(word => (word === SELECTED && selected !== null ? selected : word));
}

/**
 * The text with what the candidates agree on in place of the current word: all of it and a blank behind where there is
 * one candidate, unless that one goes on (`interface:`, `KEY=`).
 */
export function completed(text: string, candidates: readonly Candidate[]): string {
	const {current, start} = readLine(text);
	const [first, ...others] = candidates.map(({word}) => word);
	if (first === undefined) {
		return text;
	}

	const common = others.reduce(commonStart, first);
	const isWhole = others.length === 0 && !/[:=]$/.test(first);
	return common.length < current.length ? text : `${text.slice(0, start)}${quoted(common)}${isWhole ? ' ' : ''}`;
}

function commonStart(one: string, other: string): string {
	let length = 0;
	while (length < one.length && one[length] === other[length]) {
		length += 1;
	}

	return one.slice(0, length);
}

function quoted(word: string): string {
	return /^[\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function unquote(word: string): string {
	return word.replaceAll(
		/\\(.)|\\$|"((?:[^"\\]|\\.)*)(?:"|\\?$)|'([^']*)(?:'|$)/gsu,
		(_, escaped?: string, double?: string, single?: string) =>
			escaped ?? double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? '',
	);
}
