import type {HistoryEntry} from '../../core/session-document.js';
import {formatTimeWithSeconds, instantOf} from '../text/moment.js';
import {type Row, seg} from '../text/row.js';
import {pad, wrap} from '../text/width.js';

const TYPE = 14;
const TIME = 10;

/** A session's history, oldest first. */
export function eventRows(entries: readonly HistoryEntry[] | null, width: number): readonly Row[] {
	if (entries === null || entries.length === 0) {
		return [[seg(entries === null ? 'asking the daemon …' : 'nothing happened yet', 'dim')]];
	}

	return entries.flatMap(({at, type, text}) => {
		const instant = instantOf(at);
		const head: Row = [
			seg(pad(instant === null ? '' : formatTimeWithSeconds(instant), TIME), 'dim'),
			seg(`${pad(type, TYPE)} `, 'accent'),
		];
		const blank: Row = [seg(' '.repeat(TIME + TYPE + 1))];
		return wrap(text, width - TIME - TYPE - 1).map((part, index) => [...(index === 0 ? head : blank), seg(part)]);
	});
}
