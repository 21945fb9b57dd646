import type {CallName} from '../wire/calls.js';
import type {Desks} from './desks.js';
import type {Prompts} from './prompts.js';
import type {Connection, Handlers} from './server.js';
import type {SessionStore} from './store.js';

/** Which questions are put to which client: all of them to a screen, those that it waits for to a command at a terminal. */
export type Attention = {
	/** A client said hello. */
	welcome(connection: Connection): void;
	/** The same handlers, which also notice what their callers wait for. */
	noticing(handlers: Handlers): Handlers;
};

export type AttentionOptions = {
	readonly prompts: Prompts;
	readonly desks: Desks;
	readonly store: SessionStore;
};

/** Calls that are answered from memory: who makes one waits for no host. */
const ANSWERED_AT_ONCE: ReadonlySet<string> = new Set<CallName>([
	'session.list',
	'session.show',
	'session.history',
	'cluster.add',
	'cluster.list',
	'cluster.show',
	'cluster.remove',
	'cluster.hosts',
	'app.list',
	'prompt.answer',
	'daemon.status',
	'daemon.stop',
]);

type Attentive = {readonly clusters: Set<string>; isWatching: boolean; look(): void};

/** Nobody is there at first. */
export function createAttention({prompts, desks, store}: AttentionOptions): Attention {
	const attentive = new WeakMap<Connection, Attentive>();

	return {
		welcome(connection) {
			if (!connection.canAnswer) {
				return;
			}

			const clusters = new Set<string>();
			const {look, leave} = prompts.join({
				// A gateway asks for one cluster, and whoever waits for another one behind it may answer as well.
				isConcerned: (cluster, gate) =>
					connection.answersAll ||
					clusters.has(cluster) ||
					[...clusters].some(name => desks.peek(name)?.site.link.gates.includes(gate)),
				ask: (prompt, cluster, question) => connection.notify('prompt.asked', {prompt, cluster, question}),
				closed: prompt => connection.notify('prompt.closed', {prompt}),
			});
			attentive.set(connection, {clusters, isWatching: false, look});
			connection.onClose(leave);
		},
		noticing(handlers) {
			const wrapped = Object.entries(handlers).map(([name, handle]) => [
				name,
				(input: never, connection: Connection, signal: AbortSignal) => {
					notice(name, input, connection);
					return handle(input, connection, signal);
				},
			]);
			return Object.fromEntries(wrapped) as Handlers;
		},
	};

	function notice(call: string, input: object, connection: Connection): void {
		const one = attentive.get(connection);
		if (one === undefined) {
			return;
		}

		if (call === 'session.subscribe') {
			one.isWatching = true;
			if (connection.answersAll) {
				retry(desks.all().map(({site}) => site.link));
			}
		}

		// Who watches and looks at a session waits for it; who only looks does not.
		const isWaiting = !ANSWERED_AT_ONCE.has(call) || (call === 'session.show' && one.isWatching);
		const cluster = isWaiting ? clusterIn(input) : undefined;
		if (cluster === undefined || one.clusters.has(cluster)) {
			return;
		}

		one.clusters.add(cluster);
		one.look();
		const link = desks.peek(cluster)?.site.link;
		if (one.isWatching && link !== undefined) {
			retry([link]);
		}
	}

	/** The cluster that a call is about; undefined where it is about none, or about one that is not there. */
	function clusterIn(input: object): string | undefined {
		const {cluster, name, session} = input as Partial<Record<'cluster' | 'name' | 'session', unknown>>;
		if (typeof session === 'string') {
			return clusterOf(session);
		}

		return typeof cluster === 'string' ? cluster : typeof name === 'string' ? name : undefined;
	}

	function clusterOf(session: string): string | undefined {
		try {
			return store.find(session).request.cluster;
		} catch {
			// The call itself tells that there is none, or several.
			return undefined;
		}
	}
}

/** A person came: what waits for one may go on. */
function retry(links: readonly {retryNow(why: 'person-came'): void}[]): void {
	for (const link of links) {
		link.retryNow('person-came');
	}
}
