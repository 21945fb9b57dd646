import type {Clock} from '../core/clock.js';
import {childrenOf} from '../core/family.js';
import {Fault} from '../core/fault.js';
import {historyEntry} from '../core/history.js';
import {begin, reduce} from '../core/reduce.js';
import type {Session, SessionEvent} from '../core/session.js';
import type {HistoryEntry} from '../core/session-document.js';
import {type DiskTrouble, withBacklog} from './backlog.js';
import type {Journal} from './journal.js';

/** An event before it is given its time. */
type WithoutTime<Event> = Event extends SessionEvent ? Omit<Event, 'at'> : never;

/** What the store is given to record: it adds the time itself. */
export type NewEvent = WithoutTime<SessionEvent>;

/** Whom the store tells what changed. `session` null: it was removed. */
export type StoreListener = (change: {
	readonly id: string;
	readonly session: Session | null;
	readonly before: Session | null;
	readonly entry: HistoryEntry | null;
}) => void;

/** What is acted on: if it cannot be written down, it must not be. What was observed is true whether or not it is written. */
const DECISIVE: ReadonlySet<SessionEvent['type']> = new Set(['intended', 'asked', 'staged', 'moved', 'retired']);

/** All sessions of the user: events go in, are written down, and make the sessions. */
export type SessionStore = {
	all(): readonly Session[];
	get(id: string): Session | undefined;
	/** By id, by a unique prefix of one, or by name; a child also as SESSION/NAME. Throws `missing` (exit 3), or `usage` where a prefix fits several. */
	find(reference: string): Session;
	begin(event: Omit<Extract<SessionEvent, {type: 'intended'}>, 'at'>): Session;
	/** Writes the event down and takes it in. Throws where a decisive event cannot be written: it must not be acted on. */
	record(id: string, event: NewEvent): Session | undefined;
	/** Takes in what holds for this daemon's life only. */
	observe(id: string, event: NewEvent): Session | undefined;
	history(id: string): readonly HistoryEntry[];
	remove(id: string): void;
	listen(listener: StoreListener): () => void;
	/** Why the disk does not take what happens; null: it does. */
	readonly trouble: DiskTrouble | null;
	/** The last chance to write what it did not take. */
	close(): void;
};

export type StoreOptions = {
	readonly journal: Journal;
	readonly clock: Clock;
	readonly note: (line: string) => void;
	/** The trouble with the disk began, or is over. */
	readonly onTrouble?: () => void;
};

/** The store with all that the journal holds. */
export function openStore({journal: disk, clock, note, onTrouble = () => {}}: StoreOptions): SessionStore {
	const journal = withBacklog({
		journal: disk,
		clock,
		note,
		onTrouble,
		isDecisive: ({type}) => DECISIVE.has(type),
	});
	const sessions = new Map<string, Session>();
	const listeners = new Set<StoreListener>();
	for (const {id, events, torn} of journal.readAll()) {
		const session = rebuild(events);
		if (torn) {
			note(`the journal of ${id} was cut short; its last line is left out`);
		}

		if (session === null) {
			// Cut before its first line was whole: nothing had been done yet.
			journal.remove(id);
		} else {
			sessions.set(session.id, session);
		}
	}

	return {
		all: () => [...sessions.values()],
		get: id => sessions.get(id),
		find: reference => find([...sessions.values()], reference),
		begin(event) {
			const timed: Extract<SessionEvent, {type: 'intended'}> = {...event, at: clock.now()};
			journal.append(event.id, timed);
			const session = begin(timed);
			tell(event.id, null, session, timed);
			return session;
		},
		record: (id, event) => take(id, {...event, at: clock.now()}, true),
		observe: (id, event) => take(id, {...event, at: clock.now()}, false),
		history(id) {
			const entries: HistoryEntry[] = [];
			let session: Session | null = null;
			for (const event of journal.read(id)) {
				const entry = historyEntry(event, session);
				session = session === null ? rebuild([event]) : reduce(session, event);
				if (entry !== null) {
					entries.push(entry);
				}
			}

			return entries;
		},
		remove(id) {
			const before = sessions.get(id) ?? null;
			journal.remove(id);
			sessions.delete(id);
			for (const listener of listeners) {
				listener({id, session: null, before, entry: null});
			}
		},
		listen(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		get trouble() {
			return journal.trouble;
		},
		close: () => journal.close(),
	};

	function take(id: string, event: SessionEvent, isKept: boolean): Session | undefined {
		const before = sessions.get(id);
		if (before === undefined) {
			return undefined;
		}

		const session = reduce(before, event);
		if (session === before) {
			return before;
		}

		if (isKept && !isOnlySight(before, session, event)) {
			journal.append(id, event);
		}

		tell(id, before, session, event);
		return session;
	}

	function tell(id: string, before: Session | null, session: Session, event: SessionEvent): void {
		sessions.set(id, session);
		const entry = historyEntry(event, before);
		for (const listener of listeners) {
			listener({id, session, before, entry});
		}
	}
}

function rebuild(events: readonly SessionEvent[]): Session | null {
	const [first, ...rest] = events;
	return first?.type === 'intended' ? rest.reduce(reduce, begin(first)) : null;
}

/** A report that says nothing new is not worth a line: it would be one every half minute, for ever. */
function isOnlySight(before: Session, after: Session, event: SessionEvent): boolean {
	return (
		event.type === 'reported' && JSON.stringify(before.job) === JSON.stringify(after.job) && before.node === after.node
	);
}

/** Only in full does a child answer to its id: people's prefixes are not to collide with what they do not see. */
function find(sessions: readonly Session[], reference: string): Session {
	const slash = reference.lastIndexOf('/');
	if (slash >= 0) {
		return findChild(sessions, find(sessions, reference.slice(0, slash)), reference.slice(slash + 1));
	}

	const wanted = reference.toUpperCase();
	const byId = sessions.filter(session => session.id === wanted);
	const byName = sessions.filter(session => session.name === reference);
	const liveByName = byName.filter(session => session.end === null);
	const byPrefix = wanted === '' ? [] : sessions.filter(({id, parent}) => parent === null && id.startsWith(wanted));
	const found = [byId, liveByName, byName.slice(-1), byPrefix].find(matches => matches.length > 0) ?? [];
	const [session, another] = found;
	if (another !== undefined) {
		throw new Fault('usage', `${JSON.stringify(reference)} fits ${found.length} sessions`, {
			hint: found.map(match => `${match.id} (${match.name})`).join(', '),
		});
	}

	if (session === undefined) {
		throw new Fault('missing', `there is no session ${JSON.stringify(reference)}`, {
			hint: 'see them with: hpctui ls --all',
		});
	}

	return session;
}

function findChild(sessions: readonly Session[], parent: Session, name: string): Session {
	const child = childrenOf(sessions, parent.id).findLast(each => each.parent?.name === name);
	if (child === undefined) {
		throw new Fault('missing', `session ${parent.name} has no part ${JSON.stringify(name)}`, {
			hint: `see them with: hpctui show ${parent.name}`,
		});
	}

	return child;
}
