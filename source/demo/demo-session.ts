import type {Client} from '../client/client.js';
import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {NewSession, SessionDocument} from '../core/session-document.js';
import {DEMO_NAME} from './hosts.js';

/** The demo's session that is not over, if there is one. */
export async function findDemoSession(client: Client): Promise<SessionDocument | undefined> {
	const sessions = await client.call('session.list', {all: false});
	return sessions.find(
		session => session.cluster === DEMO_NAME && session.name === DEMO_NAME && session.state !== 'ended',
	);
}

/** Makes a session on the demo's cluster. */
export async function makeDemoSession(client: Client, app: string): Promise<SessionDocument> {
	return client.call('session.new', newDemoSession(app));
}

function newDemoSession(app: string): NewSession {
	return {
		app,
		cluster: DEMO_NAME,
		name: DEMO_NAME,
		walltime: null,
		queue: null,
		account: null,
		nodes: null,
		cpus: null,
		memoryBytes: null,
		gpus: null,
		workdir: null,
		address: null,
		route: null,
		localPort: null,
		settings: {},
		schedulerArgs: [],
	};
}

/** How long to wait, by which clock, and whom to tell. */
export type Waiting = {
	readonly clock: Clock;
	readonly limitMs: number;
	readonly say: (line: string) => void;
	readonly signal?: AbortSignal;
};

/**
 * Waits until the session is ready, and says each line of its history meanwhile.
 *
 * @throws {Fault} `ended` where it ended first, `timeout` at the limit, `daemon` where the daemon went away.
 */
export async function awaitReady(client: Client, id: string, waiting: Waiting): Promise<SessionDocument> {
	const over = new AbortController();
	const signal = waiting.signal === undefined ? over.signal : AbortSignal.any([over.signal, waiting.signal]);
	const stopHistory = client.on('history', notice => (notice.id === id ? waiting.say(notice.entry.text) : undefined));
	try {
		return await Promise.race([
			readySession(client, id, signal),
			limit(client, id, waiting, signal),
			client.closed.then(fault => {
				throw fault ?? new Fault('daemon', 'the daemon went away', {hint: 'run the demo again', retry: 'now'});
			}),
		]);
	} finally {
		stopHistory();
		over.abort();
	}
}

async function readySession(client: Client, id: string, signal: AbortSignal): Promise<SessionDocument> {
	return new Promise((resolve, reject) => {
		const look = (session: SessionDocument) => {
			if (session.state === 'ready') {
				resolve(session);
			} else if (session.state === 'ended') {
				reject(endedFault(session));
			}
		};
		const stop = client.on('session.changed', ({session}) => (session.id === id ? look(session) : undefined));
		signal.addEventListener('abort', stop, {once: true});
		client.call('session.subscribe', {}).then(sessions => {
			sessions.filter(session => session.id === id).forEach(look);
		}, reject);
	});
}

async function limit(client: Client, id: string, waiting: Waiting, signal: AbortSignal): Promise<never> {
	await waiting.clock.sleep(waiting.limitMs, signal);
	const session = await client.call('session.show', {session: id});
	throw new Fault('timeout', `the session is ${session.state} after ${Math.round(waiting.limitMs / 1000)} s`, {
		hint: `see what it printed: hpctui logs ${session.name}`,
		facts: {note: session.note},
	});
}

function endedFault(session: SessionDocument): Fault {
	return new Fault('ended', `the session ended before it was ready: ${session.note ?? session.outcome ?? 'unknown'}`, {
		hint: `see what it printed: hpctui logs ${session.name}`,
	});
}
