import type {SessionDocument} from '../core/session-document.js';

type Sessions = ReadonlyMap<string, SessionDocument>;

/** What the list may be sorted by. By cluster, each has its heading. */
export const SORTS = ['newest', 'name', 'state', 'end', 'cluster'] as const;

/** One of the orders of the list. */
export type Sort = (typeof SORTS)[number];

/** How the list says what it is sorted by; the usual order needs no word. */
export const SORT_WORDS: Readonly<Record<Sort, string>> = {
	newest: 'newest first',
	name: 'by name',
	state: 'by state',
	end: 'what ends first',
	cluster: 'by cluster',
};

type Ordered = {readonly sessions: Sessions; readonly order: readonly string[]; readonly sort: Sort};

/**
 * Live sessions in the order that was asked for, then ended ones, last ended first (by cluster, within theirs). `before` is kept where
 * nothing that decides the order has changed, so that the list lies still.
 */
export function orderOf(sessions: Sessions, sort: Sort, before: Ordered): readonly string[] {
	const isSame =
		sort === before.sort &&
		sessions.size === before.sessions.size &&
		[...sessions.values()].every(session => {
			const old = before.sessions.get(session.id);
			return old === session || (old !== undefined && isSamePlace(placeOf(old, sort), placeOf(session, sort)));
		});
	return isSame ? before.order : sortedIds(sessions, sort);
}

/** Compared word by word, each smaller one first; the last one the other way round, since ISO moments put newer later. */
type Place = readonly [group: string, ended: string, key: string, moment: string];

function sortedIds(sessions: Sessions, sort: Sort): readonly string[] {
	return [...sessions.values()]
		.map(session => ({id: session.id, place: placeOf(session, sort)}))
		.sort((one, other) => comparePlaces(one.place, other.place) || compare(one.id, other.id))
		.map(({id}) => id);
}

function placeOf(session: SessionDocument, sort: Sort): Place {
	const isEnded = session.state === 'ended';
	const moment = isEnded ? (session.endedAt ?? session.createdAt) : session.createdAt;
	const group = sort === 'cluster' ? session.cluster : '';
	return [group, isEnded ? '1' : '0', isEnded ? '' : keyOf(session, sort), moment];
}

function keyOf({name, state, job}: SessionDocument, sort: Sort): string {
	switch (sort) {
		case 'name':
			return name.toLowerCase();
		case 'state':
			return String(STATES.indexOf(state));
		case 'end':
			// What has no end, or none that is known yet, comes after all that has.
			return job.endsAt ?? '~';
		case 'newest':
		case 'cluster':
			return '';
	}
}

/** What wants a look comes first. */
const STATES: readonly SessionDocument['state'][] = [
	'reconnecting',
	'submitting',
	'queued',
	'starting',
	'ready',
	'ended',
];

function comparePlaces(one: Place, other: Place): number {
	return (
		compare(one[0], other[0]) || compare(one[1], other[1]) || compare(one[2], other[2]) || compare(other[3], one[3])
	);
}

function isSamePlace(one: Place, other: Place): boolean {
	return one.every((word, index) => word === other[index]);
}

function compare(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
