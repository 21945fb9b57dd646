import type {Intent} from './intents.js';
import type {State} from './state.js';
import type {Theme} from './theme.js';
import {type Extent, extentOf} from './views/detail-pane.js';
import {readingOf, readingTop} from './views/reading-dialogs.js';

type Step = Extract<Intent, {type: 'scroll'}>['by'];

/** Where scrolling leads: null where the pane starts by itself, which for a log is its end, and follows. */
export function scrolledTop(state: State, by: Step, theme: Theme): number | null {
	const reading = readingOf(state);
	const {overlay} = state;
	if (reading !== null && overlay !== null && 'top' in overlay) {
		const extent = {first: 0, end: reading.lines.length, room: reading.room, top: overlay.top};
		return readingTop(reading, stepped({...extent, startsAtEnd: false}, by));
	}

	const extent = extentOf(state, theme);
	const last = Math.max(extent.first, extent.end - extent.room);
	const top = Math.max(extent.first, Math.min(stepped(extent, by), last));
	return extent.startsAtEnd && top === last ? null : top;
}

function stepped({first, end, room, top}: Extent, by: Step): number {
	const page = Math.max(1, room - 1);
	return typeof by === 'number' ? top + by : {page: top + page, 'page-back': top - page, first, last: end}[by];
}
