import {graphemesOf} from './text/width.js';

/** A line that is being typed. `caret` counts characters from its start. */
export type TextInput = {readonly text: string; readonly caret: number};

/** Nothing is typed yet. */
export const EMPTY_INPUT: TextInput = {text: '', caret: 0};

/** The line with the caret at its end. */
export function inputOf(text: string): TextInput {
	return {text, caret: graphemesOf(text).length};
}

/** What a key does to the line; undefined: it is no key for typing. */
export function editText(input: TextInput, key: string): TextInput | undefined {
	const edit = EDITS[key];
	if (edit !== undefined) {
		return edit(input);
	}

	const isTyped = key === 'space' || graphemesOf(key).length === 1;
	return isTyped ? insertText(input, key === 'space' ? ' ' : key) : undefined;
}

/** Text as typed or pasted, on one line and without control characters. */
export function insertText(input: TextInput, text: string): TextInput {
	const clean = text
		.replace(/[\r\n]+$/, '')
		.replace(/[\r\n\t]+/g, ' ')
		.replace(/[\x00-\x1f\x7f-\x9f]/g, '');
	const [before, after] = halves(input);
	return {text: before + clean + after, caret: input.caret + graphemesOf(clean).length};
}

const EDITS: Readonly<Record<string, (input: TextInput) => TextInput>> = {
	left: moveBy(-1),
	right: moveBy(1),
	'C-b': moveBy(-1),
	'C-f': moveBy(1),
	home: input => ({...input, caret: 0}),
	'C-a': input => ({...input, caret: 0}),
	end: input => inputOf(input.text),
	'C-e': input => inputOf(input.text),
	backspace: input => removeBefore(input, 1),
	delete: input => {
		const [before, after] = halves(input);
		return {text: before + graphemesOf(after).slice(1).join(''), caret: input.caret};
	},
	'C-u': input => removeBefore(input, input.caret),
	'C-k': input => ({text: halves(input)[0], caret: input.caret}),
	'C-w': input => removeBefore(input, graphemesOf(/\S*\s*$/.exec(halves(input)[0])?.[0] ?? '').length),
};

/** What stands before the caret and what after it. */
export function halves({text, caret}: TextInput): readonly [string, string] {
	const graphemes = graphemesOf(text);
	return [graphemes.slice(0, caret).join(''), graphemes.slice(caret).join('')];
}

function moveBy(step: number): (input: TextInput) => TextInput {
	return input => ({
		...input,
		caret: Math.min(graphemesOf(input.text).length, Math.max(0, input.caret + step)),
	});
}

function removeBefore(input: TextInput, count: number): TextInput {
	const [before, after] = halves(input);
	const kept = graphemesOf(before).slice(0, Math.max(0, input.caret - count));
	return {text: kept.join('') + after, caret: kept.length};
}
