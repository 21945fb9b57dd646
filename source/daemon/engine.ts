import {resolveHops} from '../../drivers/transports/common/hops.js';
import type {Clock} from '../core/clock.js';
import type {Cluster} from '../core/cluster.js';
import {headOf} from '../core/family.js';
import {Fault} from '../core/fault.js';
import type {Hop} from '../core/link.js';
import type {Session} from '../core/session.js';
import type {SessionDocument} from '../core/session-document.js';
import type {DaemonStatus} from '../wire/calls.js';
import {createAttention} from './attention.js';
import {wordsFor} from './backlog.js';
import type {Configuration} from './configuration.js';
import {openConnectionFiles} from './connection-files.js';
import {type Desks, openDesks} from './desks.js';
import {documentFor} from './document.js';
import {createExecutions} from './executions.js';
import {createFeed, type Feed} from './feed.js';
import {adoptHandler} from './handlers/adopt.js';
import {appHandlers} from './handlers/apps.js';
import {clusterDocument, clusterHandlers} from './handlers/clusters.js';
import type {HandlerContext} from './handlers/context.js';
import {estimateHandler} from './handlers/estimate.js';
import {execHandlers} from './handlers/exec.js';
import {extendHandler} from './handlers/extend.js';
import {logHandlers} from './handlers/logs.js';
import {partHandlers} from './handlers/parts.js';
import {proxyHandlers} from './handlers/proxy.js';
import {renewHandler} from './handlers/renew.js';
import {sessionHandlers} from './handlers/sessions.js';
import {terminalHandlers} from './handlers/terminals.js';
import {tunnelHandlers} from './handlers/tunnels.js';
import {usageHandlers} from './handlers/usage.js';
import {createHopPool} from './hop-pool.js';
import type {Journal} from './journal.js';
import {createPrompts, type Prompts} from './prompts.js';
import type {Registry} from './registry.js';
import type {Connection, Handlers} from './server.js';
import {openStore, type SessionStore} from './store.js';
import {chooseTransport, type TransportChoice} from './transport-choice.js';
import {type UserApps, withUserApps} from './user-apps.js';
import {onNetworkChange, onWake} from './wake.js';
import {startWatches} from './watches.js';

export type EngineOptions = {
	readonly journal: Journal;
	readonly configuration: Configuration;
	readonly registry: Registry;
	readonly userApps: UserApps;
	readonly clock: Clock;
	readonly note: (line: string) => void;
	/** Of the daemon: what it needs to reach this desktop. */
	readonly env: NodeJS.ProcessEnv;
	readonly status: () => Omit<DaemonStatus, 'sessions' | 'trouble'>;
	/** Somebody asked the daemon to stop. */
	readonly onStop: () => void;
	/** Where files for the own clients of apps lie. */
	readonly connectionFolder: string;
	/** Says something to every client. */
	readonly broadcastCluster: (cluster: ReturnType<typeof clusterDocument>) => void;
};

/** The daemon without its socket: sessions, desks, and an answer for every call. */
export type Engine = {
	readonly handlers: Handlers;
	readonly store: SessionStore;
	/** What its handlers work with. */
	readonly context: HandlerContext;
	/** A client that a person sits at is there: questions of servers go to it too. */
	welcome(connection: Connection): void;
	/** Takes up the sessions of an earlier daemon. */
	takeUp(): void;
	close(): void;
};

/** Puts the parts together. */
export function createEngine(options: EngineOptions): Engine {
	const {clock, configuration, note, userApps} = options;
	const registry = withUserApps(options.registry, userApps);
	const store = openStore({
		journal: options.journal,
		clock,
		note,
		onTrouble() {
			for (const {id} of store.all()) {
				feed.touch(id);
			}
		},
	});
	const prompts = createPrompts();
	const pool = createHopPool();
	const logSizes = new Map<string, number>();
	const isReserved = (port: number) =>
		store.all().some(session => session.end === null && session.tunnels.some(tunnel => tunnel.localPort === port));
	const transportFor = (cluster: Cluster, hops: readonly Hop[]): TransportChoice =>
		chooseTransport(cluster, hops, registry.transports);

	const desks: Desks = openDesks({
		store,
		registry,
		configuration,
		pool,
		prompts,
		clock,
		note,
		transportFor,
		isReserved,
		resolveHops,
		onLogChunk: (key, offset, bytes) => logs.deliver(key, offset, bytes),
		onLogSize(id, size) {
			logSizes.set(id, size);
			feed.touch(id);
		},
		onLinkChanged(cluster) {
			options.broadcastCluster(clusterDocument(cluster, context));
		},
	});
	const toDocument = (session: Session): SessionDocument => documentFor(session, {store, desks, registry, logSizes});
	const heads = () => store.all().filter(session => headOf(session, store.get) === session);
	const context: HandlerContext = {
		store,
		desks,
		registry,
		userApps,
		configuration,
		prompts,
		pool,
		clock,
		executions: createExecutions(),
		note,
		toDocument,
		isReserved,
	};
	const logs = logHandlers(context, id => logSizes.get(id) ?? 0);
	const terminals = terminalHandlers(context);
	const feed: Feed = createFeed(store, toDocument);
	const connectionFiles = openConnectionFiles({store, registry, folder: options.connectionFolder, note});
	const stopWatches = startWatches(context, {
		env: options.env,
		platform: process.platform,
		announce: (notification, how) => feed.announce('notification', {...notification, ...how}),
	});
	const attention = createAttention({prompts, desks, store});
	const retryAll = () => {
		for (const desk of desks.all()) {
			desk.site.link.retryNow('network-changed');
		}
	};
	const stopWaking = onWake(retryAll);
	const stopWatchingNetwork = onNetworkChange(retryAll);
	const stopCounting = countBytes(store, desks, feed);

	return {
		store,
		context,
		handlers: attention.noticing({
			...sessionHandlers(context),
			...estimateHandler(context),
			...extendHandler(context),
			...adoptHandler(context),
			...tunnelHandlers(context),
			...proxyHandlers(context),
			...execHandlers(context),
			...renewHandler(context),
			...terminals.handlers,
			...usageHandlers(context),
			...partHandlers(context, connectionFiles),
			'log.read': logs['log.read'],
			'log.follow': logs['log.follow'],
			'log.unfollow': logs['log.unfollow'],
			...clusterHandlers(context, {transportFor, resolveHops}),
			...promptHandler(prompts),
			async 'session.subscribe'(_input, connection) {
				feed.subscribe(connection);
				return heads().map(toDocument);
			},
			async 'settings.screen'() {
				return configuration.screen();
			},
			...appHandlers(context),
			async 'daemon.status'() {
				const trouble = store.trouble === null ? null : wordsFor(store.trouble);
				return {...options.status(), trouble, sessions: heads().filter(session => session.end === null).length};
			},
			async 'daemon.stop'() {
				options.onStop();
				return {};
			},
		}),
		welcome: attention.welcome,
		takeUp: () => desks.takeUp(),
		close() {
			connectionFiles.close();
			stopWaking();
			stopWatchingNetwork();
			stopCounting();
			stopWatches();
			feed.close();
			terminals.close();
			desks.close();
			store.close();
		},
	};
}

function promptHandler(prompts: Prompts): Pick<Handlers, 'prompt.answer'> {
	return {
		async 'prompt.answer'({prompt, answers}) {
			if (!prompts.answer(prompt, answers)) {
				throw new Fault('usage', 'that question is no longer open');
			}

			return {};
		},
	};
}

/** Counters are looked at now and then; whoever watches is told of those that moved. */
function countBytes(store: SessionStore, desks: Desks, feed: Feed): () => void {
	const seen = new Map<string, number>();
	const timer = setInterval(() => {
		for (const session of store.all().filter(each => each.end === null)) {
			const attendant = desks.peek(session.request.cluster)?.attendantOf(session.id);
			const total = session.tunnels.reduce((sum, {name}) => {
				const bytes = attendant?.bytesOf(name);
				return sum + (bytes?.in ?? 0) + (bytes?.out ?? 0);
			}, 0);
			if (seen.get(session.id) !== total) {
				seen.set(session.id, total);
				feed.touch(session.id);
			}
		}
	}, 1000);
	timer.unref();
	return () => clearInterval(timer);
}
