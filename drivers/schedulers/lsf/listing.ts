import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import type {JobReport} from '../../../source/core/job.js';
import {byNumber} from '../common/by-number.js';
import type {End} from '../common/end.js';
import {chooseLiveliest} from '../common/liveliest-first.js';
import {failureOf, LSF_ENVIRONMENT, NOT_FOUND, notUnderstood} from './answers.js';
import {DONE, endOf} from './ends.js';
import {isId} from './job-ids.js';
import {reasonOf, reasonTextOf} from './reasons.js';
import {phaseOf} from './states.js';
import {instantOf, referenceOf, walltimeOf} from './times.js';

/** bjobs takes one character, and neither its own words nor host names hold this one; the name may, and comes last. */
const SEPARATOR = '^';

/** bjobs(1), `-o`; `id` is the number without the index of an array's element. */
const FIELDS = [
	'id',
	'jobindex',
	'stat',
	'exit_code',
	'queue',
	'submit_time',
	'start_time',
	'finish_time',
	'estimated_start_time',
	'runtimelimit',
	'exec_host',
	'exit_reason',
	'pend_reason',
	'name',
];

/** The question, without the jobs that it is about. `-a`: also those that ended within the last hour (CLEAN_PERIOD). */
export const BJOBS = ['bjobs', '-a', '-noheader', '-o', `${FIELDS.join(' ')} delimiter='${SEPARATOR}'`] as const;

/** What goes before: a reference for moments without a year. */
const WITH_REFERENCE = 'date +%s; exec "$@"';

/** One batched question for all jobs of a cluster. bjobs ends with 255 as soon as it does not know one of them. */
export const list: Query<{readonly ids: readonly string[]}, readonly JobReport[]> = {
	plan: ({ids}) => ({
		// Without an id it would tell of all jobs of the user.
		argv: ids.some(isId)
			? ['sh', '-c', WITH_REFERENCE, 'hpctui', ...BJOBS, ...new Set(ids.filter(isId))]
			: ['date', '+%s'],
		env: LSF_ENVIRONMENT,
		timeoutMs: 60_000,
	}),
	read(outcome, {ids}) {
		const near = byNumber(reportsOf(outcome), report => report.id);
		return chooseLiveliest(ids, id => near(id).filter(report => report.id === id || report.id.startsWith(`${id}[`)));
	},
};

/** The jobs that an answer to {@link BJOBS} behind a reference tells of. */
export function reportsOf(outcome: Outcome): readonly JobReport[] {
	const [first = '', ...lines] = textOf(outcome.stdout).split('\n');
	const rows = lines.filter(line => line.trim() !== '' && !NOT_FOUND.test(line));
	const errors = textOf(outcome.stderr).trim();
	const isAboutJobs = errors === '' ? rows.length > 0 : errors.split('\n').every(line => NOT_FOUND.test(line));
	if (outcome.code !== 0 && !(outcome.code === 255 && isAboutJobs)) {
		throw failureOf({...outcome, stdout: new TextEncoder().encode(rows.join('\n'))}, 'bjobs');
	}

	const reference = referenceOf(first);
	if (reference === null) {
		throw notUnderstood('bjobs', textOf(outcome.stdout));
	}

	return rows.map(row => reportOf(row, reference));
}

function reportOf(row: string, reference: number): JobReport {
	const [number, index, state, exit, queue, submitted, start, finish, estimate, limit, hosts, ended, pending, ...name] =
		row.split(SEPARATOR).map(field => (field.trim() === '-' ? '' : field));
	if (number === undefined || !/^\d+$/.test(number.trim()) || pending === undefined || name.length === 0) {
		throw notUnderstood('bjobs', row);
	}

	const nativeState = (state ?? '').trim();
	const phase = phaseOf(nativeState);
	const isWaiting = phase === 'queued' || phase === 'held';
	const end = endIn(nativeState, exit ?? '', ended ?? '');
	const reason = end === null ? reasonOf(pending) : end.reason;
	const moment = (text: string | undefined): number | null => instantOf(text ?? '', reference);
	const hasIndex = /^[1-9]\d*$/.test((index ?? '').trim());
	return {
		id: hasIndex ? `${number.trim()}[${(index ?? '').trim()}]` : number.trim(),
		name: name.join(SEPARATOR),
		tag: null,
		phase,
		nativeState,
		reason,
		reasonText: end === null ? reasonTextOf(reason) : end.reasonText,
		estimatedStart: isWaiting ? moment(estimate) : null,
		nodes: isWaiting ? [] : hostsOf(hosts ?? ''),
		submittedAt: moment(submitted),
		startedAt: isWaiting ? null : moment(start),
		endsAt: isWaiting ? null : moment(finish),
		walltime: walltimeOf(limit ?? ''),
		exitCode: end?.exitCode ?? null,
		signal: end?.signal ?? null,
		outcome: end?.outcome ?? null,
		queue: (queue ?? '').trim() || null,
	};
}

function endIn(state: string, exit: string, reason: string): End | null {
	if (state === 'DONE') {
		return DONE;
	}

	return state === 'EXIT' ? endOf(/^\s*[1-9]\d*\s*$/.test(exit) ? Number(exit) : null, reason) : null;
}

/** `16*node1:16*node2` (slots on each), `node1:node1:node2` (one a slot). */
export function hostsOf(text: string): readonly string[] {
	const names = text.split(/[:\s]+/).map(host => host.replace(/^\d+\*/, ''));
	return [...new Set(names)].filter(host => host !== '');
}
