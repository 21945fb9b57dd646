import {textOf} from '../../../source/core/command.js';
import type {ExtendResult, SchedulerDriver} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {failureOf, LSF_ENVIRONMENT, saidBy} from './answers.js';
import {requireId} from './job-ids.js';
import {minutesOf} from './times.js';

/** LSF's answer does not tell whether the new limit reaches the host on which the job runs. */
const NOTE = 'LSF says that the parameters are being changed; the listing tells when they are';

/**
 * `bmod -W` takes whole minutes. A waiting job's owner may change it up to the queue's limit; a running job's only where the
 * site allows it (LSB_MOD_ALL_JOBS in lsf.conf, bmod(1)).
 */
export const extend: NonNullable<SchedulerDriver['extend']> = {
	plan: ({id, walltimeSeconds}) => ({
		argv: ['bmod', '-W', minutesOf(walltimeSeconds), requireId(id)],
		env: LSF_ENVIRONMENT,
		timeoutMs: 60_000,
	}),
	read(outcome): ExtendResult {
		if (outcome.code === 0) {
			return {type: 'accepted', note: /being changed/i.test(textOf(outcome.stdout)) ? NOTE : null};
		}

		const failure = failureOf(outcome, 'bmod');
		const said = saidBy(outcome);
		if (failure.kind === 'link' || isMissingProgram(outcome) || said === '') {
			throw failure;
		}

		return {type: 'refused', why: whyOf(said), said};
	},
};

function whyOf(said: string): Extract<ExtendResult, {type: 'refused'}>['why'] {
	if (/already finished|no matching job|is not found/i.test(said)) {
		return 'job-over';
	}

	if (/hard limit|exceed/i.test(said)) {
		return 'over-limit';
	}

	if (/permission denied|only .*administrator|cannot be changed now|already started|LSB_MOD_ALL_JOBS/i.test(said)) {
		return 'needs-operator';
	}

	return /not supported|disabled/i.test(said) ? 'unsupported' : 'other';
}
