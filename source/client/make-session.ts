import {randomUUID} from 'node:crypto';
import {Fault} from '../core/fault.js';
import type {NewSession, SessionDocument} from '../core/session-document.js';
import type {Client} from './client.js';
import {isDaemonGone} from './wait-for.js';

/** A daemon that is killed so often in a row is not killed by chance. */
const DAEMONS = 5;

/**
 * Asks for a new session, exactly once: a daemon that was killed meanwhile is started again and asked for the session of
 * the same key, which it made, or makes now.
 *
 * @throws {Fault} what stands against the session; then there is none.
 */
export async function makeSession(
	connect: () => Promise<Client>,
	wanted: NewSession,
	signal: AbortSignal,
): Promise<SessionDocument> {
	const key = randomUUID();
	for (let daemons = 1; ; daemons++) {
		const client = await connect();
		try {
			return await client.call('session.new', {...wanted, key}, signal);
		} catch (error) {
			if (!isDaemonGone(error) || daemons === DAEMONS) {
				throw unsure(error);
			}
		} finally {
			client.close();
		}
	}
}

/** The daemon may have made the session all the same. */
function unsure(error: unknown): Fault {
	const fault = Fault.from(error);
	return isDaemonGone(fault) || fault.kind === 'cancelled'
		? new Fault(fault.kind, fault.message, {
				hint: 'whether there is a session: hpctui ls',
				retry: fault.retry,
				facts: fault.facts,
				cause: fault,
			})
		: fault;
}
