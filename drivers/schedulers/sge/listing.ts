import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import type {JobReport} from '../../../source/core/job.js';
import {byNumber} from '../common/by-number.js';
import {chooseLiveliest} from '../common/liveliest-first.js';
import {failureOf} from './answers.js';
import {parseId, parseIds, type SgeId, tasksHold} from './job-ids.js';
import {type Messages, messagesOf, NO_MESSAGES} from './messages.js';
import {errorReasonOf, type Reason, reasonOf} from './reasons.js';
import {phaseOf} from './states.js';
import {instantOf, UTC_TIMES, walltimeOf} from './times.js';
import {readXml} from './xml.js';

/** Stands between the list and what is said about waiting jobs. */
export const BOUNDARY = '\x1d\n';

/**
 * All jobs of the user, since qstat takes no ids that it would list: `-r` for the limits, `-g t` for each node of a parallel job. Only
 * when one of them waits, the scheduler is asked why: `qstat -j` knows neither states nor nodes.
 */
const LIST = `hpctui_ids=$1
hpctui_listed=$(qstat -u "$(id -un)" -r -g t -xml) || exit
printf '%s\\n\\035\\n' "$hpctui_listed"
case $hpctui_listed in
	*'state="pending"'*) qstat -j "$hpctui_ids" -xml 2>/dev/null || : ;;
esac`;

/** A row of qstat: a job, a task of an array, or some waiting tasks together. A parallel job's rows are joined to one. */
export type Row = {readonly job: string; readonly tasks: string | null; readonly report: JobReport};

/** One batched question for all jobs of a cluster. */
export const list: Query<{readonly ids: readonly string[]}, readonly JobReport[]> = {
	plan({ids}) {
		const jobs = [...new Set(parseIds(ids).map(id => id.job))];
		return jobs.length === 0
			? {argv: ['true']}
			: {argv: ['sh', '-c', LIST, 'hpctui', jobs.join(',')], env: UTC_TIMES, timeoutMs: 60_000};
	},
	read(outcome, {ids}) {
		const wanted = new Set(parseIds(ids).map(id => id.job));
		return wanted.size === 0
			? []
			: choose(
					rowsIn(outcome, ({job}) => wanted.has(job)),
					ids,
				);
	},
};

/** Which jobs are worth a row, by what is known first: a person may have tens of thousands. */
type Choice = (job: {readonly job: string; readonly name: string | null}) => boolean;

/** The rows of an answer of {@link LIST}. */
export function rowsIn(outcome: Outcome, isWanted: Choice): readonly Row[] {
	if (outcome.code !== 0) {
		throw failureOf(outcome, 'qstat');
	}

	const [listed = '', said = ''] = textOf(outcome.stdout).split(BOUNDARY);
	return rowsOf(listed, said.trim() === '' ? NO_MESSAGES : messagesOf(said), isWanted);
}

/** One report for each wanted id, under the id as it was wanted; the liveliest where several rows speak of it. */
function choose(rows: readonly Row[], ids: readonly string[]): readonly JobReport[] {
	const near = byNumber(rows, ({job}) => job);
	return chooseLiveliest(ids, text => {
		const wanted = parseId(text);
		const found = wanted === null ? [] : near(text).filter(row => speaksOf(row, wanted));
		return found.map(row => row.report);
	});
}

function speaksOf(row: Row, {job, task}: SgeId): boolean {
	return row.job === job && (task === null || (row.tasks !== null && tasksHold(row.tasks, task)));
}

type Fields = Map<string, string>;

/** Reads `qstat -r -g t -xml`. Jobs are `job_list` elements; queues, where `-f` is some site's default, stand around them. */
function rowsOf(xml: string, messages: Messages, isWanted: Choice): readonly Row[] {
	const rows = new Map<string, Row>();
	let fields: Fields | null = null;
	let request: string | null = null;
	readXml(xml, 'qstat', {
		open(name, attribute) {
			if (name === 'job_list') {
				fields = new Map();
			} else if (name === 'hard_request') {
				request = attribute('name');
			}
		},
		close(name, text) {
			if (name === 'job_list' && fields !== null) {
				addRow(rows, rowOf(fields, messages, isWanted), fields.get('master') === 'MASTER');
				fields = null;
			} else if (name === 'hard_request') {
				fields?.set(`-l ${request}`, text);
			} else {
				fields?.set(name, text);
			}
		},
	});
	return [...rows.values()];
}

/** Each slot of a parallel job has a row: its nodes are joined, the master's first, where the job script runs. */
function addRow(rows: Map<string, Row>, row: Row | null, isMaster: boolean): void {
	if (row === null) {
		return;
	}

	const key = `${row.job}.${row.tasks} ${row.report.nativeState}`;
	const known = rows.get(key);
	if (known === undefined) {
		rows.set(key, row);
		return;
	}

	const [first, second] = isMaster ? [row, known] : [known, row];
	const nodes = [...new Set([...first.report.nodes, ...second.report.nodes])];
	rows.set(key, {...first, report: {...first.report, nodes}});
}

function rowOf(fields: Fields, messages: Messages, isWanted: Choice): Row | null {
	const job = fields.get('JB_job_number') ?? '';
	// The whole name: the text form cuts it to 10 characters (seen on 8.1.9).
	const name = fields.get('full_job_name') || fields.get('JB_name') || null;
	if (!/^\d+$/.test(job) || !isWanted({job, name})) {
		return null;
	}

	const tasks = fields.get('tasks') || null;
	const nativeState = fields.get('state') ?? '';
	const phase = phaseOf(nativeState);
	const {queue, host} = placeOf(fields.get('queue_name') ?? '');
	const startedAt = instantOf(fields.get('JAT_start_time') ?? '');
	const walltime = walltimeOf(fields.get('-l h_rt') ?? '');
	const report: JobReport = {
		id: tasks !== null && /^\d+$/.test(tasks) ? `${job}.${tasks}` : job,
		name,
		tag: null,
		phase,
		nativeState,
		...whyOf(job, nativeState, phase, messages),
		estimatedStart: null,
		nodes: host === null ? [] : [host],
		submittedAt: instantOf(fields.get('JB_submission_time') ?? ''),
		startedAt,
		endsAt: startedAt === null || typeof walltime !== 'number' ? null : startedAt + walltime * 1000,
		walltime,
		exitCode: null,
		signal: null,
		outcome: null,
		queue: queue ?? fields.get('hard_req_queue') ?? null,
	};
	return {job, tasks, report};
}

/** `all.q@node1.lab.org`. */
function placeOf(instance: string): {readonly queue: string | null; readonly host: string | null} {
	const [queue = '', host = ''] = instance.split('@');
	return {queue: queue || null, host: host || null};
}

const NO_REASON: Reason = {reason: null, reasonText: null};

function whyOf(job: string, nativeState: string, phase: JobReport['phase'], messages: Messages): Reason {
	if (nativeState.includes('E') && phase === 'held') {
		return errorReasonOf(messages.errors.get(job) ?? []);
	}

	switch (phase) {
		case 'queued':
			return reasonOf([...(messages.waiting.get(job) ?? []), ...messages.everywhere]);
		case 'held': {
			const why = reasonOf(messages.waiting.get(job) ?? []);
			return why.reason === null ? {reason: null, reasonText: 'It is held; "qrls" lets it go on.'} : why;
		}

		case 'starting':
		case 'running':
		case 'suspended':
		case 'completing':
		case 'over':
		case 'unknown':
			return NO_REASON;
	}
}
