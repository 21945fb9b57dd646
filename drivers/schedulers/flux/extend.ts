import type {ExtendResult, SchedulerDriver} from '../../../source/core/scheduler.js';
import {failureOf, saidBy} from './answers.js';
import {requireId} from './job-ids.js';

/** Owners may change the duration of what waits, up to their limits; of what runs, only the owner of the instance may (flux-update(1)). */
export const extend: NonNullable<SchedulerDriver['extend']> = {
	plan: ({id, walltimeSeconds}) => ({
		argv: ['flux', 'update', requireId(id), `duration=${walltimeSeconds}s`],
		timeoutMs: 60_000,
	}),
	read(outcome): ExtendResult {
		if (outcome.code === 0) {
			return {type: 'accepted', note: null};
		}

		const failure = failureOf(outcome, 'flux update');
		const said = saidBy(outcome);
		if (failure.kind === 'link' || outcome.code !== 1 || said === '') {
			throw failure;
		}

		return {type: 'refused', why: whyOf(said), said};
	},
};

function whyOf(said: string): Extract<ExtendResult, {type: 'refused'}>['why'] {
	if (/job is inactive|unknown job/i.test(said)) {
		return 'job-over';
	}

	if (/instance owner|only update their own jobs|immutable/i.test(said)) {
		return 'needs-operator';
	}

	if (/exceeds|policy limit/i.test(said)) {
		return 'over-limit';
	}

	return /not supported|not allowed|no .*handler/i.test(said) ? 'unsupported' : 'other';
}
