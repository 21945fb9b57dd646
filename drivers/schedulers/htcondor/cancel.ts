import {type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {CancelResult} from '../../../source/core/scheduler.js';
import {failureOf} from './answers.js';
import {requireId} from './job-ids.js';

/** condor_rm tells of each job on a line of its own (DCSchedd's results), and exits with 1 where it could not remove one. */
export const cancel: Query<{readonly ids: readonly string[]}, CancelResult> = {
	plan: ({ids}) => ({argv: ['condor_rm', ...ids.map(requireId)], timeoutMs: 60_000}),
	read(outcome, {ids}) {
		const said = `${textOf(outcome.stdout)}\n${textOf(outcome.stderr)}`;
		const [denied, job] = /Permission denied to remove (?:all jobs in cluster|job) ([\d.]+)/i.exec(said) ?? [];
		if (denied !== undefined && job !== undefined) {
			throw new Fault('refused', `HTCondor refused to end job ${job}: ${denied}`, {facts: {said: denied, job}});
		}

		const unknown = ids.filter(id => isUnknown(said, id));
		if (outcome.code !== 0 && unknown.length === 0) {
			throw failureOf(outcome, 'condor_rm');
		}

		return {accepted: ids.filter(id => !unknown.includes(id)), unknown};
	},
};

/** `Job 42.0 not found`, `Couldn't find/remove all jobs in cluster 42`. */
function isUnknown(said: string, id: string): boolean {
	const word = id.replace('.', '\\.');
	return new RegExp(
		`Job ${word} not found|find/remove all jobs in cluster ${word}(?!\\d)|Cluster ${word} not found`,
		'i',
	).test(said);
}
