import type {Instant} from './clock.js';
import type {Session} from './session.js';

/** Waits that were seen or estimated are rarely what the next one is. */
const WAIT_FACTOR = 1.25;
/** For starting the app, and for what nobody foresees: a tenth of the walltime, within these bounds. */
const MARGIN = {share: 0.1, leastMs: 60_000, mostMs: 15 * 60_000};

/**
 * When the successor of a session is to be submitted without anybody asking, so that it is ready before the walltime ends;
 * null: never, or not as far as anyone can tell. `estimatedWaitMs`: how long the scheduler says that it would wait now. Never before
 * half of the walltime is over: a job that waits longer than it may run cannot be followed without a gap.
 */
export function renewAt(session: Session, estimatedWaitMs: number | null): Instant | null {
	const {job, autoRenew, parent, end, stopRequestedAt} = session;
	const {submittedAt, startedAt, endsAt} = job;
	const isWanted = autoRenew !== null && parent === null && end === null && stopRequestedAt === null;
	if (!isWanted || job.phase !== 'running' || startedAt === null || endsAt === null) {
		return null;
	}

	const lengthMs = endsAt - startedAt;
	const marginMs = Math.min(MARGIN.mostMs, Math.max(MARGIN.leastMs, lengthMs * MARGIN.share));
	const seenWaitMs = submittedAt === null ? 0 : Math.max(0, startedAt - submittedAt);
	const waitMs = Math.max(seenWaitMs, estimatedWaitMs ?? 0);
	return endsAt - Math.min(lengthMs / 2, waitMs * WAIT_FACTOR + marginMs);
}

/** From here on it is worth asking the scheduler how long a successor would wait. */
export function isHalfOver({job: {startedAt, endsAt}}: Session, now: Instant): boolean {
	return startedAt !== null && endsAt !== null && now >= (startedAt + endsAt) / 2;
}
