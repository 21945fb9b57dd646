import type {JobPhase} from '../../../source/core/job.js';

/**
 * Job states with the meaning that qstat(1B) gives them, OpenPBS's and Torque's together, since no letter means two things. A letter that is not here is
 * `unknown`: it neither starts nor ends a session.
 */
const PHASES: ReadonlyMap<string, JobPhase> = new Map([
	// PBS: an array of which a task began.
	['B', 'running'],
	// Torque: completed, and listed for a while (keep_completed).
	['C', 'over'],
	// Exiting after having run.
	['E', 'completing'],
	// PBS: finished; listed with -x only.
	['F', 'over'],
	// Held.
	['H', 'held'],
	// PBS: moved to another server, where it goes on.
	['M', 'unknown'],
	// Queued, eligible to run or be routed.
	['Q', 'queued'],
	['R', 'running'],
	// Suspended by the server, for a job of higher priority.
	['S', 'suspended'],
	// Being moved to a new location.
	['T', 'queued'],
	// PBS: suspended since somebody sat down at the workstation.
	['U', 'suspended'],
	// It waits for its execution time, or for files.
	['W', 'queued'],
	// PBS: a task of an array is over.
	['X', 'over'],
]);

/** PBS: it was sent to its nodes, and has not begun there (JOB_SUBSTATE_PRERUN, and the staging in before it). */
const BEFORE_RUN = new Set(['41', '15', '16']);

/** Holds of others (operator, system), by Hold_Types; `u` is the owner's own, `n` none. */
export function phaseOf(attributes: ReadonlyMap<string, string>): JobPhase {
	const phase = PHASES.get(attributes.get('job_state') ?? '') ?? 'unknown';
	if (phase === 'running' && BEFORE_RUN.has(attributes.get('substate') ?? '')) {
		return 'starting';
	}

	// A job that waits for another one is held by the system (PBS: `s`); it needs nobody to let it go.
	return phase === 'held' && waitsForJob(attributes) ? 'queued' : phase;
}

/** Whether it is held for the sake of a dependency only. */
export function waitsForJob(attributes: ReadonlyMap<string, string>): boolean {
	return attributes.has('depend') && !/[up]/.test(attributes.get('Hold_Types') ?? '');
}
