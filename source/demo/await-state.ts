import type {Client} from '../client/client.js';
import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {SessionDocument, SessionState} from '../core/session-document.js';

/** How long to wait, by which clock, and whom to tell. */
export type Waiting = {
	readonly clock: Clock;
	readonly limitMs: number;
	readonly say: (line: string) => void;
	readonly signal?: AbortSignal;
};

/**
 * Waits until the session is ready, and says each line of its history meanwhile. The client must have subscribed.
 *
 * @throws {Fault} `ended` where it ended first, `timeout` at the limit, `daemon` where the daemon went away.
 */
export async function awaitReady(client: Client, id: string, waiting: Waiting): Promise<SessionDocument> {
	const session = await awaitState(client, id, ['ready', 'ended'], waiting);
	if (session.state === 'ended') {
		const how = session.note ?? session.outcome ?? 'unknown';
		throw new Fault('ended', `the session ended before it was ready: ${how}`, {
			hint: `see what it printed: hpctui logs ${session.name}`,
		});
	}

	return session;
}

/** Waits until the session is in one of these states; else as {@link awaitReady}. */
export async function awaitState(
	client: Client,
	id: string,
	states: readonly SessionState[],
	waiting: Waiting,
): Promise<SessionDocument> {
	const over = new AbortController();
	const signal = waiting.signal === undefined ? over.signal : AbortSignal.any([over.signal, waiting.signal]);
	const stopHistory = client.on('history', notice => (notice.id === id ? waiting.say(notice.entry.text) : undefined));
	try {
		return await Promise.race([
			reach(client, id, states, signal),
			giveUp(client, id, waiting, signal),
			client.closed.then(fault => {
				throw fault ?? new Fault('daemon', 'the daemon went away', {hint: 'run the demo again', retry: 'now'});
			}),
		]);
	} finally {
		stopHistory();
		over.abort();
	}
}

async function reach(
	client: Client,
	id: string,
	states: readonly SessionState[],
	signal: AbortSignal,
): Promise<SessionDocument> {
	return new Promise((resolve, reject) => {
		const look = (session: SessionDocument) => (states.includes(session.state) ? resolve(session) : undefined);
		const stop = client.on('session.changed', ({session}) => (session.id === id ? look(session) : undefined));
		signal.addEventListener('abort', stop, {once: true});
		client.call('session.show', {session: id}).then(look, reject);
	});
}

async function giveUp(client: Client, id: string, waiting: Waiting, signal: AbortSignal): Promise<never> {
	await waiting.clock.sleep(waiting.limitMs, signal);
	const session = await client.call('session.show', {session: id});
	throw new Fault('timeout', `the session is ${session.state} after ${Math.round(waiting.limitMs / 1000)} s`, {
		hint: `see what it printed: hpctui logs ${session.name}`,
		facts: {note: session.note},
	});
}
