import {type ListRow, listingOf} from '../selectors.js';
import {SORT_WORDS} from '../session-order.js';
import type {State} from '../state.js';
import {fitRow, type Row, seg} from '../text/row.js';
import type {Theme} from '../theme.js';
import type {Panel} from './panel.js';
import {columnsFor, columnTitles, sessionRow} from './session-row.js';

/** The list in its frame. Only what is in sight is made, so ten thousand sessions cost what ten do. */
export function sessionListPanel(state: State, theme: Theme, height: number): Panel {
	const {columns: width} = state.size;
	const inner = width - 2;
	const columns = columnsFor(inner);
	const {indexOf, rows: all} = listingOf(state);
	const room = Math.max(1, height - 3);
	const selected = state.selectedId === null ? 0 : (indexOf.get(state.selectedId) ?? 0);
	const rows = all.slice(state.listTop, state.listTop + room).map(row => {
		if (row.type === 'cluster') {
			return clusterHeading(row, inner);
		}

		const {session} = row;
		const [isSelected, isMarked] = [session.id === state.selectedId, state.marks.has(session.id)];
		return sessionRow(session, {columns, width: inner, now: state.now, isSelected, isMarked, theme});
	});
	const body = rows.length === 0 ? [nothingShown(state)] : rows;
	return {
		width,
		height,
		padding: 0,
		title: title(state),
		right: position(state, selected, room),
		rows: [columnTitles(columns, inner), ...body],
		isActive: true,
	};
}

function title(state: State): Row {
	const filter = state.filter.trim() === '' ? [] : [seg(' matching ', 'dim'), seg(state.filter, 'warn')];
	const marks = state.marks.size === 0 ? [] : [seg(` ${state.marks.size} marked`, 'warn')];
	const sort = state.sort === 'newest' ? [] : [seg(` ${SORT_WORDS[state.sort]}`, 'dim')];
	return [seg('sessions', 'title'), ...sort, ...filter, ...marks];
}

/** Above the sessions of a cluster. */
function clusterHeading({name, sessions, ready}: Extract<ListRow, {type: 'cluster'}>, width: number): Row {
	return fitRow(
		[seg(name, 'title'), seg(`  ${sessions} ${sessions === 1 ? 'session' : 'sessions'}, ${ready} ready`, 'dim')],
		width,
	);
}

/** Where in a long list the cursor is, and what is not shown. */
function position(state: State, selected: number, room: number): Row {
	const {shown, hiddenEnded} = listingOf(state);
	const place = shown.length > room ? [`${selected + 1} of ${shown.length}`] : [];
	const hidden = hiddenEnded > 0 ? [`${hiddenEnded} ended: a shows`] : [];
	const words = [...place, ...hidden].join('  ');
	return words === '' ? [] : [seg(words, 'dim')];
}

function nothingShown(state: State): Row {
	if (!state.isLoaded) {
		return [seg('  asking the daemon …', 'dim')];
	}

	if (state.filter.trim() !== '') {
		return [seg(`  no session matches “${state.filter}”; Esc clears the filter`, 'dim')];
	}

	return [seg('  nothing runs; n makes a new session', 'dim')];
}
