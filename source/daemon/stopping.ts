import {Fault} from '../core/fault.js';
import type {Session} from '../core/session.js';
import type {Desks} from './desks.js';
import type {SessionStore} from './store.js';
import {clearAway} from './submission.js';

export type StoppingOptions = {
	readonly store: SessionStore;
	readonly desks: Desks;
	readonly note: (line: string) => void;
};

/**
 * Asks the scheduler to end the jobs of these sessions of one cluster, in one command; those without a job are left alone.
 * Throws what the scheduler or the way says against it: the jobs then go on.
 */
export async function stopJobs(sessions: readonly Session[], {store, desks}: StoppingOptions): Promise<void> {
	const [first] = sessions;
	if (first === undefined) {
		return;
	}

	const desk = desks.of(first.request.cluster);
	await desk.site.link.get();
	const driver = await desk.site.scheduler();
	const withJobs = sessions.filter(({id, job}) => job.id !== null && store.get(id)?.end === null);
	const ids = withJobs.flatMap(({job}) => job.id ?? []);
	if (ids.length === 0) {
		return;
	}

	for (const {id} of withJobs) {
		store.record(id, {type: 'stop-requested'});
	}

	try {
		driver.cancel.read(await desk.site.ask(driver.cancel.plan({ids})), {ids});
	} catch (error) {
		for (const {id} of withJobs) {
			store.record(id, {type: 'stop-failed', said: Fault.from(error).message});
		}

		throw error;
	} finally {
		desk.kick();
	}
}

/** Forgets a session here, and removes its folder on the cluster where a way to it is open. Answers why the folder stays; null: it is gone. */
export async function forget(id: string, {store, desks, note}: StoppingOptions): Promise<string | null> {
	const session = store.get(id);
	if (session === undefined) {
		return null;
	}

	const desk = desks.peek(session.request.cluster);
	desk?.dismiss(id);
	const link = desk?.site.link.current;
	let said: string | null = null;
	if (session.folder !== null) {
		said = link === undefined ? 'there is no way to it' : await clearAway(link, session.folder);
		if (said !== null) {
			note(`${id}: its folder ${session.folder} stays on the cluster: ${said}`);
		}
	}

	store.remove(id);
	return said;
}

/** How long a session that is to be forgotten waits for a way to its folder. */
const WAY_PATIENCE_MS = 15_000;

/** Opens the way to the folder of a session, which nobody may have used since it ended. Answers why there is none; null: there is. */
export async function reachFolder(
	{folder, request}: Session,
	{desks}: Pick<StoppingOptions, 'desks'>,
	signal: AbortSignal,
): Promise<string | null> {
	if (folder === null) {
		return null;
	}

	const patience = AbortSignal.timeout(WAY_PATIENCE_MS);
	try {
		await desks.of(request.cluster).site.link.get(AbortSignal.any([signal, patience]));
		return null;
	} catch (error) {
		signal.throwIfAborted();
		return patience.aborted ? `it did not answer within ${WAY_PATIENCE_MS / 1000} s` : Fault.from(error).message;
	}
}
