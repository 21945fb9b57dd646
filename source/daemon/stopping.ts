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

/** Forgets a session here, and removes its folder on the cluster where there is a way to it. */
export async function forget(id: string, {store, desks, note}: StoppingOptions): Promise<void> {
	const session = store.get(id);
	if (session === undefined) {
		return;
	}

	const desk = desks.peek(session.request.cluster);
	desk?.dismiss(id);
	const link = desk?.site.link.current;
	if (session.folder !== null && link !== undefined) {
		const said = await clearAway(link, session.folder);
		if (said !== null) {
			note(`${id}: its folder ${session.folder} stays on the cluster: ${said}`);
		}
	}

	store.remove(id);
}
