import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {CancelResult} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {failureOf} from './answers.js';
import {isSameJob, requireId} from './job-ids.js';

/** Not known, or over: `Unknown Job Id 99999.pbshead`, `Job has finished 1.pbshead`, Torque's `… MSG=invalid state for job - COMPLETE 12.host`. */
const OVER = /unknown job id|job has finished|complete\b|history job/i;

/** On its way out already: `Request invalid for state of job 59.pbshead` (captured while its epilogue ran). */
const ENDING = /invalid (?:for )?state/i;

/** qdel sends SIGTERM, and SIGKILL after the server's kill_delay. Each id is answered for itself; what succeeded is silent. */
export const cancel: Query<{readonly ids: readonly string[]}, CancelResult> = {
	plan: ({ids}) => ({argv: ids.length === 0 ? ['true'] : ['qdel', ...ids.map(requireId)], timeoutMs: 90_000}),
	read(outcome, {ids}) {
		if (outcome.code === 0) {
			return {accepted: ids, unknown: []};
		}

		const failure = failureOf(outcome, 'qdel');
		const lines = linesOf(outcome);
		const refusal = lines.find(line => !OVER.test(line) && !ENDING.test(line));
		if (failure.kind === 'link' || isMissingProgram(outcome) || lines.length === 0) {
			throw failure;
		}

		if (refusal !== undefined) {
			throw new Fault('refused', `PBS refused to end the job: ${refusal}`, {facts: {said: refusal}});
		}

		const gone = lines.filter(line => OVER.test(line)).map(line => line.split(/\s+/).at(-1) ?? '');
		const isUnknown = (id: string) => gone.some(word => isSameJob(word, id));
		return {accepted: ids.filter(id => !isUnknown(id)), unknown: ids.filter(isUnknown)};
	},
};

function linesOf(outcome: Outcome): readonly string[] {
	const lines = textOf(outcome.stderr).split('\n');
	return lines.map(line => line.replace(/^qdel: +/, '').trim()).filter(line => line !== '');
}
