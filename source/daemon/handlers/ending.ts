import {childrenOf} from '../../core/family.js';
import {Fault} from '../../core/fault.js';
import type {Session} from '../../core/session.js';
import {noJobFault} from '../session-faults.js';
import {forget, reachFolder, stopJobs} from '../stopping.js';
import {until} from '../until.js';
import type {HandlerContext} from './context.js';

/** How long `rm --force` waits for the job to be seen over before the session is forgotten. */
const END_PATIENCE_MS = 20_000;

/** Ends the job, and those of the session's parts with it. */
export async function stop(session: Session, context: HandlerContext): Promise<void> {
	if (session.end === null && session.job.id === null) {
		throw noJobFault(session);
	}

	const family = [...childrenOf(context.store.all(), session.id), session];
	await stopJobs(
		family.filter(each => each.end === null),
		context,
	);
}

/**
 * Forgets a session and what belongs to it, with the folders on the cluster; what still runs is ended first. Answers what may be left there;
 * null: nothing.
 */
export async function removeFamily(
	found: Session,
	context: HandlerContext,
	signal: AbortSignal,
): Promise<string | null> {
	const children = childrenOf(context.store.all(), found.id);
	const isLive = [found, ...children].some(each => each.end === null);
	const warning = isLive ? await stopByForce(found, context) : null;
	const why = warning === null ? await reachFolder(found, context, signal) : null;
	// The parent goes last: a child without one would be shown as a session of its own.
	let stays: string | null = null;
	for (const {id} of [...children, found]) {
		stays = await forget(id, context);
	}

	const {folder, request} = found;
	return warning ?? (stays && `its folder ${folder} stays on ${request.cluster}: ${why ?? stays}`);
}

/**
 * Ends the job, and waits until that was seen. A cluster that cannot be reached, or a scheduler that never answered, must
 * not keep a session for ever: then the answer says what may be left there. What the scheduler refuses is a fault.
 */
async function stopByForce(session: Session, context: HandlerContext): Promise<string | null> {
	try {
		await stop(session, context);
	} catch (error) {
		const fault = Fault.from(error);
		const isOutOfReach =
			fault.kind === 'link' || fault.kind === 'auth' || fault.kind === 'missing' || session.job.id === null;
		if (!isOutOfReach) {
			throw fault;
		}

		const job = session.job.id === null ? `a job named ${session.tag}` : `job ${session.job.id}`;
		return `${job} may still be on ${session.request.cluster}: ${fault.message}`;
	}

	const patience = AbortSignal.timeout(END_PATIENCE_MS);
	const family = [session, ...childrenOf(context.store.all(), session.id)];
	const isOver = (each: Session) => until(context.store, each.id, current => current.end !== null, patience);
	await Promise.all(family.map(isOver)).catch(() => undefined);
	return null;
}
