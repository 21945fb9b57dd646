import type {Intent} from './intents.js';
import type {LogLines} from './log-search.js';
import type {State} from './state.js';
import type {Theme} from './theme.js';
import {type Extent, extentOf} from './views/detail-pane.js';
import {readingOf, readingTop} from './views/reading-dialogs.js';

/** What scrolling depends on beside the state. */
export type Scrolling = {readonly log: LogLines; readonly theme: Theme};

type Step = Extract<Intent, {type: 'scroll'}>['by'];

/** Where scrolling leads: null where the pane starts by itself, which for a log is its end, and follows. */
export function scrolledTop(state: State, by: Step, {log, theme}: Scrolling): number | null {
	const reading = readingOf(state);
	const {overlay} = state;
	if (reading !== null && overlay !== null && 'top' in overlay) {
		const {room, lines} = reading;
		return readingTop(reading, stepped({first: 0, last: lines.length, room, top: overlay.top}, by));
	}

	const extent = extentOf(state, log, theme);
	const {last} = extent;
	const top = Math.max(extent.first, Math.min(stepped(extent, by), last));
	return extent.startsAtEnd && top === last ? null : top;
}

function stepped({first, last, room, top}: Pick<Extent, 'first' | 'last' | 'room' | 'top'>, by: Step): number {
	const page = Math.max(1, room - 1);
	return typeof by === 'number' ? top + by : {page: top + page, 'page-back': top - page, first, last}[by];
}
