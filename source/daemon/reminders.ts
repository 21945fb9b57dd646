import type {Clock} from '../core/clock.js';
import {formatDuration} from '../core/duration.js';
import type {Session} from '../core/session.js';
import type {SessionStore} from './store.js';

/** Minutes before the end of walltime at which a session is warned of it. */
const THRESHOLDS_MINUTES = [30, 10, 2];
const LOOK_EVERY_MS = 10_000;

/** Warns of walltimes that run out, whether or not a window is open. The returned function stops it. */
export function startReminders(store: SessionStore, clock: Clock): () => void {
	const timer = setInterval(() => {
		for (const session of store.all()) {
			remind(session, store, clock);
		}
	}, LOOK_EVERY_MS);
	timer.unref();
	return () => clearInterval(timer);
}

function remind(session: Session, store: SessionStore, clock: Clock): void {
	const left = dueThreshold(session, clock.now());
	if (left !== null) {
		// A bound, for it is read long after it was said.
		const message = `at most ${formatDuration(Math.ceil(left.leftMs / 60_000) * 60)} of walltime left`;
		store.record(session.id, {type: 'warned', code: left.code, message});
	}
}

/** The smallest threshold that is passed and was not told yet for this end of walltime. */
function dueThreshold(session: Session, now: number): {readonly code: string; readonly leftMs: number} | null {
	const {endsAt, phase} = session.job;
	if (session.end !== null || endsAt === null || phase !== 'running') {
		return null;
	}

	const leftMs = endsAt - now;
	const passed = THRESHOLDS_MINUTES.filter(minutes => leftMs > 0 && leftMs <= minutes * 60_000).at(-1);
	if (passed === undefined) {
		return null;
	}

	// A short job is not told at its start that it is short.
	const lengthMs = session.job.startedAt === null ? Number.POSITIVE_INFINITY : endsAt - session.job.startedAt;
	const told = session.warnings.find(warning => warning.code === 'walltime-soon');
	const wasTold = told !== undefined && endsAt - told.at <= passed * 60_000;
	return wasTold || lengthMs <= passed * 60_000 ? null : {code: 'walltime-soon', leftMs};
}
