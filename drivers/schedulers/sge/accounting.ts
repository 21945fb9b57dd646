import type {JobReport} from '../../../source/core/job.js';
import {requestedOf} from './category.js';
import {endOf} from './ends.js';
import {instantOf, walltimeOf} from './times.js';

/** A record of qacct: a run of a job, or of a task of an array. */
export type Account = {readonly job: string; readonly task: string | null; readonly report: JobReport};

/**
 * The records in what `qacct -j` printed: a line of `=` before each, then `name   value` lines in fixed columns; values are padded with
 * blanks. Every field stands on one line, since Grid Engine allows no line break in a name.
 */
export function accountsOf(text: string): readonly Account[] {
	return text
		.split(/^={20,}\n/m)
		.slice(1)
		.map(accountOf)
		.filter(account => account !== null);
}

function accountOf(block: string): Account | null {
	const fields = new Map<string, string>();
	for (const line of block.split('\n')) {
		const [, name = '', value = ''] = /^(\w+)\s+(.*)$/.exec(line.trimEnd()) ?? [];
		fields.set(name, value);
	}

	const job = fields.get('jobnumber') ?? '';
	if (!/^\d+$/.test(job)) {
		return null;
	}

	const startedAt = instantOf(fields.get('start_time') ?? '');
	const endsAt = instantOf(fields.get('end_time') ?? '');
	const task = /^\d+$/.exec(fields.get('taskid') ?? '')?.[0] ?? null;
	const report: JobReport = {
		id: task === null ? job : `${job}.${task}`,
		name: fields.get('jobname') ?? null,
		tag: null,
		phase: 'over',
		...endOf(fields),
		reason: null,
		estimatedStart: null,
		nodes: startedAt === null ? [] : known(fields.get('hostname')),
		submittedAt: instantOf(fields.get('qsub_time') ?? fields.get('submission_time') ?? ''),
		startedAt,
		endsAt,
		walltime: walltimeOf(requestedOf(fields.get('category') ?? '', 'h_rt') ?? ''),
		queue: known(fields.get('qname'))[0] ?? null,
	};
	return {job, task, report};
}

function known(value: string | undefined): readonly string[] {
	return value === undefined || value === '' || /^(UNKNOWN|NONE|undefined)$/i.test(value) ? [] : [value];
}
