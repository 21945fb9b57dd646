import type {Query} from '../../../source/core/command.js';
import {textOf} from '../../../source/core/command.js';
import type {JobDetails} from '../../../source/core/scheduler.js';
import {unknownJobFault} from '../common/unknown-job.js';
import {failureOf, notUnderstood, saidBy} from './answers.js';
import {idsAmong, isSameJob} from './job-ids.js';
import {recordsOf, variableOf} from './records.js';
import {UTC_TIMES} from './times.js';

/**
 * What PBS was told of a job that somebody submitted: `qstat -f`. Output_Path is `HOST:PATH`; while the job runs the file is there only
 * with `-k doe`, and else in the node's spool (seen on OpenPBS 23.06).
 */
export const describe: Query<{readonly id: string}, JobDetails> = {
	plan: ({id}) => ({argv: ['qstat', '-f', ...idsAmong([id])], env: UTC_TIMES}),
	read(outcome, {id}) {
		const said = saidBy(outcome);
		if (outcome.code !== 0 && /unknown job id|has finished|cannot locate job|illegally formed/i.test(said)) {
			throw unknownJobFault('PBS', id, said);
		}

		if (outcome.code !== 0) {
			throw failureOf(outcome, 'qstat');
		}

		const text = textOf(outcome.stdout);
		const records = recordsOf(text);
		if (records === null) {
			throw notUnderstood('qstat', text);
		}

		const job = records.find(record => record.kind === 'job' && isSameJob(record.id, id));
		if (job === undefined) {
			throw unknownJobFault('PBS', id);
		}

		return {
			owner: job.attributes.get('Job_Owner')?.split('@')[0] ?? null,
			outputPath: /:(\/.*)$/s.exec(job.attributes.get('Output_Path') ?? '')?.[1] ?? null,
			workdir: variableOf(job, 'PBS_O_WORKDIR'),
		};
	},
};
