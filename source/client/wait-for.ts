import {Fault} from '../core/fault.js';
import type {SessionDocument} from '../core/session-document.js';
import type {Client} from './client.js';

/** What a session is waited for; a running one may not answer yet. */
export type Condition = 'ready' | 'running' | 'ended';

export type WaitOptions = {
	/** Called anew whenever the daemon went away: it starts one again. */
	readonly connect: () => Promise<Client>;
	/** An id, a unique prefix of one, or a name. */
	readonly session: string;
	readonly until: Condition;
	/** A person is here to answer questions of servers; where not, a session that needs its user waits for those who are elsewhere. */
	readonly canAnswer: boolean;
	/** Each new sight of the session, the first one included. */
	readonly onSight?: (session: SessionDocument) => void;
};

/** Whether a session, as it is seen now, fulfils a condition; `never`: it no longer can. */
export function judge(session: SessionDocument, until: Condition): 'holds' | 'not-yet' | 'never' {
	if (session.state === 'ended') {
		return until === 'ended' ? 'holds' : 'never';
	}

	switch (until) {
		case 'ready':
			return session.state === 'ready' ? 'holds' : 'not-yet';
		case 'running':
			return session.state === 'ready' || session.state === 'starting' ? 'holds' : 'not-yet';
		case 'ended':
			return 'not-yet';
	}
}

/**
 * Waits until a session fulfils a condition, across restarts of the daemon.
 *
 * @throws {Fault} `ended` where it ended first; `missing` where there is none, or it was removed; `auth` where a server asks
 *   something and nobody, here or in a screen, is there to answer, or they decline; whatever the signal was aborted with (`timeout`, `cancelled`).
 */
export async function waitFor(options: WaitOptions, signal: AbortSignal): Promise<SessionDocument> {
	let session = options.session;
	for (;;) {
		const client = await options.connect();
		try {
			return await watch(client, {...options, session}, signal, seen => {
				// Its id from now on: a name may be given to another session while we wait.
				session = seen.id;
			});
		} catch (error) {
			if (!isDaemonGone(error)) {
				throw error;
			}
		} finally {
			client.close();
		}
	}
}

/** The daemon went away, as it does when it is killed: worth another connection. */
export function isDaemonGone(error: unknown): boolean {
	return error instanceof Fault && error.kind === 'daemon' && error.retry === 'now';
}

async function watch(
	client: Client,
	options: WaitOptions,
	signal: AbortSignal,
	onSeen: (session: SessionDocument) => void,
): Promise<SessionDocument> {
	const {promise, resolve, reject} = Promise.withResolvers<SessionDocument>();
	promise.catch(() => {});
	let id: string | undefined;
	let sequence: number | undefined;
	let isAskedElsewhere = false;

	/** Once at a time: whoever sits at a screen or another terminal may let us in. */
	const leaveToOthers = async (session: SessionDocument): Promise<void> => {
		if (isAskedElsewhere) {
			return;
		}

		isAskedElsewhere = true;
		try {
			await client.call('cluster.login-by-others', {name: session.cluster}, signal);
		} catch (thrown) {
			const fault = Fault.from(thrown);
			// A way that breaks for another reason is tried again, as for everybody.
			if (fault.kind !== 'link') {
				reject(fault.kind === 'auth' ? notLetIn(session, fault) : fault);
			}
		} finally {
			isAskedElsewhere = false;
		}
	};

	const see = (session: SessionDocument): void => {
		onSeen(session);
		options.onSight?.(session);
		switch (judge(session, options.until)) {
			case 'holds':
				resolve(session);
				return;
			case 'never':
				reject(endedFirst(session));
				return;
			case 'not-yet':
				if (session.needsUser !== null && !options.canAnswer) {
					void leaveToOthers(session);
				}
		}
	};
	const look = async (): Promise<void> => {
		const session = await client.call('session.show', {session: id ?? options.session}, signal);
		id = session.id;
		see(session);
	};
	/** A gap in the count: something was missed, so look again. */
	const count = (next: number): void => {
		const hasGap = sequence !== undefined && next > sequence + 1;
		sequence = next;
		if (hasGap) {
			look().catch(reject);
		}
	};

	const stops = [
		client.on('session.changed', notice => {
			count(notice.sequence);
			if (notice.session.id === id) {
				see(notice.session);
			}
		}),
		client.on('history', notice => count(notice.sequence)),
		client.on('session.removed', notice => {
			count(notice.sequence);
			if (notice.id === id) {
				reject(new Fault('missing', `the session ${options.session} was removed`));
			}
		}),
	];
	const giveUp = (): void => reject(Fault.from(signal.reason));
	signal.addEventListener('abort', giveUp, {once: true});
	client.closed.then(fault => reject(fault ?? new Fault('cancelled', 'gave up waiting')));
	try {
		signal.throwIfAborted();
		// Subscribed before the first look, so that no change falls between the two.
		await client.call('session.subscribe', {}, signal);
		await look();
		return await promise;
	} finally {
		signal.removeEventListener('abort', giveUp);
		for (const stop of stops) {
			stop();
		}
	}
}

function endedFirst(session: SessionDocument): Fault {
	return new Fault('ended', `the session ${session.name} ended (${session.outcome ?? 'how is not known'})`, {
		hint: `its output: hpctui logs ${session.id}`,
		facts: {said: session.note, outcome: session.outcome},
	});
}

function notLetIn({id, cluster, needsUser}: SessionDocument, {message, facts}: Fault): Fault {
	return new Fault('auth', message, {
		hint: `run: hpctui cluster login ${cluster}   in a terminal, then wait again: hpctui wait ${id}`,
		retry: 'after-user',
		facts: {hop: needsUser, ...facts},
	});
}
