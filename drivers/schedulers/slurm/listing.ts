import type {Query} from '../../../source/core/command.js';
import {textOf} from '../../../source/core/command.js';
import type {JobReport} from '../../../source/core/job.js';
import {byNumber, numberOf} from '../common/by-number.js';
import {chooseLiveliest} from '../common/liveliest-first.js';
import {answerOf, notUnderstood, saidBy} from './answers.js';
import {askAbout, isAbout, type Part, partsOf, type Sighting} from './clusters.js';
import {expandHostlist} from './hostlist.js';
import {parseId} from './job-ids.js';
import {isReasonOfEnd, reasonOf, reasonTextOf} from './reasons.js';
import {meaningOf} from './states.js';
import {EPOCH_TIMES, instantOf, walltimeOf} from './times.js';

const RECORD = '\x1e';
const UNIT = '\x1f';
const END = '\x1d';

/**
 * id, state, reason, start (actual or expected), submission, end (actual or expected), limit, nodes, partition, name. The name may
 * hold any byte, so it comes last and has an end of its own.
 */
const FIELDS = ['%i', '%T', '%r', '%S', '%V', '%e', '%l', '%N', '%P', '%j'] as const;

/** The value of squeue's `--format`: the fields of one job, between separators that no field holds. */
export const SQUEUE_FORMAT = `${RECORD}${FIELDS.join(UNIT)}${END}`;

/** All states, since a job stays listed for some minutes (MinJobAge) after its end: the quickest word of how it ended. */
const SQUEUE_OPTIONS = ['--noheader', '--states=all', `--format=${SQUEUE_FORMAT}`] as const;

/** A row of squeue and the cluster under whose header it stood. */
export type Row = Sighting & {readonly report: JobReport};

/** One batched question for all jobs of a cluster. */
export const list: Query<{readonly ids: readonly string[]}, readonly JobReport[]> = {
	plan: ({ids}) => ({argv: askAbout('squeue', SQUEUE_OPTIONS, ids), env: EPOCH_TIMES, timeoutMs: 60_000}),
	read(outcome, {ids}) {
		// Every id has left the queue: old versions and single ids say so with exit 1.
		if (
			outcome.code === 1 &&
			/invalid job id specified/i.test(saidBy(outcome)) &&
			textOf(outcome.stdout).trim() === ''
		) {
			return [];
		}

		const parts = partsOf(answerOf(outcome, 'squeue'), ids);
		const numbers = new Set(ids.map(numberOf));
		return choose(
			parts.flatMap(part => rowsOf(part, numbers)),
			ids,
		);
	},
};

/** The command that looks a name up among the listed jobs. */
export function squeueByName(name: string): readonly [string, ...string[]] {
	return ['squeue', ...SQUEUE_OPTIONS, `--name=${name}`];
}

/**
 * The rows of an answer in {@link SQUEUE_FORMAT}, with `numbers` those of these jobs only. Between them stand headers, `CLUSTER: lab`, where
 * clusters are named.
 */
export function rowsOf({text, isNamed, cluster: assumed}: Part, numbers?: ReadonlySet<string>): readonly Row[] {
	const [noise = '', ...records] = text.split(RECORD);
	let cluster = clusterIn(noise) ?? assumed;
	if (records.length === 0 && noise.trim() !== '' && clusterIn(noise) === null) {
		throw notUnderstood('squeue', text);
	}

	return records.flatMap(record => {
		const [line = '', after = ''] = splitAtLast(record, END);
		const report = numbers === undefined || numbers.has(numberOf(line)) || !isRow(line) ? reportOf(line) : null;
		const row = report && {job: report.id, cluster, isNamed, report};
		cluster = clusterIn(after) ?? cluster;
		return row ?? [];
	});
}

/** A row that is whole; one that is not is told, whosever it is. */
function isRow(line: string): boolean {
	return line.split(UNIT, FIELDS.length).length === FIELDS.length;
}

/** One report for each wanted id, under the id as it was wanted; the liveliest where several rows speak of it. */
export function choose(rows: readonly Row[], ids: readonly string[]): readonly JobReport[] {
	const near = byNumber(rows, ({job}) => job);
	return chooseLiveliest(ids, text => {
		const wanted = parseId(text);
		const found = wanted === null ? [] : near(text).filter(row => isAbout(row, wanted));
		return completedLast(found.map(row => row.report));
	});
}

/** Ones that went wrong before completed ones: of an array, the former tell more. */
export function completedLast(reports: readonly JobReport[]): readonly JobReport[] {
	const isCompleted = ({outcome}: JobReport) => Number(outcome === 'completed');
	return reports.toSorted((one, other) => isCompleted(one) - isCompleted(other));
}

function reportOf(line: string): JobReport | null {
	const [
		id = '',
		state = '',
		reasonWord = '',
		start = '',
		submitted = '',
		end = '',
		limit = '',
		nodes = '',
		queue,
		...name
	] = line.split(UNIT);
	if (!/^\d/.test(id)) {
		return null;
	}

	if (queue === undefined || name.length === 0) {
		throw notUnderstood('squeue', line);
	}

	const told = reasonOf(reasonWord);
	const {phase, outcome} = meaningOf(state, told);
	const reason = told !== null && (phase !== 'over' || isReasonOfEnd(told)) ? told : null;
	const isWaiting = phase === 'queued' || phase === 'held';
	const names = expandHostlist(nodes);
	return {
		id,
		name: name.join(UNIT),
		tag: null,
		phase,
		nativeState: state,
		reason,
		reasonText: reasonTextOf(reason),
		estimatedStart: isWaiting ? instantOf(start) : null,
		nodes: isWaiting ? [] : names,
		submittedAt: instantOf(submitted),
		// A job that was cancelled while it waited has its end for a start, and no nodes (seen on 22.05).
		startedAt: isWaiting || names.length === 0 ? null : instantOf(start),
		endsAt: isWaiting ? null : instantOf(end),
		walltime: walltimeOf(limit),
		// squeue has no exit code, but COMPLETED means 0 (squeue(1)).
		exitCode: state === 'COMPLETED' ? 0 : null,
		signal: null,
		outcome,
		queue: queue || null,
	};
}

function clusterIn(text: string): string | null {
	return /^CLUSTER: (\S+)\s*$/m.exec(text)?.[1] ?? null;
}

function splitAtLast(text: string, separator: string): readonly [string, string] {
	const at = text.lastIndexOf(separator);
	return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
