import type {Outcome, Query} from '../../../source/core/command.js';
import type {JobReport} from '../../../source/core/job.js';
import type {SchedulerDriver} from '../../../source/core/scheduler.js';
import {answerOf, notUnderstood} from './answers.js';
import {type Document, documentsOf} from './documents.js';
import {isId} from './job-ids.js';
import {reportOf} from './reports.js';
import {currentOf, successorsIn, withSuccessors} from './resubmission.js';

/**
 * Where Perl's JSON module is missing, oarstat exits 1; then Perl's own notation is asked for. 126 and 127 are the shell's.
 */
export const ASK = `oarstat --full --json "$@" && exit
code=$?
[ $code -lt 126 ] && oarstat --full --dumper "$@" 2>/dev/null && exit
exit $code`;

/** Other users' jobs may bear a name as well. */
const FIND = `set -- --sql "job_user = '$(id -un)' AND job_name LIKE '$1'"\n${ASK}`;

type Ids = {readonly ids: readonly string[]};

/** One batched question for all jobs of a cluster. OAR keeps what is over; ids that it does not know are left out. */
export const list: Query<Ids, readonly JobReport[]> = {
	plan({ids}) {
		const known = [...new Set(ids.filter(isId))];
		return {
			argv: known.length === 0 ? ['true'] : ['sh', '-c', ASK, 'hpctui', '--sql', withSuccessors(known)],
			timeoutMs: 60_000,
		};
	},
	read(outcome, {ids}) {
		const jobs = jobsIn(outcome);
		return [...new Set(ids)].flatMap(id => reportIn(jobs, id));
	},
};

/** The same question: OAR's database is its accounting. */
export const history: NonNullable<SchedulerDriver['history']> = {
	plan: list.plan,
	read: (outcome, input) => list.read(outcome, input).filter(({phase}) => phase === 'over'),
};

/** Jobs that bear the tag as their name. Whatever SQL could read as more than text stands as a wildcard. */
export const find: Query<{readonly tag: string}, readonly JobReport[]> = {
	plan: ({tag}) => ({
		argv: ['sh', '-c', FIND, 'hpctui', tag.replace(/[^\w.-]+/g, '%')],
		timeoutMs: 60_000,
	}),
	read(outcome, {tag}) {
		const jobs = jobsIn(outcome);
		const successors = successorsIn(jobs);
		const firsts = [...jobs.keys()].filter(id => !successors.has(id));
		return firsts.flatMap(id => reportIn(jobs, id)).filter(({name}) => name === tag);
	},
};

function reportIn(jobs: ReadonlyMap<string, Document>, id: string): readonly JobReport[] {
	const job = currentOf(id, jobs);
	return job === undefined ? [] : [reportOf(id, job)];
}

function jobsIn(outcome: Outcome): ReadonlyMap<string, Document> {
	const text = answerOf(outcome, 'oarstat');
	const documents = documentsOf(text);
	if (documents === null) {
		throw notUnderstood('oarstat', text);
	}

	return documents;
}
