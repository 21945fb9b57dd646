import {type Query, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {JobReport, SessionOutcome} from '../../../source/core/job.js';
import type {SchedulerDriver} from '../../../source/core/scheduler.js';
import {liveliestFirst} from '../common/liveliest-first.js';
import {answerOf, failureOf, notUnderstood, saidBy} from './answers.js';
import {askAbout, BOUNDARY, ownPart, type Part, partsOf} from './clusters.js';
import {expandHostlist} from './hostlist.js';
import {choose, completedLast, type Row, rowsOf, squeueByName} from './listing.js';
import {meaningOf} from './states.js';
import {EPOCH_TIMES, instantOf, walltimeOf} from './times.js';

const UNIT = '\x1f';

/** The name comes last, since it may hold anything, line breaks too. */
const FIELDS = 'Cluster,JobID,State,ExitCode,Submit,Start,End,Timelimit,NodeList,Partition,JobName';

/** `--allocations`: one row a job, without its steps. */
const SACCT_OPTIONS = [
	'--noheader',
	'--parsable2',
	`--delimiter=${UNIT}`,
	'--allocations',
	`--format=${FIELDS}`,
] as const;

/**
 * What accounting knows of jobs that are over; a fault of kind `unsupported` where the site keeps none. It lags by seconds, and a record
 * whose end was lost says RUNNING for ever ("runaway jobs", sacctmgr(1)): of living jobs only squeue is believed.
 */
export const history: NonNullable<SchedulerDriver['history']> = {
	plan: ({ids}) => ({argv: askAbout('sacct', SACCT_OPTIONS, ids), env: EPOCH_TIMES, timeoutMs: 60_000}),
	read(outcome, {ids}) {
		if (/accounting storage is disabled/i.test(`${saidBy(outcome)}${textOf(outcome.stdout)}`)) {
			throw new Fault('unsupported', 'this Slurm keeps no accounting', {facts: {said: saidBy(outcome)}});
		}

		const parts = partsOf(answerOf(outcome, 'sacct'), ids);
		return choose(parts.flatMap(accountedRows), ids).filter(report => report.phase === 'over');
	},
};

/**
 * The job of a tag, among the listed ones, else among those of the last two weeks that accounting knows: a submission whose answer
 * was lost may have ended since. A site without accounting has the first half.
 */
const FIND = `tag=$1 delimiter=$2 fields=$3; shift 3
"$@" || exit
printf '\\035\\035\\n'
sacct --noheader --parsable2 --delimiter="$delimiter" --allocations --format="$fields" \\
	--starttime=now-14days --name="$tag" 2>/dev/null || :`;

export const find: Query<{readonly tag: string}, readonly JobReport[]> = {
	plan: ({tag}) => ({
		argv: ['sh', '-c', FIND, 'hpctui', tag, UNIT, FIELDS, ...squeueByName(tag)],
		env: EPOCH_TIMES,
		timeoutMs: 60_000,
	}),
	read(outcome, {tag}) {
		if (outcome.code !== 0) {
			throw failureOf(outcome, 'squeue');
		}

		const [listed = '', accounted = ''] = textOf(outcome.stdout).split(BOUNDARY);
		const live = rowsOf(ownPart(listed)).map(row => row.report);
		const known = new Set(live.map(report => report.id));
		const past = accountedRows(ownPart(accounted)).map(row => row.report);
		const reports = [...live, ...past.filter(report => !known.has(report.id))];
		return liveliestFirst(completedLast(reports.filter(report => report.name === tag)));
	},
};

function accountedRows({text, isNamed}: Part): readonly Row[] {
	const rows: Row[] = [];
	for (const line of text.split('\n').filter(part => part !== '')) {
		const row = accountedRow(line, isNamed);
		const previous = rows.at(-1);
		if (row !== null) {
			rows.push(row);
		} else if (previous === undefined) {
			throw notUnderstood('sacct', text);
		} else {
			// The rest of a name with a line break in it.
			const name = `${previous.report.name}\n${line}`;
			rows[rows.length - 1] = {...previous, report: {...previous.report, name}};
		}
	}

	return rows;
}

function accountedRow(line: string, isNamed: boolean): Row | null {
	const [
		cluster = '',
		id = '',
		state = '',
		exit = '',
		submitted = '',
		start = '',
		end = '',
		limit = '',
		nodes = '',
		queue = '',
		...name
	] = line.split(UNIT);
	if (!/^\d/.test(id) || name.length === 0) {
		return null;
	}

	const {phase, outcome} = meaningOf(state, null);
	const [, code, signal] = /^(\d+):(\d+)$/.exec(exit) ?? [];
	const isOver = phase === 'over';
	const report: JobReport = {
		id,
		name: name.join(UNIT),
		tag: null,
		phase,
		nativeState: state,
		reason: null,
		reasonText: isOver ? launchFailureText(exit) : null,
		estimatedStart: null,
		nodes: expandHostlist(nodes),
		submittedAt: instantOf(submitted),
		startedAt: instantOf(start),
		endsAt: instantOf(end),
		walltime: walltimeOf(limit),
		exitCode: isOver ? exitCodeOf(Number(code), outcome) : null,
		signal: isOver ? signalOf(Number(signal)) : null,
		outcome,
		queue: queue || null,
	};
	return {job: id, cluster: cluster || null, isNamed, report};
}

/** Cancelled and timed out jobs have `0:0` whatever became of them: 0 is believed of completed ones only. */
function exitCodeOf(code: number, outcome: SessionOutcome | null): number | null {
	return code > 0 || (code === 0 && outcome === 'completed') ? code : null;
}

/** Numbers over 31 are Slurm's own marks: 53 for a failed launch, 125 for out of memory (seen on 22.05). */
function signalOf(signal: number): number | null {
	return signal >= 1 && signal <= 31 ? signal : null;
}

/** `0:53`: the node could not enter the folder or open the output file, and nothing of the script ran (seen on 22.05). */
function launchFailureText(exit: string): string | null {
	return exit === '0:53'
		? "The node could not enter the job's folder or open its output file; the script never ran."
		: null;
}
