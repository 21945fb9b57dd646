import type {JobReport, SessionOutcome} from '../../../source/core/job.js';
import {requestedOf} from './category.js';
import {instantOf, walltimeOf} from './times.js';

type End = Pick<JobReport, 'nativeState' | 'reasonText' | 'exitCode' | 'signal' | 'outcome'>;

/** Killed by a signal, or so it seems: the one `failed` code that a job's own end can have. */
const AFTER_JOB = 100;
/** It ran over h_rt, h_cpu or h_vmem; which of them is not said. */
const OVER_LIMIT = 37;

/**
 * The other `failed` codes, with the manual's meaning (accounting(5), sge_status(5)): what went wrong before or around the job. Those
 * that are not here are failures too.
 */
const AROUND_JOB = new Map<number, readonly [outcome: SessionOutcome, sentence: string]>([
	[19, ['node-failure', 'The node lost it: it wrote no exit status, as after a reboot.']],
	[21, ['node-failure', 'The node did not know the job any more when the qmaster asked.']],
	[24, ['cancelled', 'It was to migrate to another node, and ended while it waited for one.']],
	[25, ['cancelled', 'It was rescheduled, and ended while it waited.']],
	[26, ['failed', 'The node could not open its output file; the script never ran.']],
	[27, ['failed', 'The node has no such shell; the script never ran.']],
	[28, ['failed', 'The node could not enter its folder; the script never ran.']],
	[30, ['failed', 'It ended with code 100, which Grid Engine takes for an error, and was deleted in the error state.']],
]);

/** Signals of an end that somebody else wanted; the others (SEGV, ABRT, …) are the job's own. */
const FROM_OUTSIDE = new Set([1, 2, 9, 10, 12, 15]);
/** SIGUSR1 and SIGXCPU warn of a soft limit, and end what does not catch them; SIGUSR2 comes before SIGKILL (qsub -notify). */
const WARNINGS = new Set([10, 12, 24]);

/** How a run ended, from the fields of its accounting record. */
export function endOf(fields: ReadonlyMap<string, string>): End {
	const failed = fields.get('failed') ?? '';
	const failure = Number.parseInt(failed, 10);
	const status = Number.parseInt(fields.get('exit_status') ?? '', 10);
	// Univa, Altair and OCS say who deleted a job; Son of Grid Engine does not.
	const deletedBy = fields.get('deleted_by') ?? 'NONE';
	const end: End = {
		nativeState: failed.replace(/\s*:\s*/, ': ').trim(),
		reasonText: null,
		exitCode: null,
		signal: null,
		outcome: 'failed',
	};
	if (Number.isNaN(failure)) {
		return {...end, nativeState: failed || 'unknown', outcome: null};
	}

	if (failure === 0) {
		const outcome = status === 0 ? 'completed' : 'failed';
		return {...end, nativeState: outcome, exitCode: Number.isNaN(status) ? null : status, outcome};
	}

	if (failure === OVER_LIMIT) {
		return isTimeUp(fields)
			? {...end, outcome: 'timeout'}
			: {...end, reasonText: 'It used more memory or processor time than its limit.'};
	}

	if (!/^(NONE|)$/i.test(deletedBy.trim())) {
		return {...end, outcome: 'cancelled', reasonText: `Deleted by ${deletedBy.trim()}.`};
	}

	return failure === AFTER_JOB ? signalled(end, status - 128, fields) : around(end, failure, status);
}

function signalled(end: End, signal: number, fields: ReadonlyMap<string, string>): End {
	if (!(signal >= 1 && signal <= 64)) {
		return end;
	}

	if (signal === 24 || (WARNINGS.has(signal) && isTimeUp(fields))) {
		return {...end, signal, outcome: 'timeout'};
	}

	if (!FROM_OUTSIDE.has(signal)) {
		return {...end, signal};
	}

	const reasonText = signal === 9 ? 'Ended by SIGKILL: qdel, or the node ran out of memory.' : null;
	return {...end, signal, reasonText, outcome: 'cancelled'};
}

function around(end: End, failure: number, status: number): End {
	const [outcome, reasonText] = AROUND_JOB.get(failure) ?? ['failed', null];
	return {...end, outcome, reasonText, exitCode: failure === 30 && status > 0 ? status : null};
}

/** Whether it ran for as long as it had asked for. Without a wish of its own it was the queue's limit. */
function isTimeUp(fields: ReadonlyMap<string, string>): boolean {
	const limit = walltimeOf(requestedOf(fields.get('category') ?? '', 'h_rt') ?? '');
	const start = instantOf(fields.get('start_time') ?? '');
	const end = instantOf(fields.get('end_time') ?? '');
	const isKnown = typeof limit === 'number' && start !== null && end !== null;
	return !isKnown || (end - start) / 1000 >= limit - 1;
}
