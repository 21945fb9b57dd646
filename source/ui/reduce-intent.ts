import {openClusterForm} from './cluster-form.js';
import {moveField, openForm, turnChoice} from './form.js';
import type {Intent} from './intents.js';
import {layoutOf} from './layout.js';
import {askAbout, markAll, toggled, withMarks} from './marks.js';
import {PANES} from './panes.js';
import {EMPTY_COMMAND, recallCommand} from './reduce-command.js';
import {withCursor} from './reduce-facts.js';
import {isAttachable, listingOf, selectedSession} from './selectors.js';
import {orderOf, SORTS, type Sort} from './session-order.js';
import type {Form, Overlay, State} from './state.js';
import {inputOf} from './text-input.js';
import {chosen, moveChoice} from './welcome-choices.js';

/** What an intent changes on the screen itself. Those that reach outside change nothing here. */
export function reduceIntent(state: State, intent: Intent): State {
	switch (intent.type) {
		case 'move-cursor':
			return moveCursor(state, intent.by);
		case 'show-pane':
			return {...state, pane: intent.pane, top: null};
		case 'turn-pane':
			return turnPane(state, intent.by);
		case 'enter-session':
			return isAttachable(selectedSession(state)) ? state : {...state, pane: 'log', isZoomed: true, top: null};
		case 'toggle-zoom':
			return {...state, isZoomed: !state.isZoomed, top: null};
		case 'toggle-ended':
			return withCursor({...state, showsEnded: !state.showsEnded}, state);
		case 'open-filter':
			return withOverlay(state, {type: 'filter', input: inputOf(state.filter), before: state.filter});
		case 'open-search':
			return withOverlay({...state, pane: 'log'}, {type: 'search', input: inputOf(state.search)});
		case 'toggle-wrap':
			return {...state, isWrapped: !state.isWrapped};
		case 'open-help':
			return withOverlay(state, {type: 'help', top: 0});
		case 'open-command':
			return withOverlay(state, {type: 'command', command: {...EMPTY_COMMAND, input: inputOf(intent.text ?? '')}});
		case 'open-notices':
			return withOverlay(state, {type: 'notices', top: state.told.length});
		case 'recall-command':
			return recallCommand(state, intent.by);
		case 'open-form':
			return withOverlay(state, {type: 'form', form: openForm(state)});
		case 'open-cluster-form':
			return withOverlay(state, {type: 'cluster-form', form: openClusterForm(null)});
		case 'move-choice':
			return moveChoice(state, intent.by);
		case 'take-choice':
			return takeChoice(state);
		case 'open-extend':
			return onSelected(state, id => ({type: 'extend', id, input: inputOf('+1h'), isBusy: false, fault: null}));
		case 'ask-renew':
			return askAbout(state, 'renew');
		case 'ask-stop':
			return askAbout(state, 'stop');
		case 'ask-forget':
			return askAbout(state, 'forget');
		case 'toggle-mark':
			return moveCursor(withMarks(state, toggled(state.marks, state.selectedId)), 1);
		case 'mark-all':
			return withMarks(state, markAll(state));
		case 'turn-sort':
			return sortedBy(state, SORTS[(SORTS.indexOf(state.sort) + 1) % SORTS.length] ?? 'newest');
		case 'step-back':
			return stepBack(state);
		case 'accept':
			return accept(state);
		case 'move-field':
			return moveFocus(state, intent.by);
		case 'turn-choice':
			return withForm(state, form => turnChoice(state, form, intent.by));
		case 'scroll':
		case 'find':
		case 'toggle-follow':
		case 'complete-command':
		case 'copy-url':
		case 'open-url':
		case 'redraw':
		case 'suspend':
		case 'leave':
			return state;
	}
}

function withOverlay(state: State, overlay: Overlay): State {
	return {...state, overlay};
}

function onSelected(state: State, overlayFor: (id: string) => Overlay): State {
	const session = selectedSession(state);
	return session === undefined ? state : withOverlay(state, overlayFor(session.id));
}

function moveCursor(state: State, by: Extract<Intent, {type: 'move-cursor'}>['by']): State {
	const {shown, indexOf} = listingOf(state);
	const row = state.selectedId === null ? 0 : (indexOf.get(state.selectedId) ?? 0);
	const page = Math.max(1, layoutOf(state).listRoom - 1);
	const wanted =
		typeof by === 'number' ? row + by : {page: row + page, 'page-back': row - page, first: 0, last: 1e9}[by];
	const id = shown[Math.max(0, Math.min(wanted, shown.length - 1))]?.id ?? null;
	return id === state.selectedId ? state : {...state, selectedId: id, top: null};
}

function turnPane(state: State, by: number): State {
	const index = PANES.indexOf(state.pane) + by + PANES.length;
	return {...state, pane: PANES[index % PANES.length] ?? 'log', top: null};
}

/** Esc: closes what is on top; a scrolled pane goes back to its place; the zoom, then the filter, is undone. */
function stepBack(state: State): State {
	const {overlay} = state;
	if (state.prompts.length > 0) {
		return {...state, prompts: state.prompts.slice(1)};
	}

	if (overlay?.type === 'filter') {
		return withCursor({...state, overlay: null, filter: overlay.before}, state);
	}

	if (overlay !== null) {
		return {...state, overlay: below(overlay)};
	}

	if (state.notice !== null) {
		return {...state, notice: null};
	}

	if (state.search !== '') {
		return {...state, search: '', found: null};
	}

	if (state.marks.size > 0) {
		return withMarks(state, new Set());
	}

	if (state.isZoomed) {
		return {...state, isZoomed: false, top: null};
	}

	return state.top === null ? withCursor({...state, filter: ''}, state) : {...state, top: null};
}

/** What a dialog lies over: a script over its form, a test that came to nothing over what was typed. */
function below(overlay: Overlay): Overlay | null {
	if (overlay.type === 'preview') {
		return {type: 'form', form: overlay.form};
	}

	return overlay.type === 'trial' && overlay.trial.result?.ok !== true
		? {type: 'cluster-form', form: overlay.form}
		: null;
}

/** Enter. Dialogs that ask the daemon stay open until it has answered. */
function accept(state: State): State {
	const [asked, ...others] = state.prompts;
	if (asked !== undefined) {
		const isLast = asked.focus >= asked.inputs.length - 1;
		return {...state, prompts: isLast ? others : [{...asked, focus: asked.focus + 1}, ...others]};
	}

	const {overlay} = state;
	if (overlay?.type === 'trial' && overlay.trial.result?.ok === true) {
		return withOverlay(state, {type: 'form', form: openForm(state, overlay.trial.cluster)});
	}

	if (overlay?.type === 'confirm') {
		// What was marked was marked for this.
		return {...state, overlay: null, marks: new Set()};
	}

	return overlay?.type === 'filter' ? {...state, overlay: null} : state;
}

/** Sorted anew, with the cursor on its session. */
function sortedBy(state: State, sort: Sort): State {
	return {...state, sort, order: orderOf(state.sessions, sort, state)};
}

function moveFocus(state: State, by: number): State {
	const [asked, ...others] = state.prompts;
	if (asked !== undefined) {
		const focus = (asked.focus + by + asked.inputs.length) % asked.inputs.length;
		return {...state, prompts: [{...asked, focus}, ...others]};
	}

	return withForm(state, form => moveField(state, form, by));
}

function withForm(state: State, change: (form: Form) => Form): State {
	const {overlay} = state;
	return overlay?.type === 'form' || overlay?.type === 'cluster-form'
		? withOverlay(state, {type: overlay.type, form: change(overlay.form)})
		: state;
}

/** A host opens the form with what ssh knows of it; the demo is started by effects.ts. */
function takeChoice(state: State): State {
	const choice = chosen(state);
	return choice === undefined || choice.type === 'demo'
		? state
		: withOverlay(state, {type: 'cluster-form', form: openClusterForm(choice.type === 'host' ? choice.host : null)});
}
