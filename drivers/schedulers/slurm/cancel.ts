import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {CancelResult} from '../../../source/core/scheduler.js';
import {failureOf} from './answers.js';
import {requireId} from './job-ids.js';

/** One call for each pair of cluster (may be empty) and job, since scancel takes one cluster at a time. */
const EACH = `code=0
while [ $# -gt 0 ]; do
	scancel --verbose \${1:+--clusters="$1"} "$2" || code=$?
	shift 2
done
exit $code`;

type CancelError = {readonly job: string; readonly said: string; readonly isOver: boolean};

/**
 * scancel sends SIGTERM, and SIGKILL after KillWait. For ids that nobody knows it exits 0 in silence; only with `--verbose`
 * it names them (seen on 22.05).
 */
export const cancel: Query<{readonly ids: readonly string[]}, CancelResult> = {
	plan({ids}) {
		const wanted = ids.map(requireId);
		const isPlain = wanted.every(id => id.cluster === null);
		return {
			argv: isPlain
				? ['scancel', '--verbose', ...wanted.map(id => id.job)]
				: ['sh', '-c', EACH, 'hpctui', ...wanted.flatMap(id => [id.cluster ?? '', id.job])],
			timeoutMs: 60_000,
		};
	},
	read(outcome, {ids}) {
		const errors = errorsOf(outcome);
		const failure = outcome.code === 0 ? null : failureOf(outcome, 'scancel');
		if (failure?.kind === 'link') {
			throw failure;
		}

		const refusal = errors.find(error => !error.isOver);
		if (refusal !== undefined) {
			throw new Fault('refused', `Slurm refused to end job ${refusal.job}: ${refusal.said}`, {
				facts: {said: refusal.said, job: refusal.job},
			});
		}

		if (failure !== null) {
			throw failure;
		}

		const isUnknown = (id: string) => errors.some(error => error.job === requireId(id).job);
		return {accepted: ids.filter(id => !isUnknown(id)), unknown: ids.filter(isUnknown)};
	},
};

/** `Kill job error on job id 999999: Invalid job id specified`. */
function errorsOf(outcome: Outcome): readonly CancelError[] {
	const lines = textOf(outcome.stderr).matchAll(/^scancel: error: Kill job error on job id (\S+): (.+)$/gm);
	return [...lines].map(([, job = '', said = '']) => ({
		job,
		said: said.trim(),
		isOver: /invalid job id specified|already complet/i.test(said),
	}));
}
