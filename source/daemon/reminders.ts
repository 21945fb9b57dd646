import type {Clock} from '../core/clock.js';
import {formatDuration} from '../core/duration.js';
import {successorOf} from '../core/family.js';
import type {Session} from '../core/session.js';
import type {SessionStore} from './store.js';

const LOOK_EVERY_MS = 10_000;

/**
 * Warns of walltimes that run out, whether or not a window is open: so many minutes before the end, the longest first. A daemon
 * that was not there at such a moment warns when it comes. The returned function stops it.
 */
export function startReminders(store: SessionStore, clock: Clock, minutes: () => readonly number[]): () => void {
	const timer = setInterval(() => {
		const thresholds = minutes();
		for (const session of store.all()) {
			remind(session, thresholds, store, clock);
		}
	}, LOOK_EVERY_MS);
	timer.unref();
	return () => clearInterval(timer);
}

function remind(session: Session, thresholds: readonly number[], store: SessionStore, clock: Clock): void {
	const left = session.parent === null ? dueThreshold(session, thresholds, clock.now()) : null;
	if (left !== null) {
		const successor = successorOf(store.all(), session.id);
		const next = successor?.end === null ? `; job ${successor.job.id} is to take over when it answers` : '';
		// A bound, for it is read long after it was said.
		const message = `at most ${formatDuration(Math.ceil(left.leftMs / 60_000) * 60)} of walltime left${next}`;
		store.record(session.id, {type: 'warned', code: left.code, message});
	}
}

/** The smallest threshold that is passed and was not told yet for this end of walltime. */
function dueThreshold(
	session: Session,
	thresholds: readonly number[],
	now: number,
): {readonly code: string; readonly leftMs: number} | null {
	const {endsAt, phase} = session.job;
	if (session.end !== null || endsAt === null || phase !== 'running') {
		return null;
	}

	const leftMs = endsAt - now;
	const passed = thresholds.filter(minutes => leftMs > 0 && leftMs <= minutes * 60_000).at(-1);
	if (passed === undefined) {
		return null;
	}

	// A short job is not told at its start that it is short.
	const lengthMs = session.job.startedAt === null ? Number.POSITIVE_INFINITY : endsAt - session.job.startedAt;
	const told = session.warnings.find(warning => warning.code === 'walltime-soon');
	const wasTold = told !== undefined && endsAt - told.at <= passed * 60_000;
	return wasTold || lengthMs <= passed * 60_000 ? null : {code: 'walltime-soon', leftMs};
}
