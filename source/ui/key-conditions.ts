import {actedOn} from './marks.js';
import {selectedSession} from './selectors.js';
import type {State} from './state.js';

/** Whether a key means something now, or why not: the `when` of the key table. */

export function isTrialOver({overlay}: State): true | string {
	const isUnderWay = overlay?.type === 'trial' && overlay.trial.result === null && overlay.trial.fault === null;
	return !isUnderWay || 'the test is not over yet';
}

export function hasCluster(state: State): true | string {
	return state.clusters.length > 0 || 'no cluster yet: c adds one';
}

export function hasSelection(state: State): true | string {
	return selectedSession(state) !== undefined || 'no session is selected';
}

export function hasSessions(state: State): true | string {
	return state.sessions.size > 0 || 'there are no sessions yet';
}

export function isLive(state: State): true | string {
	const session = selectedSession(state);
	return session === undefined ? 'no session is selected' : session.state !== 'ended' || `${session.name} has ended`;
}

/** Of what would be acted on, at least one lives. */
export function hasLive(state: State): true | string {
	return state.marks.size === 0 ? isLive(state) : actedOn(state, 'stop').length > 0 || 'what is marked has ended';
}

export function hasOver(state: State): true | string {
	return state.marks.size === 0
		? isOver(state)
		: actedOn(state, 'forget').length > 0 || 'nothing that is marked has ended';
}

function isOver(state: State): true | string {
	const session = selectedSession(state);
	if (session === undefined) {
		return 'no session is selected';
	}

	return session.state === 'ended' || `${session.name} has not ended: x stops it`;
}

export function hasUrl(state: State): true | string {
	const session = selectedSession(state);
	if (session === undefined) {
		return 'no session is selected';
	}

	return (session.url !== null && session.state !== 'ended') || `${session.name} has no URL ${ended(session.state)}`;
}

function ended(state: string): string {
	return state === 'ended' ? 'any more: it has ended' : `yet: it is ${state}`;
}
