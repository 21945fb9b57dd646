import type {JobPhase, SessionOutcome} from '../../../source/core/job.js';
import {isTimeUp, type JobEvent} from './events.js';

/** OAR's job states with the meaning of its manual (admin documentation, "Jobs" table) and of bipbip, Leon and sarko, 2.5.9. */
const PHASES = new Map<string, JobPhase>(
	Object.entries({
		// Waiting for the scheduler's decision.
		Waiting: 'queued',
		// The user or an administrator wants to hold it: it is not scheduled.
		Hold: 'held',
		// The scheduler decided that it starts now.
		toLaunch: 'starting',
		// It is going to end in error; the reason stands in its message and events.
		toError: 'completing',
		// An advance reservation that the scheduler has to accept or refuse.
		toAckReservation: 'queued',
		// The server is launching it on its nodes.
		Launching: 'starting',
		// The user's command runs.
		Running: 'running',
		// It was running, and is suspended; it keeps its resources or not, as the site likes.
		Suspended: 'suspended',
		// It is being resumed, and does not run yet.
		Resuming: 'suspended',
		// The user's command ended, and the server cleans up.
		Finishing: 'completing',
		// It ended by itself.
		Terminated: 'over',
		// It ended by what is told in its events.
		Error: 'over',
	}),
);

/** The phase behind a state of OAR; `unknown` for a word that OAR does not have. */
export function phaseOf(state: string): JobPhase {
	return PHASES.get(state) ?? 'unknown';
}

/** What an event of a job that ended in Error says of its end. */
const OUTCOMES: ReadonlyArray<{readonly outcome: SessionOutcome; readonly isMeant: (event: JobEvent) => boolean}> = [
	// A job of type besteffort had to give way. It is then killed as if its owner asked for it, so this comes first.
	{outcome: 'preempted', isMeant: ({type}) => type === 'BESTEFFORT_KILL'},
	{outcome: 'timeout', isMeant: isTimeUp},
	{outcome: 'cancelled', isMeant: ({type}) => type === 'FRAG_JOB_REQUEST'},
	// The site's part of the start or of the end failed, or its nodes did.
	{
		outcome: 'node-failure',
		isMeant: ({type}) =>
			/^(?:EXIT_VALUE_OAREXEC|LAUNCHING_OAREXEC_TIMEOUT|EXTERMINATE_JOB|SSH_TRANSFER_TIMEOUT|BAD_HASHTABLE_DUMP|USER_SHELL|CANNOT_(?:WRITE|CREATE)_\w+|CPUSET_\w+|PING_CHECKER_NODE_\w+|(?:SERVER_)?PROLOGUE_\w+|RESERVATION_NO_NODE)$/.test(
				type,
			),
	},
];

/** How a job ended. An exit status counts wherever there is one: `oardel` of a job that is over leaves its event as well. */
export function outcomeOf(state: string, status: number | null, events: readonly JobEvent[]): SessionOutcome | null {
	if (state === 'Terminated') {
		return status === null ? null : status === 0 ? 'completed' : 'failed';
	}

	if (state !== 'Error') {
		return null;
	}

	return OUTCOMES.find(({isMeant}) => events.some(isMeant))?.outcome ?? 'failed';
}
