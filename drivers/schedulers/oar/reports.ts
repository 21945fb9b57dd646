import type {JobReport} from '../../../source/core/job.js';
import {type Document, listIn, numberIn, wordIn} from './documents.js';
import {eventsOf} from './events.js';
import {reasonOf} from './reasons.js';
import {outcomeOf, phaseOf} from './states.js';

/** The report of a job from its document, `oarstat --full`. Moments are seconds since the epoch, and 0 while there is none. */
export function reportOf(id: string, job: Document): JobReport {
	const state = wordIn(job, 'state') ?? '';
	const phase = phaseOf(state);
	const events = eventsOf(job);
	const status = numberIn(job, 'exit_code');
	const isWaiting = phase === 'queued' || phase === 'held';
	const walltime = numberIn(job, 'walltime');
	// A reservation bears its start before it starts.
	const startedAt = isWaiting ? null : momentIn(job, 'startTime');
	const planned = startedAt === null || walltime === null ? null : startedAt + walltime * 1000;
	return {
		id,
		name: wordIn(job, 'name'),
		tag: null,
		phase,
		nativeState: state,
		...reasonOf(phase, wordIn(job, 'message'), state === 'Terminated' ? [] : events),
		estimatedStart: isWaiting ? momentIn(job, 'scheduledStart') : null,
		nodes: nodesOf(job),
		submittedAt: momentIn(job, 'submissionTime'),
		startedAt,
		endsAt: phase === 'over' ? momentIn(job, 'stopTime') : planned,
		walltime,
		...endOf(status),
		outcome: outcomeOf(state, status, events),
		queue: wordIn(job, 'queue'),
	};
}

/** OAR keeps a wait status: 768 is the exit code 3, 9 the signal 9 (and 137 that signal with a core dump). */
function endOf(status: number | null): Pick<JobReport, 'exitCode' | 'signal'> {
	if (status === null) {
		return {exitCode: null, signal: null};
	}

	const signal = status & 127;
	return signal === 0 ? {exitCode: (status >> 8) & 255, signal: null} : {exitCode: null, signal};
}

function nodesOf(job: Document): readonly string[] {
	return listIn(job, 'assigned_network_address').filter(
		(name): name is string => typeof name === 'string' && name !== '',
	);
}

function momentIn(job: Document, name: string): number | null {
	const seconds = numberIn(job, name);
	return seconds === null || seconds <= 0 ? null : seconds * 1000;
}
