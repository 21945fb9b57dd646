import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {JobReport} from '../../../source/core/job.js';
import {byNumber} from '../common/by-number.js';
import {failureOf, notUnderstood, saidBy} from './answers.js';
import type {Dialect} from './dialect.js';
import {idsAmong, isSameJob} from './job-ids.js';
import {recordsOf} from './records.js';
import {reportOf} from './reports.js';
import {nameOf} from './tag.js';
import {UTC_TIMES} from './times.js';

type Ids = {readonly ids: readonly string[]};

/** What is said of a single id that is not known, or over: the others were answered nevertheless. */
const ABOUT_ONE =
	/^(?:unknown job id|.*job has finished, use -x or -h|cannot locate job|request invalid for state of job|unknown queue destination|illegally formed job identifier)/i;

const NO_HISTORY = /not configured to maintain job history|history.*(?:disabled|not set)/i;

/** One batched question for all jobs of a cluster. */
export function listOf(dialect: Dialect): Query<Ids, readonly JobReport[]> {
	return asking(dialect, ['-f']);
}

/** What PBS keeps of jobs that are over; a fault of kind `unsupported` where `job_history_enable` is not set. */
export function historyOf(dialect: Dialect): Query<Ids, readonly JobReport[]> {
	const {plan, read} = asking(dialect, ['-x', '-f']);
	return {plan, read: (outcome, input) => read(outcome, input).filter(report => report.phase === 'over')};
}

function asking(dialect: Dialect, options: readonly string[]): Query<Ids, readonly JobReport[]> {
	return {
		plan({ids}) {
			const wanted = idsAmong(ids);
			return wanted.length === 0
				? {argv: ['true']}
				: {argv: ['qstat', ...options, ...wanted], env: UTC_TIMES, timeoutMs: 90_000};
		},
		read(outcome, {ids}) {
			const near = byNumber(reportsIn(outcome, dialect), report => report.id);
			return ids.flatMap(id => {
				const found = near(id).find(report => isSameJob(report.id, id));
				return found === undefined ? [] : [{...found, id}];
			});
		},
	};
}

/** Jobs of this user with this name, then all that is known of them. `-x`, where it is not possible, is done without. */
const FIND = `name=$1; shift
ids=$(qselect "$@" -u "$(id -un)" -N "$name" 2>/dev/null) || ids=$(qselect -u "$(id -un)" -N "$name") || exit
[ -n "$ids" ] || exit 0
over=; for word do [ "$word" = -x ] && over=-x; done
qstat $over -f $ids 2>/dev/null && exit
qstat -f $ids`;

/** Looks a submission up by its tag, in the queue and, where the server keeps them, among the jobs that are over. */
export function findOf(dialect: Dialect): Query<{readonly tag: string}, readonly JobReport[]> {
	return {
		plan: ({tag}) => ({
			argv: ['sh', '-c', FIND, 'hpctui', nameOf(tag), ...dialect.selectAlsoOver],
			env: UTC_TIMES,
			timeoutMs: 90_000,
		}),
		read(outcome, {tag}) {
			const bears = (report: JobReport) => (report.tag === null ? report.name === nameOf(tag) : report.tag === tag);
			const reports = reportsIn(outcome, dialect).filter(bears);
			return reports.toSorted((one, other) => Number(one.phase === 'over') - Number(other.phase === 'over'));
		},
	};
}

/** The jobs of an answer. An id that is not known ends qstat with 153, one that is over with 35, and the others are printed all the same. */
function reportsIn(outcome: Outcome, dialect: Dialect): readonly JobReport[] {
	const failure = outcome.code === 0 ? null : failureOf(outcome, 'qstat');
	if (failure?.kind === 'link') {
		throw failure;
	}

	const said = saidBy({...outcome, stdout: new Uint8Array()});
	if (failure !== null && NO_HISTORY.test(said)) {
		throw new Fault('unsupported', 'this PBS keeps no history of jobs', {facts: {said}});
	}

	if (failure !== null && (said === '' || !said.split('; ').every(line => ABOUT_ONE.test(line)))) {
		throw failure;
	}

	const text = textOf(outcome.stdout);
	const records = recordsOf(text);
	if (records === null || records.some(({kind, attributes}) => kind === 'job' && attributes.size === 0)) {
		throw notUnderstood('qstat', text);
	}

	return records.filter(({kind}) => kind === 'job').map(record => reportOf(record, dialect));
}
