import {type Query, textOf} from '../../../source/core/command.js';
import type {JobDetails} from '../../../source/core/scheduler.js';
import {unknownJobFault} from '../common/unknown-job.js';
import {failureOf, saidBy} from './answers.js';

/**
 * What Grid Engine was told of a job that somebody submitted: `qstat -j`. Without `-o` the output lies in the working directory
 * (`-cwd`) or at home, as NAME.oJOB (qsub(1)).
 */
export const describe: Query<{readonly id: string}, JobDetails> = {
	plan: ({id}) => ({argv: ['qstat', '-j', id]}),
	read(outcome, {id}) {
		if (/following jobs do not exist/i.test(saidBy(outcome))) {
			throw unknownJobFault('Grid Engine', id, saidBy(outcome));
		}

		if (outcome.code !== 0) {
			throw failureOf(outcome, 'qstat');
		}

		const fields = fieldsOf(textOf(outcome.stdout));
		const workdir = fields.get('cwd') ?? fields.get('sge_o_home') ?? null;
		return {owner: fields.get('owner') ?? null, outputPath: outputOf(fields, id, workdir), workdir};
	},
};

function fieldsOf(text: string): ReadonlyMap<string, string> {
	const fields = new Map<string, string>();
	for (const [, name, value] of text.matchAll(/^([a-z_ ]+):\s+(\S.*)$/gm)) {
		fields.set(name ?? '', (value ?? '').trim());
	}

	return fields;
}

/** `stdout_path_list: HOST:NONE:PATH`, with variables that Grid Engine fills in when the job starts. */
function outputOf(fields: ReadonlyMap<string, string>, id: string, workdir: string | null): string | null {
	const name = fields.get('job_name') ?? '';
	const given = fields.get('stdout_path_list')?.split(':').at(-1);
	const file = `${name}.o${id}`;
	if (given === undefined) {
		return workdir === null || name === '' ? null : `${workdir}/${file}`;
	}

	const values: Readonly<Record<string, string>> = {
		JOB_ID: id,
		JOB_NAME: name,
		USER: fields.get('owner') ?? '',
		HOME: fields.get('sge_o_home') ?? '',
	};
	const path = given.replace(/\$(JOB_ID|JOB_NAME|USER|HOME)\b/g, (_whole, variable: string) => values[variable] ?? '');
	return path.startsWith('/') ? (path.endsWith('/') ? `${path}${file}` : path) : null;
}
