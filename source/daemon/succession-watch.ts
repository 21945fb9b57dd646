import {childrenOf, headOf} from '../core/family.js';
import {Fault} from '../core/fault.js';
import type {Session} from '../core/session.js';
import {isReadyToTakeOver} from '../core/succession.js';
import {moveOver, settle} from './conclude.js';
import {forget, type StoppingOptions} from './stopping.js';

/**
 * Has successors take over when they are ready, and forgets the old jobs when they are over. What it does follows from how things
 * stand, whatever led there: a daemon that was killed at any moment goes on where that one was. The returned function ends it.
 */
export function watchSuccession(options: StoppingOptions): () => void {
	const {store, note} = options;
	const leaving = new Set<string>();
	const stopListening = store.listen(({session}) => {
		if (session !== null) {
			look(headOf(session, store.get));
		}
	});
	store.all().forEach(look);
	return stopListening;

	function look(session: Session): void {
		for (const child of childrenOf(store.all(), session.id)) {
			try {
				attend(session.id, child.id);
			} catch (error) {
				// The disk is full: nothing was done, and the next change is another try.
				note(`${session.id}: ${Fault.from(error).message}`);
			}
		}
	}

	function attend(id: string, childId: string): void {
		settle(id, childId, store);
		const [session, child] = [store.get(id), store.get(childId)];
		if (session === undefined || child === undefined || session.end !== null || session.stopRequestedAt !== null) {
			return;
		}

		if (child.parent?.role === 'predecessor') {
			letGo(child);
		} else if (child.parent?.role === 'successor') {
			consider(session, child);
		}
	}

	function letGo({id, end}: Session): void {
		if (end !== null && !leaving.has(id)) {
			leaving.add(id);
			forget(id, options)
				.catch((error: unknown) => note(`${id}: ${Fault.from(error).message}`))
				.finally(() => leaving.delete(id));
		}
	}

	function consider(session: Session, successor: Session): void {
		if (isReadyToTakeOver(successor)) {
			moveOver(session, successor, store);
		} else if (successor.end !== null) {
			tellFailure(session, successor, successor.end);
		} else {
			tellDelay(session, successor);
		}
	}

	/** The old job is untouched by it. Told once for each successor. */
	function tellFailure(
		{id, job, warnings}: Session,
		{name}: Session,
		{note: why, at}: NonNullable<Session['end']>,
	): void {
		if (!warnings.some(warning => warning.code === 'renewal-failed' && warning.at >= at)) {
			const message = `the successor came to nothing (${why}): see hpctui logs ${name}; job ${job.id} goes on`;
			store.record(id, {type: 'warned', code: 'renewal-failed', message});
		}
	}

	/** Told as soon as the scheduler's estimate says so. */
	function tellDelay({id, job, warnings}: Session, {job: next}: Session): void {
		const isLate = job.endsAt !== null && next.estimatedStart !== null && next.estimatedStart > job.endsAt;
		if (isLate && next.startedAt === null && !warnings.some(({code}) => code === 'renewal-late')) {
			const message = `job ${next.id} is not expected to start before job ${job.id} ends: save what is only in memory`;
			store.record(id, {type: 'warned', code: 'renewal-late', message});
		}
	}
}
