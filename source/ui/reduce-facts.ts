import type {SessionDocument} from '../core/session-document.js';
import type {Usage} from '../core/usage.js';
import type {Action} from './actions.js';
import {listingOf} from './selectors.js';
import {orderOf} from './session-order.js';
import type {State} from './state.js';
import {EMPTY_INPUT} from './text-input.js';

/** Actions that tell what the daemon said. */
export type Fact = Extract<
	Action,
	{
		type:
			| 'connection-changed'
			| 'loaded'
			| 'sessions-changed'
			| 'cluster-changed'
			| 'keys-read'
			| 'hosts-read'
			| 'limits-changed'
			| 'usage-told'
			| 'history-read'
			| 'history-grown'
			| 'log-changed'
			| 'prompt-asked'
			| 'prompt-closed';
	}
>;

/** Events of one session that are kept: a screen shows fewer. */
const HISTORY_MAX = 2000;

/** Two minutes of samples: more than a pane is wide for. */
const USAGE_MAX = 60;

function usageTold(state: State, id: string, usage: Usage): State {
	const before = state.usage?.id === id ? state.usage.samples : [];
	return {...state, usage: {id, samples: [...before, usage].slice(-USAGE_MAX)}};
}

/** What the daemon said, taken into the state. */
export function reduceFacts(state: State, action: Fact): State {
	switch (action.type) {
		case 'connection-changed':
			return connectionChanged(state, action.connection);
		case 'loaded':
			return loaded(state, action);
		case 'sessions-changed':
			return sessionsChanged(state, action.changed, action.removed);
		case 'cluster-changed':
			return {...state, clusters: withCluster(state.clusters, action.cluster)};
		case 'keys-read':
			return {...state, keys: action.keys};
		case 'hosts-read':
			return {...state, hosts: action.hosts};
		case 'limits-changed':
			return {...state, limits: {...state.limits, [action.cluster]: action.limits}};
		case 'usage-told':
			return usageTold(state, action.id, action.usage);
		case 'history-read':
			return {...state, history: {id: action.id, entries: action.entries.slice(-HISTORY_MAX)}};
		case 'history-grown':
			return state.history?.id === action.id
				? {...state, history: {id: action.id, entries: [...state.history.entries, action.entry].slice(-HISTORY_MAX)}}
				: state;
		case 'log-changed':
			return logChanged(state, action);
		case 'prompt-asked':
			return promptAsked(state, action.asked);
		case 'prompt-closed':
			return {...state, prompts: state.prompts.filter(({prompt}) => prompt !== action.prompt)};
	}
}

function logChanged(state: State, {first, end, isReading}: Extract<Fact, {type: 'log-changed'}>): State {
	return {...state, log: {first, end, isReading, version: state.log.version + 1}};
}

/** Questions belong to a connection: those of one that broke can no longer be answered. */
function connectionChanged(state: State, connection: State['connection']): State {
	return {...state, connection, prompts: connection.type === 'lost' ? [] : state.prompts};
}

function loaded(state: State, {sessions, clusters, apps}: Extract<Fact, {type: 'loaded'}>): State {
	const map = new Map(sessions.map(session => [session.id, session]));
	const order = orderOf(map, state.sort, state);
	return withCursor({...state, isLoaded: true, sessions: map, order, clusters: sortByName(clusters), apps}, state);
}

function sessionsChanged(state: State, changed: readonly SessionDocument[], removed: readonly string[]): State {
	const sessions = new Map(state.sessions);
	for (const session of changed) {
		sessions.set(session.id, session);
	}

	for (const id of removed) {
		sessions.delete(id);
	}

	return withCursor(
		{...state, sessions, order: orderOf(sessions, state.sort, state), marks: without(state.marks, removed)},
		state,
	);
}

/** Marks of sessions that are gone go with them. */
function without(marks: State['marks'], removed: readonly string[]): State['marks'] {
	return removed.some(id => marks.has(id)) ? new Set([...marks].filter(id => !removed.includes(id))) : marks;
}

/**
 * The cursor stays on its session wherever that moves. Where the session is no longer shown, it goes to the one that
 * stands in its row now.
 */
export function withCursor(state: State, before: State): State {
	const {shown, indexOf} = listingOf(state);
	if (state.selectedId !== null && indexOf.has(state.selectedId)) {
		return state;
	}

	const row = state.selectedId === null ? 0 : (listingOf(before).indexOf.get(state.selectedId) ?? 0);
	const next = shown[Math.min(row, shown.length - 1)]?.id ?? null;
	return next === state.selectedId ? state : {...state, selectedId: next, top: null};
}

function withCluster(clusters: State['clusters'], changed: State['clusters'][number]): State['clusters'] {
	return sortByName([...clusters.filter(({name}) => name !== changed.name), changed]);
}

function sortByName<Named extends {readonly name: string}>(named: readonly Named[]): readonly Named[] {
	return [...named].sort((one, other) => (one.name < other.name ? -1 : 1));
}

function promptAsked(state: State, asked: Extract<Fact, {type: 'prompt-asked'}>['asked']): State {
	const isKnown = state.prompts.some(({prompt}) => prompt === asked.prompt);
	const count = Math.max(1, asked.question.prompts.length);
	const inputs = Array.from({length: count}, () => EMPTY_INPUT);
	return isKnown ? state : {...state, prompts: [...state.prompts, {...asked, inputs, focus: 0}]};
}
