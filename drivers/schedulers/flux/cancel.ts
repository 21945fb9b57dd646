import {type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {CancelResult} from '../../../source/core/scheduler.js';
import {failureOf} from './answers.js';
import {plain, requireId} from './job-ids.js';

/** Raises an exception of type `cancel`, which ends a waiting job, or sends SIGTERM and after five seconds SIGKILL to a running one. */
export const cancel: Query<{readonly ids: readonly string[]}, CancelResult> = {
	plan: ({ids}) => ({argv: ['flux', 'cancel', ...ids.map(requireId)], timeoutMs: 60_000}),
	read(outcome, {ids}) {
		if (outcome.code === 0) {
			return {accepted: ids, unknown: []};
		}

		const told = toldBy(textOf(outcome.stderr));
		const refusal = [...told].find(([, said]) => !isOver(said));
		const failure = failureOf(outcome, 'flux cancel');
		if (told.size === 0 || failure.kind === 'link') {
			throw failure;
		}

		if (refusal !== undefined) {
			const [job, said] = refusal;
			throw new Fault('refused', `Flux refused to end job ${job}: ${said}`, {facts: {said, job}});
		}

		const isUnknown = (id: string): boolean => told.has(plain(id));
		return {accepted: ids.filter(id => !isUnknown(id)), unknown: ids.filter(isUnknown)};
	},
};

/** `flux-cancel: ERROR: ƒ2WCDeXo: job is inactive`, one line for each job that was not cancelled. */
function toldBy(text: string): ReadonlyMap<string, string> {
	const lines = text.matchAll(/^flux-cancel: ERROR: ([fƒ]\w+|\d+): (.+)$/gmu);
	return new Map([...lines].map(([, job = '', said = '']) => [plain(job), said.trim()]));
}

function isOver(said: string): boolean {
	return /unknown job|job is inactive|no such file or directory/i.test(said);
}
