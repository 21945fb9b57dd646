import type {JobPhase} from '../../../source/core/job.js';

/** LSF's job states with the meaning that bjobs(1) gives them. A state that is not here is `unknown`. */
const STATES = new Map<string, JobPhase>(
	Object.entries({
		// It has not been started.
		PEND: 'queued',
		// It was suspended, by its owner or an administrator, while it waited.
		PSUSP: 'held',
		// It was sent to a host that is waking up.
		PROV: 'starting',
		// It runs.
		RUN: 'running',
		// It was suspended by its owner or an administrator while it ran.
		USUSP: 'suspended',
		// It was suspended by LSF: load, or the run window of its queue.
		SSUSP: 'suspended',
		// It ended with status 0.
		DONE: 'over',
		// It ended with another status, or was killed.
		EXIT: 'over',
		// mbatchd lost contact with the host on which it runs.
		UNKWN: 'unknown',
		// A member of a chunk of jobs that waits for its turn.
		WAIT: 'queued',
		// Killed, or requeued, while its host could not be reached: what is there is not known.
		ZOMBI: 'unknown',
	}),
);

/** The phase of a native state. */
export function phaseOf(state: string): JobPhase {
	return STATES.get(state) ?? 'unknown';
}
