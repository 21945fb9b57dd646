import type {State, TypedCommand} from '../state.js';
import {inputRow} from '../text/input-row.js';
import {type Row, rowWidth, seg, spread} from '../text/row.js';
import {cut, pad, widthOf} from '../text/width.js';
import type {Dialog} from './dialog.js';

/** Candidates that are shown at once; the others come as one types on. */
const SHOWN_MAX = 10;

/** The line in which a command is typed, in place of the hints. */
export function commandRow({input, isBusy}: TypedCommand, hints: Row, width: number): Row {
	const right: Row = isBusy ? [seg('running …', 'warn')] : hints;
	return spread([seg(' : ', 'title'), ...inputRow(input, Math.max(10, width - rowWidth(right) - 5))], right, width);
}

/** What may stand for the word that is typed, right above it. */
export function candidatesDialog({size}: State, {candidates}: TypedCommand): Dialog | null {
	if (candidates === null || candidates.length === 1) {
		return null;
	}

	const shown = candidates.slice(0, Math.min(SHOWN_MAX, Math.max(1, size.rows - 6)));
	const names = Math.min(32, Math.max(0, ...shown.map(({word}) => widthOf(word))));
	const width = Math.min(size.columns, 78);
	const rows = shown.map(({word, what}): Row => {
		const room = Math.max(0, width - names - 6);
		return [seg(pad(cut(word, names), names), 'title'), seg(`  ${cut(what, room)}`, 'dim')];
	});
	const more = candidates.length - shown.length;
	return {
		title: [seg(candidates.length === 0 ? 'nothing to offer here' : 'may follow', 'dim')],
		right: more > 0 ? [seg(`${more} more`, 'dim')] : [],
		width,
		rows,
		isBelow: true,
	};
}
