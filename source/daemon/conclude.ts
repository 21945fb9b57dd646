import {successorOf} from '../core/family.js';
import type {Session} from '../core/session.js';
import {holdingOf, livesOn, unsettled} from '../core/succession.js';
import type {Verdict} from '../core/verdict.js';
import type {SessionStore} from './store.js';

/**
 * What follows when a session's own job is over: it ends, or its successor takes over, ready or not. A successor that the
 * scheduler has not answered for yet decides it with its answer: the verdict is found again at the next look.
 */
export function conclude(id: string, verdict: Verdict, store: SessionStore): void {
	const session = store.get(id);
	const successor = successorOf(store.all(), id);
	if (session === undefined || successor === undefined || successor.end !== null) {
		store.record(id, {type: 'ended', ...verdict});
		return;
	}

	if (!livesOn(session, verdict.outcome)) {
		store.record(id, {type: 'ended', ...verdict});
	} else if (successor.submitting === 'answered') {
		moveOver(session, successor, store);
		store.record(successor.id, {type: 'ended', ...verdict});
	}
}

/** The successor takes over. Throws where that cannot be written down: nothing has changed then. */
export function moveOver(session: Session, successor: Session, store: SessionStore): void {
	store.record(session.id, {type: 'moved', by: successor.id, holding: holdingOf(successor)});
	settle(session.id, successor.id, store);
	const message = `job ${successor.job.id} took over from job ${session.job.id}: files, name and URL stay; what was only in the memory of the old job (kernels, unsaved work) does not`;
	store.record(session.id, {type: 'warned', code: 'renewed', message});
}

/** Has the child take the old job, where it has not: the second half of a move. */
export function settle(id: string, childId: string, store: SessionStore): void {
	const [session, child] = [store.get(id), store.get(childId)];
	const holding = session === undefined || child === undefined ? null : unsettled(session, child);
	if (holding !== null && session?.retired != null) {
		const stopAt = session.retired.at + (child?.parent?.overlapSeconds ?? 0) * 1000;
		store.record(childId, {type: 'retired', holding, stopAt});
	}
}
