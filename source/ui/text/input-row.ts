import {halves, type TextInput} from '../text-input.js';
import {type Row, seg} from './row.js';
import {graphemesOf, takeCells, takeCellsFromEnd, widthOf} from './width.js';

/** A line that is being typed, with its caret, in at most so many cells: the caret stays in sight. */
export function inputRow(input: TextInput, width: number, isSecret = false): Row {
	const [before, after] = halves(isSecret ? hidden(input) : input);
	const [under = ' ', ...others] = graphemesOf(after);
	const shown = takeCellsFromEnd(before, Math.max(0, width - 2));
	const rest = takeCells(others.join(''), Math.max(0, width - widthOf(shown) - widthOf(under)));
	return [seg(shown), seg(under, 'caret'), seg(rest)];
}

/** One star a character: enough to see that the keys arrive. */
function hidden({text, caret}: TextInput): TextInput {
	return {text: '*'.repeat(graphemesOf(text).length), caret};
}
