import type {SessionDocument} from '../core/session-document.js';

type Sessions = ReadonlyMap<string, SessionDocument>;

/**
 * Live sessions, newest first, then ended ones, last ended first: an order that a change of state seldom touches, so that
 * the list lies still. `before` is kept where nothing that decides the order has changed.
 */
export function orderOf(sessions: Sessions, before: {readonly sessions: Sessions; readonly order: readonly string[]}) {
	const isSame =
		sessions.size === before.sessions.size &&
		[...sessions.values()].every(session => {
			const old = before.sessions.get(session.id);
			return old === session || (old !== undefined && placeOf(old) === placeOf(session));
		});
	return isSame ? before.order : sortedIds(sessions);
}

function sortedIds(sessions: Sessions): readonly string[] {
	return [...sessions.values()]
		.map(session => ({id: session.id, place: placeOf(session)}))
		.sort((one, other) => compare(other.place, one.place) || compare(one.id, other.id))
		.map(({id}) => id);
}

/** Greater comes first. ISO moments in UTC sort as text does. */
function placeOf(session: SessionDocument): string {
	return session.state === 'ended' ? `0 ${session.endedAt ?? session.createdAt}` : `1 ${session.createdAt}`;
}

function compare(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
