import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {CancelResult} from '../../../source/core/scheduler.js';
import {failureOf} from './answers.js';
import {requireId} from './job-ids.js';

/**
 * qdel has a running job killed (SIGKILL, unless the queue has a terminate_method) and a waiting one forgotten. It answers on standard
 * output, a line for each job, and exits 1 when one of them could not be deleted (seen on 8.1.9).
 */
export const cancel: Query<{readonly ids: readonly string[]}, CancelResult> = {
	plan({ids}) {
		for (const id of ids) {
			requireId(id);
		}

		return {argv: ['qdel', ...ids], timeoutMs: 60_000};
	},
	read(outcome, {ids}) {
		const failure = outcome.code === 0 ? null : failureOf(outcome, 'qdel');
		if (failure?.kind === 'link') {
			throw failure;
		}

		const lines = linesOf(outcome);
		const refusal = lines.find(line => /privileges|must be .*owner|not .*(?:permitted|allowed)/i.test(line));
		if (refusal !== undefined) {
			throw new Fault('refused', `Grid Engine refused to end the job: ${refusal}`, {facts: {said: refusal}});
		}

		const unknown = new Set(lines.flatMap(line => /job "?([\d.]+)"?.* does not exist/i.exec(line)?.[1] ?? []));
		const isUnknown = (id: string) => unknown.has(id) || unknown.has(requireId(id).job);
		if (failure !== null && !ids.some(isUnknown)) {
			throw failure;
		}

		return {accepted: ids.filter(id => !isUnknown(id)), unknown: ids.filter(isUnknown)};
	},
};

function linesOf(outcome: Outcome): readonly string[] {
	return `${textOf(outcome.stdout)}\n${textOf(outcome.stderr)}`.split('\n').filter(line => line.trim() !== '');
}
