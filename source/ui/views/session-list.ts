import {listingOf} from '../selectors.js';
import type {State} from '../state.js';
import {type Row, seg} from '../text/row.js';
import type {Theme} from '../theme.js';
import type {Panel} from './panel.js';
import {columnsFor, columnTitles, sessionRow} from './session-row.js';

/** The list in its frame. Only what is in sight is made, so ten thousand sessions cost what ten do. */
export function sessionListPanel(state: State, theme: Theme, height: number): Panel {
	const {columns: width} = state.size;
	const inner = width - 2;
	const columns = columnsFor(inner);
	const {shown, rowOf} = listingOf(state);
	const room = Math.max(1, height - 3);
	const selected = state.selectedId === null ? 0 : (rowOf.get(state.selectedId) ?? 0);
	const rows = shown.slice(state.listTop, state.listTop + room).map(session => {
		const isSelected = session.id === state.selectedId;
		return sessionRow(session, {columns, width: inner, now: state.now, isSelected, theme});
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
	return [seg('sessions', 'title'), ...filter];
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
