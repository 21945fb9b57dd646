import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {isoOf} from '../core/clock.js';
import {sanitizeLine} from '../core/text.js';
import {WIRE_VERSION} from '../wire/calls.js';
import {type Paths, pathsFrom, userAppsFolder} from '../wire/paths.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import {VERSION} from '../wire/version.js';
import {wallClock} from './clock.js';
import {openConfiguration} from './configuration.js';
import {createEngine, type Engine, type EngineOptions} from './engine.js';
import {claimHome, type HomeClaim} from './home-claim.js';
import {guardJournal, type Journal, openJournal} from './journal.js';
import {loadRegistry, type Registry} from './registry.js';
import {type Connection, createServer, type Server} from './server.js';
import {openUserApps} from './user-apps.js';

/** A daemon that nobody needs any more ends by itself after this long. */
const IDLE_MS = 30 * 60_000;
const LOOK_EVERY_MS = 10_000;

/**
 * The one background process of a user: runs until it is told to stop. Resolves when it has let go of everything; jobs
 * and journal stay. Rejects where another daemon serves this home, or the home cannot be used.
 */
export async function runDaemon(env: NodeJS.ProcessEnv): Promise<void> {
	const paths = pathsFrom(env);
	for (const folder of [paths.config, paths.state]) {
		ensurePrivateFolder(folder);
	}

	const registry = await loadRegistry();
	const stopping = Promise.withResolvers<void>();
	const startedAt = isoOf(Date.now());
	let engine: Engine | undefined;
	let server: Server | undefined;
	let claim: HomeClaim | undefined;
	const greeted = new WeakSet<Connection>();
	server = await createServer({
		socketPath: paths.socket,
		welcome: {wire: WIRE_VERSION, version: VERSION, pid: process.pid, startedAt},
		handlers() {
			// Only now is this the one daemon of the home, so that the journal may be mended.
			claim = claimHome({state: paths.state, socket: paths.socket, onLost: stopping.resolve});
			const journal = guardJournal(openJournal(join(paths.state, 'sessions')), claim);
			engine = createEngine(
				engineOptions(paths, journal, registry, {
					onStop: () => stopping.resolve(),
					broadcastCluster: cluster => server?.broadcast('cluster.changed', {cluster}),
					status: () => ({
						pid: process.pid,
						version: VERSION,
						wire: WIRE_VERSION,
						startedAt,
						home: paths.state,
						socket: paths.socket,
						clients: server?.clients.size ?? 0,
						memoryBytes: process.memoryUsage.rss(),
					}),
				}),
			);
			return engine.handlers;
		},
		onClientsChanged(clients) {
			for (const client of clients) {
				if (!greeted.has(client)) {
					greeted.add(client);
					engine?.welcome(client);
				}
			}
		},
	});
	engine?.takeUp();
	const stopWatching = stopWhenUseless(
		() => isIdle(engine, server),
		() => existsSync(paths.socket),
		stopping.resolve,
	);
	const stopOnSignals = onSignals(stopping.resolve);
	await stopping.promise;
	stopWatching();
	stopOnSignals();
	engine?.close();
	claim?.release();
	await server.close();
}

function engineOptions(
	paths: Paths,
	journal: Journal,
	registry: Registry,
	rest: Pick<EngineOptions, 'onStop' | 'broadcastCluster' | 'status'>,
): EngineOptions {
	return {
		...rest,
		registry,
		userApps: openUserApps(userAppsFolder(paths)),
		clock: wallClock,
		env: process.env,
		configuration: openConfiguration(paths),
		connectionFolder: join(paths.state, 'connections'),
		journal,
		// Standard error is the daemon's log, mode 0600.
		note: line => process.stderr.write(`${isoOf(Date.now())} ${sanitizeLine(line)}\n`),
	};
}

function isIdle(engine: Engine | undefined, server: Server | undefined): boolean {
	const live = engine?.store.all().some(session => session.end === null) ?? false;
	return !live && (server?.clients.size ?? 0) === 0;
}

/**
 * A daemon that nobody needs ends after a while. One whose socket was taken away (a runtime folder is removed when its user
 * logs out) ends at once: nobody can reach it, and the next client starts another one on the same journal.
 */
function stopWhenUseless(isIdleNow: () => boolean, isReachable: () => boolean, stop: () => void): () => void {
	let idleSince: number | null = null;
	const timer = setInterval(() => {
		idleSince = isIdleNow() ? (idleSince ?? Date.now()) : null;
		if (!isReachable() || (idleSince !== null && Date.now() - idleSince > IDLE_MS)) {
			stop();
		}
	}, LOOK_EVERY_MS);
	return () => clearInterval(timer);
}

function onSignals(stop: () => void): () => void {
	const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
	for (const signal of signals) {
		process.on(signal, stop);
	}

	return () => {
		for (const signal of signals) {
			process.off(signal, stop);
		}
	};
}
