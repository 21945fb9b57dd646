import {headOf} from '../core/family.js';
import {entryOfChild} from '../core/history.js';
import type {Session} from '../core/session.js';
import type {HistoryEntry, SessionDocument} from '../core/session-document.js';
import type {NoticeName, Notices} from '../wire/calls.js';
import type {Connection} from './server.js';
import type {SessionStore} from './store.js';

/** Changes that come together are told together. */
const GATHER_MS = 40;
/** Bytes and log sizes change all the time: they are told this often, and only to those who watch. */
const COUNTERS_MS = 1000;

/** Tells subscribed clients what changed. What happens to a child is told as a change of its parent. */
export type Feed = {
	/** From now on this client is told. */
	subscribe(connection: Connection): void;
	/** Says something to whoever watches. */
	announce<Name extends NoticeName>(name: Name, notice: Notices[Name]): void;
	/** Something that is not in the journal changed (a counter). */
	touch(id: string): void;
	close(): void;
};

type Subscriber = {sequence: number; readonly connection: Connection};

/** The feed of a store. */
export function createFeed(store: SessionStore, toDocument: (session: Session) => SessionDocument): Feed {
	const subscribers = new Set<Subscriber>();
	const changed = new Set<string>();
	const touched = new Set<string>();
	let gathering: NodeJS.Timeout | undefined;

	const stop = store.listen(({id, session, before, entry}) => {
		const either = session ?? before;
		if (subscribers.size === 0 || either === null) {
			return;
		}

		const head = headOf(either, store.get).id;
		if (session === null && head === id) {
			changed.delete(id);
			tell(subscriber => subscriber.connection.notify('session.removed', {sequence: next(subscriber), id}));
			return;
		}

		if (entry !== null) {
			tellEntry(head, head === id ? entry : entryOfChild(either, entry));
		}

		mark(head);
	});
	const counters = setInterval(() => {
		for (const id of touched) {
			const session = store.get(id);
			if (session !== undefined) {
				mark(headOf(session, store.get).id);
			}
		}

		touched.clear();
	}, COUNTERS_MS);
	counters.unref();

	return {
		subscribe(connection) {
			if ([...subscribers].some(each => each.connection === connection)) {
				return;
			}

			const subscriber = {sequence: 0, connection};
			subscribers.add(subscriber);
			connection.onClose(() => subscribers.delete(subscriber));
		},
		announce(name, notice) {
			tell(({connection}) => connection.notify(name, notice));
		},
		touch(id) {
			if (subscribers.size > 0) {
				touched.add(id);
			}
		},
		close() {
			stop();
			clearInterval(counters);
			clearTimeout(gathering);
		},
	};

	function mark(id: string): void {
		changed.add(id);
		gathering ??= setTimeout(flush, GATHER_MS);
	}

	function flush(): void {
		gathering = undefined;
		for (const id of changed) {
			const session = store.get(id);
			if (session !== undefined) {
				const document = toDocument(session);
				tell(subscriber =>
					subscriber.connection.notify('session.changed', {sequence: next(subscriber), session: document}),
				);
			}
		}

		changed.clear();
	}

	function tellEntry(id: string, entry: HistoryEntry): void {
		tell(subscriber => subscriber.connection.notify('history', {sequence: next(subscriber), id, entry}));
	}

	function tell(say: (subscriber: Subscriber) => void): void {
		for (const subscriber of subscribers) {
			say(subscriber);
		}
	}
}

function next(subscriber: Subscriber): number {
	subscriber.sequence += 1;
	return subscriber.sequence;
}
