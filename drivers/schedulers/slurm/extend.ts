import {type Outcome, textOf} from '../../../source/core/command.js';
import {formatClock} from '../../../source/core/duration.js';
import type {ExtendResult, SchedulerDriver} from '../../../source/core/scheduler.js';
import {failureOf, saidBy} from './answers.js';
import {requireId} from './job-ids.js';

/**
 * Asks for another limit, and where that is refused, for the job's state: "Access/permission denied" is the answer both to a
 * running job's owner who wants more, and to a waiting job that would be over its partition's limit (seen on 22.05).
 */
const EXTEND = `cluster=$1 job=$2 limit=$3
scontrol \${cluster:+--clusters="$cluster"} update JobId="$job" TimeLimit="$limit" && exit
code=$?
squeue --noheader --states=all \${cluster:+--clusters="$cluster"} --jobs="$job,$job" --format='%T' 2>/dev/null
exit $code`;

/** Slurm keeps limits in minutes: seconds are rounded up. Users may shorten, and lengthen only what still waits. */
export const extend: NonNullable<SchedulerDriver['extend']> = {
	plan({id, walltimeSeconds}) {
		const {job, cluster} = requireId(id);
		return {
			argv: ['sh', '-c', EXTEND, 'hpctui', cluster ?? '', job, formatClock(walltimeSeconds)],
			timeoutMs: 60_000,
		};
	},
	read(outcome): ExtendResult {
		if (outcome.code === 0) {
			return {type: 'accepted', note: null};
		}

		const said = saidBy(outcome);
		const failure = failureOf(outcome, 'scontrol');
		if (failure.kind === 'link' || outcome.code !== 1 || said === '') {
			throw failure;
		}

		return {type: 'refused', why: whyOf(said, outcome), said};
	},
};

function whyOf(said: string, outcome: Outcome): Extract<ExtendResult, {type: 'refused'}>['why'] {
	if (/already finished|invalid job id|already complet/i.test(said)) {
		return 'job-over';
	}

	if (/time ?limit .*(?:exceeds|invalid)|exceeds some limit|accounting\/qos policy/i.test(said)) {
		return 'over-limit';
	}

	if (/permission denied/i.test(said)) {
		return /^PENDING$/m.test(textOf(outcome.stdout)) ? 'over-limit' : 'needs-operator';
	}

	return /disabled|not supported/i.test(said) ? 'unsupported' : 'other';
}
