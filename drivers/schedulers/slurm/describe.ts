import type {Query} from '../../../source/core/command.js';
import type {JobDetails} from '../../../source/core/scheduler.js';
import {unknownJobFault} from '../common/unknown-job.js';
import {answerOf, saidBy} from './answers.js';

/** What Slurm was told of a job that somebody submitted: `scontrol show job`, one field a line where it may hold blanks. */
export const describe: Query<{readonly id: string}, JobDetails> = {
	plan: ({id}) => ({argv: ['scontrol', 'show', 'job', id]}),
	read(outcome, {id}) {
		// slurm_load_jobs error: Invalid job id specified (22.05).
		if (outcome.code !== 0 && /invalid job id/i.test(saidBy(outcome))) {
			throw unknownJobFault('Slurm', id, saidBy(outcome));
		}

		const text = answerOf(outcome, 'scontrol');
		return {
			owner: /\bUserId=([^(\s]+)\(/.exec(text)?.[1] ?? null,
			outputPath: pathIn(text, 'StdOut'),
			workdir: pathIn(text, 'WorkDir'),
		};
	},
};

function pathIn(text: string, field: string): string | null {
	return new RegExp(`^\\s*${field}=(/.*)$`, 'm').exec(text)?.[1] ?? null;
}
