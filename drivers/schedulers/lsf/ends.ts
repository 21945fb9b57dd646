import type {SessionOutcome} from '../../../source/core/job.js';
import type {End} from '../common/end.js';

/** Termination reasons (bacct(1), "Termination reasons displayed by bacct"). Those that are not here are failures. */
const OUTCOMES = new Map<string, SessionOutcome>(
	Object.entries({
		TERM_ADMIN: 'cancelled',
		TERM_BUCKET_KILL: 'cancelled',
		TERM_CSM_ALLOC: 'node-failure',
		TERM_DEADLINE: 'timeout',
		TERM_FORCE_ADMIN: 'cancelled',
		TERM_FORCE_OWNER: 'cancelled',
		TERM_ORPHAN_SYSTEM: 'cancelled',
		TERM_OWNER: 'cancelled',
		TERM_PREEMPT: 'preempted',
		TERM_RC_RECLAIM: 'preempted',
		TERM_REMOVE_HUNG_JOB: 'node-failure',
		TERM_REQUEUE_ADMIN: 'cancelled',
		TERM_REQUEUE_OWNER: 'cancelled',
		TERM_RUNLIMIT: 'timeout',
		TERM_WINDOW: 'timeout',
		TERM_ZOMBIE: 'node-failure',
	}),
);

/** Reasons whose own words say little. */
const SENTENCES = new Map(
	Object.entries({
		TERM_OWNER: 'Its owner ended it.',
		TERM_ADMIN: 'An administrator ended it.',
		TERM_RUNLIMIT: 'Its walltime ran out.',
		TERM_PREEMPT: 'It had to make room for another job.',
		TERM_MEMLIMIT: 'It used more memory than it had asked for.',
		TERM_SWAP: 'It used more memory and swap than it had asked for.',
		TERM_CPULIMIT: 'It used up its processor time: a limit of its own, or of its queue.',
		TERM_ZOMBIE: 'The host on which it ran could not be reached any more.',
	}),
);

/** The end of a job in state DONE: status 0. */
export const DONE: End = {outcome: 'completed', exitCode: 0, signal: null, reason: null, reasonText: null};

/**
 * The end of a job in state EXIT. LSF writes a signal as 128 + its number, as a shell does; `TERM_RUNLIMIT: job killed after
 * reaching LSF run time limit` tells it apart from an end of the program's own.
 */
export function endOf(exitCode: number | null, terminationReason: string): End {
	const [, reason = null, words = ''] = /^(TERM_\w+)(?::\s*(.*))?/s.exec(terminationReason.trim()) ?? [];
	const isSignal = exitCode !== null && exitCode > 128 && exitCode <= 128 + 64;
	const said = words.trim().replace(/[.;]+$/, '');
	return {
		outcome: (reason === null ? undefined : OUTCOMES.get(reason)) ?? 'failed',
		exitCode,
		signal: isSignal ? exitCode - 128 : null,
		reason,
		reasonText: (reason === null ? undefined : SENTENCES.get(reason)) ?? (said === '' ? null : `LSF says: ${said}.`),
	};
}
