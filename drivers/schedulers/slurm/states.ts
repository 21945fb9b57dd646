import type {JobPhase, SessionOutcome} from '../../../source/core/job.js';

type Meaning = {readonly phase: JobPhase; readonly outcome: SessionOutcome | null};

const over = (outcome: SessionOutcome): Meaning => ({phase: 'over', outcome});
const alive = (phase: JobPhase): Meaning => ({phase, outcome: null});

/**
 * Slurm's job states with the meaning that squeue(1) and sacct(1) give them, 17.11 to 24.05.
 * A state that is not here is `unknown`: it neither starts nor ends a session.
 */
const STATES = new Map<string, Meaning>(
	Object.entries({
		// Terminated due to launch failure, typically a hardware failure (unable to boot the node).
		BOOT_FAIL: over('node-failure'),
		// Explicitly cancelled by the user or an administrator; it may or may not have started.
		CANCELLED: over('cancelled'),
		// All processes ended on all nodes with an exit code of zero.
		COMPLETED: over('completed'),
		// Resources are allocated, and it waits for them to become ready (booting).
		CONFIGURING: alive('starting'),
		// Some processes on some nodes may still be active.
		COMPLETING: alive('completing'),
		// Terminated on its deadline.
		DEADLINE: over('timeout'),
		// Terminated with a non-zero exit code or another failure condition.
		FAILED: over('failed'),
		// The launch of the job failed on its nodes (24.05).
		LAUNCH_FAILED: over('node-failure'),
		// Terminated due to the failure of one or more allocated nodes.
		NODE_FAIL: over('node-failure'),
		// It met an out-of-memory error.
		OUT_OF_MEMORY: over('failed'),
		// It waits for resources.
		PENDING: alive('queued'),
		// The nodes it got are being powered up (23.11).
		POWER_UP_NODE: alive('starting'),
		// Terminated due to preemption. Requeued ones are PENDING again.
		PREEMPTED: over('preempted'),
		// The reconfiguration of its nodes failed (24.05).
		RECONFIG_FAIL: over('node-failure'),
		// A requeued job of a federation goes back to the queue.
		REQUEUE_FED: alive('queued'),
		// A requeued job is held.
		REQUEUE_HOLD: alive('held'),
		// The job was requeued: this run of it is over, the job is not.
		REQUEUED: alive('queued'),
		// It is held because its requested reservation was deleted.
		RESV_DEL_HOLD: alive('held'),
		// It is about to change size.
		RESIZING: alive('running'),
		// A sibling on another cluster of the federation started, so this copy was withdrawn: no end of the job.
		REVOKED: alive('unknown'),
		// It has an allocation and runs.
		RUNNING: alive('running'),
		// It is being signalled.
		SIGNALING: alive('running'),
		// Requeued in a special state, which a person must release.
		SPECIAL_EXIT: alive('held'),
		// It is staging out files.
		STAGE_OUT: alive('completing'),
		// Stopped with SIGSTOP; its cores are retained.
		STOPPED: alive('suspended'),
		// Its execution is suspended and its cores are released.
		SUSPENDED: alive('suspended'),
		// Terminated upon reaching its time limit.
		TIMEOUT: over('timeout'),
	}),
);

/** Reasons under which a PENDING job waits for a person rather than for resources (squeue(1), JOB REASON CODES). */
const HELD_REASONS = new Set(['JobHeldUser', 'JobHeldAdmin', 'JobHoldMaxRequeue', 'launch failed requeued held']);

/**
 * Phase and outcome of a native state. sacct adds who did it (`CANCELLED by 2001`) and cuts with `+` in its table form, so
 * the first word decides.
 */
export function meaningOf(nativeState: string, reason: string | null): Meaning {
	const [code = ''] = nativeState.split(/[\s+]/, 1);
	const meaning = STATES.get(code) ?? alive('unknown');
	const isHeld = meaning.phase === 'queued' && reason !== null && HELD_REASONS.has(reason);
	return isHeld ? alive('held') : meaning;
}
