import {ulid} from 'ulid';
import {Fault} from '../core/fault.js';
import {sendOrder} from '../core/orders.js';
import type {Session} from '../core/session.js';
import type {Desks} from './desks.js';
import type {SessionStore} from './store.js';
import {until} from './until.js';

export type OrderOptions = {readonly store: SessionStore; readonly desks: Desks};

/** Sends words to the job of a session; its id. Throws what the way or the folder says against it. */
export async function send(session: Session, words: readonly string[], {desks}: OrderOptions): Promise<string> {
	if (session.folder === null) {
		throw new Fault('refused', `session ${session.name} has no job yet`, {
			retry: 'later',
			hint: 'try again in a moment',
		});
	}

	const order = {folder: session.folder, id: ulid(), words};
	const link = await desks.of(session.request.cluster).site.link.get();
	sendOrder.read(await link.run(sendOrder.plan(order)), order);
	return order.id;
}

/**
 * Sends an order and waits until the job obeyed; what it said. Throws `remote` with the job's own words where it could not, `ended`
 * where the session ended meanwhile, `timeout` where nothing came back.
 */
export async function command(
	session: Session,
	words: readonly string[],
	patienceMs: number,
	options: OrderOptions,
): Promise<string> {
	const order = await send(session, words, options);
	const isOver = (current: Session) => current.obeyed?.order === order || current.end !== null;
	const after = await until(options.store, session.id, isOver, AbortSignal.timeout(patienceMs)).catch(() => null);
	const answer = after?.obeyed;
	if (answer?.order !== order) {
		throw after === null
			? new Fault('timeout', `${session.name} did not say within ${patienceMs / 1000} s that it obeyed ${words[0]}`, {
					hint: `it may still: hpctui show ${session.name}`,
				})
			: new Fault('ended', `the session ${session.name} ended`, {hint: `its output: hpctui logs ${session.id}`});
	}

	if (answer.code !== 0) {
		throw new Fault('remote', `${words[0]} failed: ${answer.said ?? `code ${answer.code}`}`, {
			hint: `its output: hpctui logs ${session.name}`,
		});
	}

	return answer.said ?? 'done';
}
