import type {ExtendResult, SchedulerDriver} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {failureOf, saidBy} from './answers.js';
import {WALLTIME_ATTRIBUTE} from './description.js';
import {requireId} from './job-ids.js';

const NOTE = "the job's own limit was changed; one that the site has set besides stays as it is";

/**
 * The limit is an attribute of ours that the job's PeriodicRemove looks at. What condor_qedit changes reaches the process that watches
 * over a running job only with `-forward` (condor_qedit(1)). A job that was started some other way has no limit that could be changed:
 * the attribute is set, and nothing looks at it, which is why its present value is asked for first.
 */
const EXTEND = `id=$1 name=$2 seconds=$3
before=$(condor_q "$id" -af ClusterId "$name") || exit
case $before in
'') echo "Job $id not found" >&2; exit 3 ;;
*undefined*) echo "Job $id has no limit of walltime that could be changed" >&2; exit 4 ;;
esac
exec condor_qedit -forward "$id" "$name" "$seconds"`;

const NOT_LISTED = 3;
const NO_LIMIT = 4;

export const extend: NonNullable<SchedulerDriver['extend']> = {
	plan: ({id, walltimeSeconds}) => ({
		argv: ['sh', '-c', EXTEND, 'hpctui', requireId(id), WALLTIME_ATTRIBUTE, String(walltimeSeconds)],
		timeoutMs: 60_000,
	}),
	read(outcome): ExtendResult {
		if (outcome.code === 0) {
			return {type: 'accepted', note: NOTE};
		}

		const failure = failureOf(outcome, 'condor_qedit');
		const said = saidBy(outcome);
		if (failure.kind === 'link' || isMissingProgram(outcome) || said === '') {
			throw failure;
		}

		return {type: 'refused', why: whyOf(outcome.code, said), said};
	},
};

function whyOf(code: number | null, said: string): Extract<ExtendResult, {type: 'refused'}>['why'] {
	if (code === NOT_LISTED) {
		return 'job-over';
	}

	if (code === NO_LIMIT) {
		return 'unsupported';
	}

	return /failed to set attribute|not allowed|permission|unauthorized/i.test(said) ? 'needs-operator' : 'other';
}
