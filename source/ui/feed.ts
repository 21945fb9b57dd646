import type {SessionDocument} from '../core/session-document.js';
import {remapped} from './key-remap.js';
import {badNotice, newsNotice} from './notices.js';
import type {Outside} from './outside.js';
import type {Store} from './store.js';
import {cleanDocument} from './text/clean.js';
import type {Wire} from './wire.js';

/** Changes that come within this time are one change of the screen. */
const GATHER_MS = 25;

/** What keeps the store as the daemon sees things. */
export type Feed = {
	/** Asks for everything and takes notices from then on; rejects with the daemon's fault. */
	load(): Promise<void>;
	close(): void;
};

/**
 * Brings what the daemon says into the store, cleaned. Notices that overtake the first answer wait for it, and a gap in
 * their numbers makes the whole be asked for anew.
 */
export function createFeed(wire: Wire, store: Store, {now, alert}: Pick<Outside, 'now' | 'alert'>): Feed {
	const gathered = createGathering(store);
	let isLoading = false;
	let waiting: (() => void)[] = [];
	let sequence: number | null = null;
	const inOrder = (step: () => void) => (isLoading ? void waiting.push(step) : step());
	const counted = (next: number, step: () => void) => {
		const isGap = sequence !== null && next > sequence + 1;
		sequence = next;
		if (isGap && !isLoading) {
			void load().catch(() => undefined);
		}

		inOrder(step);
	};
	const stops = [
		wire.on('session.changed', ({sequence: number, session}) =>
			counted(number, () => gathered.change(cleanDocument(session))),
		),
		wire.on('session.removed', ({sequence: number, id}) => counted(number, () => gathered.remove(id))),
		wire.on('history', ({sequence: number, id, entry}) =>
			counted(number, () => store.dispatch({type: 'history-grown', id, entry: cleanDocument(entry)})),
		),
		wire.on('cluster.changed', ({cluster}) =>
			inOrder(() => store.dispatch({type: 'cluster-changed', cluster: cleanDocument(cluster)})),
		),
		wire.on('cluster.testing', step => store.dispatch({type: 'trial-stepped', step: cleanDocument(step)})),
		wire.on('notification', notification => {
			const {name, text} = cleanDocument(notification);
			store.dispatch({type: 'noticed', notice: newsNotice(`${name}: ${text}`, now())});
			alert(notification);
		}),
		wire.on('prompt.asked', asked => store.dispatch({type: 'prompt-asked', asked: cleanDocument(asked)})),
		wire.on('prompt.closed', ({prompt}) => store.dispatch({type: 'prompt-closed', prompt})),
	];
	const load = async () => {
		isLoading = true;
		try {
			await askForAll(wire, store);
			void readKeys(wire, store);
		} finally {
			isLoading = false;
			const steps = waiting;
			waiting = [];
			for (const step of steps) {
				step();
			}
		}
	};
	return {
		async load() {
			sequence = null;
			await load();
		},
		close() {
			for (const stop of stops) {
				stop();
			}

			gathered.stop();
		},
	};
}

/** Keys that make no sense are told, and the usual ones hold. */
async function readKeys(wire: Wire, store: Store): Promise<void> {
	try {
		store.dispatch({type: 'keys-read', keys: remapped(await wire.call('settings.screen', {}))});
	} catch (error) {
		store.dispatch({type: 'noticed', notice: cleanDocument(badNotice(error, store.getState().now))});
	}
}

async function askForAll(wire: Wire, store: Store): Promise<void> {
	const [subscribed, all, clusters, apps] = await Promise.all([
		wire.call('session.subscribe', {}),
		wire.call('session.list', {all: true}),
		wire.call('cluster.list', {}),
		wire.call('app.list', {}),
	]);
	const sessions = new Map([...subscribed, ...all].map(session => [session.id, session]));
	store.dispatch({
		type: 'loaded',
		sessions: [...sessions.values()].map(cleanDocument),
		clusters: cleanDocument(clusters),
		apps: cleanDocument(apps),
	});
}

/** Takes changes of sessions together, so that a storm of them draws the screen once. */
function createGathering(store: Store) {
	let changed = new Map<string, SessionDocument>();
	let removed = new Set<string>();
	let timer: NodeJS.Timeout | undefined;
	const flush = () => {
		timer = undefined;
		store.dispatch({type: 'sessions-changed', changed: [...changed.values()], removed: [...removed]});
		changed = new Map();
		removed = new Set();
	};
	const soon = () => {
		timer ??= setTimeout(flush, GATHER_MS);
	};
	return {
		change(session: SessionDocument) {
			removed.delete(session.id);
			changed.set(session.id, session);
			soon();
		},
		remove(id: string) {
			changed.delete(id);
			removed.add(id);
			soon();
		},
		stop: () => clearTimeout(timer),
	};
}
