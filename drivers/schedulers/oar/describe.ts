import type {Query} from '../../../source/core/command.js';
import type {JobDetails} from '../../../source/core/scheduler.js';
import {unknownJobFault} from '../common/unknown-job.js';
import {answerOf, notUnderstood} from './answers.js';
import {documentsOf, wordIn} from './documents.js';
import {isId} from './job-ids.js';
import {ASK} from './listing.js';

/** What OAR was told of a job that somebody submitted; paths that are not absolute count from the directory it was submitted in. */
export const describe: Query<{readonly id: string}, JobDetails> = {
	plan: ({id}) => ({
		argv: isId(id) ? ['sh', '-c', ASK, 'hpctui', '--sql', `job_id = ${id}`] : ['true'],
		timeoutMs: 60_000,
	}),
	read(outcome, {id}) {
		const text = answerOf(outcome, 'oarstat');
		const documents = documentsOf(text);
		if (documents === null) {
			throw notUnderstood('oarstat', text);
		}

		const job = documents.get(id);
		if (job === undefined) {
			throw unknownJobFault('OAR', id);
		}

		const workdir = wordIn(job, 'launchingDirectory');
		const output = wordIn(job, 'stdout_file')?.replaceAll('%jobid%', id) ?? null;
		return {
			owner: wordIn(job, 'owner'),
			outputPath: output === null || output.startsWith('/') || workdir === null ? output : `${workdir}/${output}`,
			workdir,
		};
	},
};
