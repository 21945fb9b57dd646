import type {Action} from './actions.js';
import {layoutOf, withCursorInSight} from './layout.js';
import {withForm} from './memory.js';
import {GOOD_MS} from './notices.js';
import {reduceCommand} from './reduce-command.js';
import {reduceFacts} from './reduce-facts.js';
import {reduceIntent} from './reduce-intent.js';
import {reduceTrial} from './reduce-trial.js';
import {reduceTyping} from './reduce-typing.js';
import type {Notice, Overlay, State} from './state.js';

/** The state and its listeners: what React's `useSyncExternalStore` wants. */
export type Store = {
	getState(): State;
	dispatch(action: Action): void;
	subscribe(listener: () => void): () => void;
};

/** A store that begins with this state. */
export function createStore(initial: State): Store {
	let state = initial;
	const listeners = new Set<() => void>();
	return {
		getState: () => state,
		dispatch(action) {
			const next = reduce(state, action);
			if (next !== state) {
				state = next;
				for (const listener of [...listeners]) {
					listener();
				}
			}
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

/** The next state: pure, without clock and without calls. */
export function reduce(state: State, action: Action): State {
	const next = step(state, action);
	return next === state ? state : withCursorInSight(next);
}

function step(state: State, action: Action): State {
	switch (action.type) {
		case 'intended':
			return reduceIntent(state, action.intent);
		case 'typed':
		case 'pasted':
			return reduceTyping(state, action);
		case 'searched':
			return {...state, search: action.text, found: null, overlay: null};
		case 'found':
			return showLine(state, action.line);
		case 'scrolled':
			return scrollTo(state, action.top);
		case 'noticed':
			return tell(state, action.notice);
		case 'resized':
			return {...state, size: action.size};
		case 'ticked':
			return tick(state, action.now);
		case 'candidates-found':
		case 'command-begun':
		case 'command-ended':
			return reduceCommand(state, action);
		case 'trial-begun':
		case 'trial-stepped':
		case 'trial-ended':
			return reduceTrial(state, action);
		case 'form-busy':
		case 'form-refused':
		case 'planned':
		case 'estimated':
		case 'submitted':
		case 'extend-busy':
		case 'extend-refused':
		case 'overlay-closed':
			return reduceAnswer(state, action);
		case 'connection-changed':
		case 'loaded':
		case 'sessions-changed':
		case 'cluster-changed':
		case 'keys-read':
		case 'hosts-read':
		case 'limits-changed':
		case 'usage-told':
		case 'history-read':
		case 'history-grown':
		case 'log-changed':
		case 'prompt-asked':
		case 'prompt-closed':
			return reduceFacts(state, action);
	}
}

type Answer = Extract<
	Action,
	{
		type:
			| 'form-busy'
			| 'form-refused'
			| 'planned'
			| 'estimated'
			| 'submitted'
			| 'extend-busy'
			| 'extend-refused'
			| 'overlay-closed';
	}
>;

/** Answers to what a dialog asked for. One that comes after its dialog was closed changes nothing. */
function reduceAnswer(state: State, action: Answer): State {
	const {overlay} = state;
	if (action.type === 'submitted') {
		const sessions = reduceFacts(state, {type: 'sessions-changed', changed: [action.session], removed: []});
		const forms = isForm(overlay) ? withForm(state.forms, overlay.form.values) : state.forms;
		return {...sessions, forms, overlay: isForm(overlay) ? null : overlay, selectedId: action.session.id, top: null};
	}

	if (action.type === 'overlay-closed') {
		return {...state, overlay: null};
	}

	if (overlay?.type === 'extend') {
		return {...state, overlay: extendAnswered(overlay, action)};
	}

	if (overlay?.type === 'cluster-form') {
		return {...state, overlay: clusterFormAnswered(overlay, action)};
	}

	return isForm(overlay) ? {...state, overlay: formAnswered(overlay, action)} : state;
}

type ExtendOverlay = Extract<Overlay, {type: 'extend'}>;
type FormOverlay = Extract<Overlay, {type: 'form' | 'preview'}>;

function extendAnswered(overlay: ExtendOverlay, action: Answer): Overlay {
	if (action.type === 'extend-busy') {
		return {...overlay, isBusy: true, fault: null};
	}

	return action.type === 'extend-refused' ? {...overlay, isBusy: false, fault: action.fault} : overlay;
}

function formAnswered(overlay: FormOverlay, action: Answer): Overlay {
	const {form} = overlay;
	if (action.type === 'form-busy') {
		return {...overlay, form: {...form, busy: action.busy, fault: null}};
	}

	if (action.type === 'form-refused') {
		return {type: 'form', form: {...form, busy: null, fault: action.fault}};
	}

	if (action.type === 'estimated') {
		return overlay.type === 'preview' && overlay.plan === action.plan ? {...overlay, start: action.start} : overlay;
	}

	return action.type === 'planned' && form.busy === 'planning'
		? {type: 'preview', form: {...form, busy: null}, plan: action.plan, start: 'asking', top: 0}
		: overlay;
}

function clusterFormAnswered(overlay: Extract<Overlay, {type: 'cluster-form'}>, action: Answer): Overlay {
	const {form} = overlay;
	if (action.type === 'form-busy') {
		return {...overlay, form: {...form, busy: action.busy, fault: null}};
	}

	return action.type === 'form-refused' ? {...overlay, form: {...form, busy: null, fault: action.fault}} : overlay;
}

function isForm(overlay: Overlay | null): overlay is FormOverlay {
	return overlay?.type === 'form' || overlay?.type === 'preview';
}

/** Notices that can be reread. */
const TOLD_MAX = 200;

/** Quiet words about keys are not for rereading. */
function tell(state: State, notice: Notice): State {
	const isFleeting = notice.tone === 'note' && notice.until - state.now < GOOD_MS;
	const told = isFleeting ? state.told : [...state.told, {...notice, at: state.now}].slice(-TOLD_MAX);
	return {...state, notice, told};
}

/** A found line stands in the middle, the log zoomed or not as it was. */
function showLine(state: State, line: number): State {
	const top = Math.max(0, line - Math.floor(layoutOf(state).paneRoom / 2));
	return {...state, pane: 'log', found: line, top};
}

function scrollTo(state: State, top: number | null): State {
	const {overlay} = state;
	return overlay !== null && 'top' in overlay ? {...state, overlay: {...overlay, top: top ?? 0}} : {...state, top};
}

function tick(state: State, now: number): State {
	const notice = state.notice !== null && state.notice.until <= now ? null : state.notice;
	return {...state, now, notice};
}
