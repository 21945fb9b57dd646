import {listingOf, selectedSession} from './selectors.js';
import type {Deed, State} from './state.js';

/** The ids that an action goes to: those of the marked sessions that it fits, else the one under the cursor. */
export function actedOn(state: State, what: Deed): readonly string[] {
	const isFitting = (id: string) => (state.sessions.get(id)?.state === 'ended') === (what === 'forget');
	const selected = selectedSession(state);
	const wanted = state.marks.size > 0 ? state.order.filter(id => state.marks.has(id)) : selected ? [selected.id] : [];
	return wanted.filter(isFitting);
}

/** Asks before anything is done, naming what was there when the key was pressed. */
export function askAbout(state: State, what: Deed): State {
	const ids = actedOn(state, what);
	return ids.length === 0 ? state : {...state, overlay: {type: 'confirm', what, ids}};
}

/** All that are shown; none where all of them are marked already. */
export function markAll(state: State): State['marks'] {
	const shown = listingOf(state).shown.map(({id}) => id);
	return shown.every(id => state.marks.has(id)) ? new Set() : new Set([...state.marks, ...shown]);
}

/** The marks with this one set, or taken away where it was. */
export function toggled(marks: State['marks'], id: string | null): State['marks'] {
	if (id === null) {
		return marks;
	}

	return marks.has(id) ? new Set([...marks].filter(mark => mark !== id)) : new Set([...marks, id]);
}

/** The state with these marks. */
export function withMarks(state: State, marks: State['marks']): State {
	return {...state, marks};
}
