import type {JobPhase, SessionOutcome} from '../../../source/core/job.js';

type Meaning = {readonly phase: JobPhase; readonly outcome: SessionOutcome | null};

const alive = (phase: JobPhase): Meaning => ({phase, outcome: null});
const over = (outcome: SessionOutcome): Meaning => ({phase: 'over', outcome});

/** The job statuses of flux-jobs(1): the states of RFC 21 and, for inactive jobs, their results. */
const STATUSES = new Map<string, Meaning>(
	Object.entries({
		// It was accepted a moment ago.
		NEW: alive('queued'),
		// It waits for a dependency.
		DEPEND: alive('queued'),
		// It waits for its priority.
		PRIORITY: alive('queued'),
		// It waits for resources.
		SCHED: alive('queued'),
		// It has resources and runs.
		RUN: alive('running'),
		// It ended, and its resources are being given back.
		CLEANUP: alive('completing'),
		// It ended with code 0.
		COMPLETED: over('completed'),
		// It ended with another code, or a fatal exception ended it.
		FAILED: over('failed'),
		// An exception of type `cancel` ended it.
		CANCELED: over('cancelled'),
		// An exception of type `timeout` ended it.
		TIMEOUT: over('timeout'),
	}),
);

/** Types of fatal exceptions behind a FAILED job (job-exec.c; `preempt` by convention of who raises it). */
const EXCEPTIONS = new Map<string, SessionOutcome>(
	Object.entries({
		'node-failure': 'node-failure',
		preempt: 'preempted',
		cancel: 'cancelled',
		timeout: 'timeout',
	}),
);

/** Phase and outcome. An urgency of 0 holds a job (flux-urgency(1)). */
export function meaningOf(status: string, urgency: string, exception: string): Meaning {
	const meaning = STATUSES.get(status) ?? alive('unknown');
	if (meaning.phase === 'queued' && urgency === '0') {
		return alive('held');
	}

	return status === 'FAILED' ? over(EXCEPTIONS.get(exception) ?? 'failed') : meaning;
}
