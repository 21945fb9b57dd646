import type {KnownHost} from '../core/cluster.js';
import type {State} from './state.js';

/** What one may begin with while there is no cluster. */
export type WelcomeChoice =
	| {readonly type: 'host'; readonly host: KnownHost}
	| {readonly type: 'other-host'}
	| {readonly type: 'demo'};

/** True while there is nothing to list: the first minutes. */
export function isFirstMinutes(state: State): boolean {
	return state.isLoaded && state.sessions.size === 0 && state.filter === '';
}

/** True where the first thing that is needed is a cluster. */
export function isWithoutCluster(state: State): boolean {
	return isFirstMinutes(state) && state.clusters.length === 0;
}

/** The hosts that ssh knows, any other one, and the cluster on this very machine. */
export function welcomeChoices({hosts}: State): readonly WelcomeChoice[] {
	return [
		...(hosts ?? []).map(host => ({type: 'host', host}) as const),
		{type: 'other-host'} as const,
		{type: 'demo'} as const,
	];
}

/** What the cursor is on. */
export function chosen(state: State): WelcomeChoice | undefined {
	return welcomeChoices(state)[state.choice];
}

/** The cursor a row up or down; it stays at the ends. */
export function moveChoice(state: State, by: number): State {
	const choice = Math.max(0, Math.min(state.choice + by, welcomeChoices(state).length - 1));
	return choice === state.choice ? state : {...state, choice};
}
