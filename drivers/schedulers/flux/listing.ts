import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import type {JobReport, SessionOutcome} from '../../../source/core/job.js';
import {failureOf, notUnderstood} from './answers.js';
import {expandHostlist} from './hostlist.js';
import {isId, plain} from './job-ids.js';
import {reasonOf} from './reasons.js';
import {meaningOf} from './states.js';
import {instantOf, walltimeOf} from './times.js';

const RECORD = '\x1e';
const UNIT = '\x1f';
const END = '\x1d';

/** flux-jobs(1), OUTPUT FORMAT. Notes and names may hold any text, and come last. A job that has no such field prints nothing there. */
const FIELDS = [
	'{id.f58}',
	'{status}',
	'{urgency}',
	'{priority}',
	'{dependencies}',
	'{queue}',
	'{duration}',
	'{t_submit}',
	'{t_run}',
	'{t_cleanup}',
	'{expiration}',
	'{sched.t_estimate}',
	'{returncode}',
	'{nodelist}',
	'{exception.type}',
	'{sched.reason_pending}',
	'{exception.note}',
	'{name}',
];

/** No JSON: ids in it are numbers beyond what a double holds. */
const FLUX_JOBS = ['flux', 'jobs', '--no-header', `--format=${RECORD}${FIELDS.join(UNIT)}${END}`] as const;

/** One batched question for all jobs of a cluster, in whatever state. Unknown ids are named on standard error. */
export const list: Query<{readonly ids: readonly string[]}, readonly JobReport[]> = {
	plan: ({ids}) => ({
		// Without an id it would tell of all jobs of the user.
		argv: ids.some(isId) ? [...FLUX_JOBS, ...new Set(ids.filter(isId).map(plain))] : ['true'],
		timeoutMs: 60_000,
	}),
	read(outcome, {ids}) {
		const reports = reportsOf(outcome);
		// Of two rows of a job the first.
		const known = new Map(reports.toReversed().map(report => [report.id, report]));
		return ids.flatMap(id => {
			// A decimal id is answered in F58: with a single question there is no doubt.
			const found = known.get(plain(id)) ?? (ids.length === 1 && /^\d+$/.test(id) ? reports[0] : undefined);
			return found === undefined ? [] : [{...found, id}];
		});
	},
};

/** The jobs of a tag, ended ones too: a submission whose answer was lost may have ended since. */
export const find: Query<{readonly tag: string}, readonly JobReport[]> = {
	plan: ({tag}) => ({argv: [...FLUX_JOBS, '-a', '--count=0', `--name=${tag}`], timeoutMs: 60_000}),
	read: (outcome, {tag}) => {
		const isOver = ({phase}: JobReport): number => (phase === 'over' ? 1 : 0);
		return reportsOf(outcome)
			.filter(report => report.name === tag)
			.toSorted((one, other) => isOver(one) - isOver(other));
	},
};

/** `JobID f2WCDeXo unknown`, and exit code 1 where not one of them is known. */
const ALL_UNKNOWN = /^(?:JobID \S+ unknown\s*)+$/u;

function reportsOf(outcome: Outcome): readonly JobReport[] {
	const isAboutIds = outcome.code === 1 && ALL_UNKNOWN.test(textOf(outcome.stderr));
	if (outcome.code !== 0 && !isAboutIds) {
		throw failureOf(outcome, 'flux jobs');
	}

	const [noise = '', ...records] = textOf(outcome.stdout).split(RECORD);
	if (records.length === 0 && noise.trim() !== '') {
		throw notUnderstood('flux jobs', noise);
	}

	return records.map(record => reportOf(record.slice(0, Math.max(0, record.lastIndexOf(END)))));
}

function reportOf(row: string): JobReport {
	const [id = '', status = '', urgency = '', priority = '', dependencies = '', queue = '', ...more] = row.split(UNIT);
	const [duration = '', submitted = '', started = '', ended = '', expiration = '', estimate = '', ...rest] = more;
	const [returned = '', nodes = '', exceptionType = '', pending = '', exceptionNote = '', ...name] = rest;
	if (!isId(id) || name.length === 0) {
		throw notUnderstood('flux jobs', row);
	}

	const {phase, outcome} = meaningOf(status, urgency, exceptionType);
	const isWaiting = phase === 'queued' || phase === 'held';
	const isOver = phase === 'over';
	const evidence = {
		status,
		urgency,
		priority,
		dependencies: withoutBrackets(dependencies),
		pending,
		exceptionType,
		exceptionNote,
	};
	return {
		id: plain(id),
		name: name.join(UNIT),
		tag: null,
		phase,
		nativeState: status,
		...reasonOf(evidence, isWaiting ? 'waiting' : isOver ? 'over' : 'other'),
		estimatedStart: isWaiting ? instantOf(estimate) : null,
		nodes: isWaiting ? [] : expandHostlist(nodes),
		submittedAt: instantOf(submitted),
		startedAt: isWaiting ? null : instantOf(started),
		endsAt: isOver ? instantOf(ended) : isWaiting ? null : instantOf(expiration),
		walltime: walltimeOf(duration),
		...codesOf(isOver ? returned : '', outcome),
		outcome,
		queue: queue || null,
	};
}

/** A negative code is a signal's number, 128 and more a signal of the script's own program; -128 never ran (flux-jobs(1)). */
function codesOf(returned: string, outcome: SessionOutcome | null): Pick<JobReport, 'exitCode' | 'signal'> {
	const code = /^-?\d+$/.test(returned.trim()) ? Number(returned) : null;
	if (code === null || code === -128 || outcome === null) {
		return {exitCode: null, signal: null};
	}

	return code < 0
		? {exitCode: null, signal: -code}
		: {exitCode: code, signal: code > 128 && code <= 128 + 64 ? code - 128 : null};
}

/** A list prints as Python prints it: `['after-success=f2WC']`. */
function withoutBrackets(list: string): string {
	return list.replace(/^\[|\]$|'/g, '').trim();
}
