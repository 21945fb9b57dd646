import {type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {CancelResult} from '../../../source/core/scheduler.js';
import {failureOf, LSF_ENVIRONMENT} from './answers.js';
import {requireId} from './job-ids.js';

/** bkill sends INT, TERM and KILL, ten seconds apart (JOB_TERMINATE_INTERVAL). It tells of each job on a line of its own. */
export const cancel: Query<{readonly ids: readonly string[]}, CancelResult> = {
	plan: ({ids}) => ({argv: ['bkill', ...ids.map(requireId)], env: LSF_ENVIRONMENT, timeoutMs: 60_000}),
	read(outcome, {ids}) {
		const failure = outcome.code === 0 ? null : failureOf(outcome, 'bkill');
		if (failure?.kind === 'link') {
			throw failure;
		}

		const lines = `${textOf(outcome.stdout)}\n${textOf(outcome.stderr)}`.split('\n');
		const told = new Map(lines.flatMap(line => toldBy(line)));
		const refusal = [...told].find(([, said]) => isRefusal(said));
		if (refusal !== undefined) {
			const [job, said] = refusal;
			throw new Fault('refused', `LSF refused to end job ${job}: ${said}`, {facts: {said, job}});
		}

		if (failure !== null && !ids.every(id => told.has(id))) {
			throw failure;
		}

		const isUnknown = (id: string): boolean => isOver(told.get(id) ?? '');
		return {accepted: ids.filter(id => !isUnknown(id)), unknown: ids.filter(isUnknown)};
	},
};

/** `Job <4242> is being terminated`, `Job <4242>: Job has already finished`, `Job <9>: No matching job found`. */
function toldBy(line: string): ReadonlyArray<readonly [string, string]> {
	const [, job, said] = /^(?:bkill: )?Job <([^>]+)>:?\s+(.+)$/.exec(line.trim()) ?? [];
	return job === undefined || said === undefined ? [] : [[job, said.trim()]];
}

function isOver(said: string): boolean {
	return /already finished|no matching job|is not found/i.test(said);
}

function isRefusal(said: string): boolean {
	return !isOver(said) && !/is being (?:terminated|killed|signaled)|in progress/i.test(said);
}
