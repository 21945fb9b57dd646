import type {LogFollower} from './log-follower.js';
import {selectedSession} from './selectors.js';
import type {State} from './state.js';
import type {Store} from './store.js';
import {cleanDocument} from './text/clean.js';
import type {UsageFollower} from './usage-follower.js';
import {isWithoutCluster} from './welcome-choices.js';
import type {Wire} from './wire.js';

/** What the state is watched for. */
export type Watched = {
	readonly wire: Wire;
	readonly log: LogFollower;
	readonly usage: UsageFollower;
	readonly sshConfig: string | null;
};

/**
 * Asks the daemon for what the screen looks at: the log and the history of the session under the cursor, the limits of
 * the cluster in the form. Looks after each change of the state; asks once for each thing.
 */
export function watchState(store: Store, {wire, log, usage, sshConfig}: Watched): () => void {
	let wantedHistory: string | null = null;
	let wasAway = false;
	let hasAskedForHosts = false;
	const look = () => {
		const state = store.getState();
		if (state.connection.type !== 'up') {
			wantedHistory = null;
			wasAway = true;
			return;
		}

		if (wasAway) {
			// Subscriptions end with their connection. What is shown stays until the new one brings it again.
			wasAway = false;
			log.watch(undefined);
			usage.watch(undefined);
		}

		log.watch(state.pane === 'log' ? selectedSession(state) : undefined);
		usage.watch(state.pane === 'job' ? selectedSession(state) : undefined);
		const history = state.pane === 'events' ? state.selectedId : null;
		if (history !== wantedHistory) {
			wantedHistory = history;
			void readHistory(history, wire, store);
		}

		if (isWithoutCluster(state) && !hasAskedForHosts) {
			hasAskedForHosts = true;
			void readHosts(sshConfig, wire, store);
		}

		const cluster = clusterInForm(state);
		if (cluster !== undefined && !(cluster in state.limits)) {
			void readLimits(cluster, wire, store);
		}
	};
	look();
	return store.subscribe(look);
}

function clusterInForm({overlay}: State): string | undefined {
	return overlay?.type === 'form' ? overlay.form.values['cluster'] || undefined : undefined;
}

async function readHistory(id: string | null, wire: Wire, store: Store): Promise<void> {
	if (id === null) {
		return;
	}

	const entries = await wire.call('session.history', {session: id}).catch(() => []);
	store.dispatch({type: 'history-read', id, entries: cleanDocument(entries)});
}

/** Only an offer: whatever stands against reading them is no trouble. */
async function readHosts(sshConfig: string | null, wire: Wire, store: Store): Promise<void> {
	const hosts = await wire.call('cluster.hosts', {sshConfig}).catch(() => []);
	store.dispatch({type: 'hosts-read', hosts: cleanDocument(hosts)});
}

/** Without limits the form still works: a queue is typed then, and the scheduler judges it. */
async function readLimits(cluster: string, wire: Wire, store: Store): Promise<void> {
	store.dispatch({type: 'limits-changed', cluster, limits: 'asking'});
	const limits = await wire.call('cluster.limits', {name: cluster}).catch(() => null);
	store.dispatch({type: 'limits-changed', cluster, limits: cleanDocument(limits)});
}
