import {realpathSync} from 'node:fs';
import type {Client} from '../client/client.js';
import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {SessionDocument} from '../core/session-document.js';
import type {Paths} from '../wire/paths.js';
import {awaitReady, type Waiting} from './await-state.js';
import {chooseApps} from './choose-apps.js';
import {ensureCluster, liveSessions} from './demo-cluster.js';
import {endDemoSession, makeDemoSession} from './demo-session.js';
import {ensureServers, type ServersCommand, stopServers} from './ensure-servers.js';
import {DEMO_NAME} from './hosts.js';
import {type DemoPlaces, demoPlacesIn} from './places.js';

/** What `hpctui demo` is given. */
export type DemoRequest = {
	readonly client: Client;
	readonly paths: Paths;
	readonly clock: Clock;
	/** The app to show; null: Jupyter where it is installed, else the notepad that comes with the program. */
	readonly app: string | null;
	/** Told one line for each thing that happens. */
	readonly say: (line: string) => void;
	/** How to start the process that runs the servers; the program itself where it is not said. */
	readonly serversCommand?: ServersCommand;
	readonly signal?: AbortSignal;
};

/** For each app that is tried: two of them are well within a minute. */
const READY_LIMIT_MS = 27_000;

/** A job that is told to stop may take its time before it is killed. */
const END_LIMIT_MS = 15_000;

/**
 * Brings up the embedded cluster and a session on it, or finds both, and answers when the session is ready. Everything
 * stays when the caller ends.
 *
 * @throws {Fault} with what to do next.
 */
export async function runDemo(request: DemoRequest): Promise<SessionDocument> {
	const {client, clock, say, signal} = request;
	const places = demoPlacesIn(request.paths.state);
	const servers = await ensureServers(places, request.serversCommand ?? ownServersCommand(), clock, signal);
	say(`gateway, login and node1 ${servers === 'started' ? 'listen' : 'were listening'}: ssh servers on 127.0.0.1`);
	const cluster = await ensureCluster(client, places);
	say(`cluster ${DEMO_NAME} ${cluster}`);
	const {link} = await client.call('cluster.login', {name: DEMO_NAME}, signal);
	say(`connected: ${['this machine', ...link.hops].join(' → ')}`);
	await client.call('session.subscribe', {});
	const waiting: Waiting = {clock, limitMs: READY_LIMIT_MS, say, ...(signal === undefined ? {} : {signal})};
	return (
		(await reuseSession(client, places, waiting)) ??
		(await firstReady(client, request.app === null ? await chooseApps(places, signal) : [request.app], waiting))
	);
}

/**
 * Ends the demo's sessions and then its servers. False: nothing was running. Where jobs are left without servers, those
 * start once more, for there is no other way to the jobs. The cluster stays known.
 */
export async function stopDemo(request: Omit<DemoRequest, 'app' | 'signal'>): Promise<boolean> {
	const {client, clock, say} = request;
	const places = demoPlacesIn(request.paths.state);
	const sessions = await liveSessions(client, places);
	if (sessions.length > 0) {
		await ensureServers(places, request.serversCommand ?? ownServersCommand(), clock);
		await client.call('cluster.login', {name: DEMO_NAME});
		await client.call('session.subscribe', {});
	}

	for (const session of sessions) {
		await endDemoSession(client, session.id, {clock, limitMs: END_LIMIT_MS, say: () => undefined});
		say(`session ${session.name} stopped`);
	}

	const isStopped = await stopServers(places, clock);
	say(isStopped ? 'gateway, login and node1 stopped' : 'gateway, login and node1 were not running');
	return isStopped;
}

function ownServersCommand(): ServersCommand {
	return {file: process.execPath, args: [realpathSync(process.argv[1] ?? ''), '__demo']};
}

/** The session of an earlier visit, once it is ready again; undefined where there is none or it is over. */
async function reuseSession(
	client: Client,
	places: DemoPlaces,
	waiting: Waiting,
): Promise<SessionDocument | undefined> {
	const session = (await liveSessions(client, places)).find(({name}) => name === DEMO_NAME);
	if (session === undefined) {
		return undefined;
	}

	waiting.say(`session ${session.name} is ${session.state}`);
	return awaitReady(client, session.id, waiting).catch((thrown: unknown) => {
		const fault = Fault.from(thrown);
		if (fault.kind === 'ended') {
			waiting.say(fault.message);
			return undefined;
		}

		throw fault;
	});
}

/** Tries one app after another until one is ready; what was not is removed. */
async function firstReady(client: Client, apps: readonly string[], waiting: Waiting): Promise<SessionDocument> {
	const [app, ...others] = apps;
	if (app === undefined) {
		throw new Fault('bug', 'the demo has no app to show');
	}

	const session = await makeDemoSession(client, app);
	waiting.say(`session ${session.name}: ${app}`);
	try {
		return await awaitReady(client, session.id, waiting);
	} catch (thrown) {
		const fault = Fault.from(thrown);
		if (others.length === 0 || (fault.kind !== 'ended' && fault.kind !== 'timeout')) {
			throw fault;
		}

		waiting.say(`${app} does not start here (${fault.message}): ${others.join(', ')} instead`);
		await client.call('session.remove', {session: session.id, force: true});
		return firstReady(client, others, waiting);
	}
}
