import {type Outcome, type Query, textOf, wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {JobPhase, JobReport, SessionOutcome} from '../../../source/core/job.js';
import {JOB_FUNCTIONS} from './process.js';

/** Process number, start of the process, host: another process that got the number, or another host, is not our job. */
export const ID = /^\d+\.[\w-]+@[\w.-]+$/;

const RECORD = '\x1e';
const UNIT = '\x1f';

/** With a tag: the jobs that bear it. Without: those of the ids. */
const LOOK = `${JOB_FUNCTIONS}
wanted=$1; shift
[ -z "$wanted" ] || set -- "$index"/*
for name do
	dir=$index/\${name##*/}
	[ -e "$dir/job" ] || continue
	read_job "$dir"
	[ -z "$wanted" ] || [ "$wanted" = "$tag" ] || continue
	look_at_job "$dir"
	is_rebooted=
	[ "$host" != "$here" ] || [ "$boot" = "$mark" ] || is_rebooted=1
	printf '\\036%s' "$id"
	printf '\\037%s' "$tag" "$host" "$here" "$submitted" "$started" "$limit" "$script_state" "$guard_state" "$is_rebooted" "$code" "$why" "$ended"
	printf '\\n'
done
`;

/** All jobs in one call, by their processes and the records that their guards keep. */
export const list: Query<{readonly ids: readonly string[]}, readonly JobReport[]> = {
	plan: ({ids}) => ({argv: ['sh', '-c', LOOK, 'hpctui', '', ...ids.filter(id => ID.test(id))]}),
	// Gone without a record, with its guard: not listed, as a scheduler's job that left the queue.
	read: outcome => reportsIn(outcome).filter(report => !GONE.includes(report.nativeState)),
};

/** The same, with those of which only the absence is known. */
export const history: typeof list = {plan: list.plan, read: reportsIn};

export const find: Query<{readonly tag: string}, readonly JobReport[]> = {
	plan: ({tag}) => ({argv: ['sh', '-c', LOOK, 'hpctui', tag]}),
	read: reportsIn,
};

/** Neither script nor guard run, and no record was written: killed with its guard, or the host was started anew. */
const GONE: readonly string[] = ['gone', 'rebooted'];

/** What {@link LOOK} printed about one job; empty: not known. */
type Sight = {
	readonly host: string;
	readonly here: string;
	readonly scriptState: string;
	readonly guardState: string;
	readonly isRebooted: boolean;
	readonly code: number | null;
	readonly why: string;
};

type Judgement = {readonly phase: JobPhase; readonly nativeState: string; readonly outcome: SessionOutcome | null};

/** A fault for a script of ours that failed. */
export function failureOf(outcome: Outcome, what: string): Fault {
	const said = wordsOf(outcome);
	return new Fault('remote', `${what}: ${said || `exit code ${outcome.code ?? 'unknown'}`}`, {
		facts: {said, code: outcome.code},
	});
}

function reportsIn(outcome: Outcome): readonly JobReport[] {
	if (outcome.code !== 0) {
		throw failureOf(outcome, 'the jobs of this host could not be read');
	}

	const [noise = '', ...records] = textOf(outcome.stdout).split(RECORD);
	if (noise.trim() !== '') {
		throw notUnderstood(noise);
	}

	return records.map(reportOf);
}

function reportOf(record: string): JobReport {
	const [id = '', tag = '', host = '', here = '', submitted = '', started = '', limit = '', scriptState = '', ...rest] =
		record.replace(/\n$/, '').split(UNIT);
	const [guardState = '', rebooted = '', code = '', why = '', ended] = rest;
	if (!ID.test(id) || ended === undefined) {
		throw notUnderstood(record);
	}

	const exitCode = numberOf(code);
	const sight = {host, here, scriptState, guardState, isRebooted: rebooted !== '', code: exitCode, why};
	const judgement = judge(sight);
	const walltime = numberOf(limit);
	const startedAt = instantOf(started);
	return {
		id,
		name: tag,
		tag,
		...judgement,
		reason: host === here ? null : 'elsewhere',
		reasonText: host === here ? null : `It was started on ${host}, and this login is on ${here}.`,
		estimatedStart: null,
		nodes: [host],
		submittedAt: instantOf(submitted),
		startedAt,
		endsAt: instantOf(ended) ?? (judgement.phase === 'over' ? null : endOf(startedAt, walltime)),
		walltime: walltime ?? 'unlimited',
		// A shell gives 128 + n for a program that signal n ended.
		exitCode: exitCode !== null && exitCode <= 128 ? exitCode : null,
		signal: exitCode !== null && exitCode > 128 ? exitCode - 128 : null,
		queue: null,
	};
}

function judge(sight: Sight): Judgement {
	if (sight.code !== null) {
		return {phase: 'over', nativeState: sight.why || 'exited', outcome: outcomeOf(sight.code, sight.why)};
	}

	if (sight.host !== sight.here) {
		return {phase: 'unknown', nativeState: 'elsewhere', outcome: null};
	}

	if (sight.scriptState !== '') {
		const isStopped = /^t/i.test(sight.scriptState);
		return {phase: isStopped ? 'suspended' : 'running', nativeState: isStopped ? 'stopped' : 'running', outcome: null};
	}

	if (sight.guardState !== '') {
		return {phase: 'completing', nativeState: 'ending', outcome: null};
	}

	return sight.isRebooted
		? {phase: 'over', nativeState: 'rebooted', outcome: 'node-failure'}
		: {phase: 'over', nativeState: 'gone', outcome: 'lost'};
}

function outcomeOf(code: number, why: string): SessionOutcome {
	if (why === 'timeout' || why === 'cancelled') {
		return why;
	}

	return code === 0 ? 'completed' : 'failed';
}

function endOf(startedAt: number | null, walltimeSeconds: number | null): number | null {
	return startedAt === null || walltimeSeconds === null ? null : startedAt + walltimeSeconds * 1000;
}

function instantOf(text: string): number | null {
	const seconds = numberOf(text);
	return seconds === null ? null : seconds * 1000;
}

function numberOf(text: string): number | null {
	return /^\d+$/.test(text) ? Number(text) : null;
}

function notUnderstood(text: string): Fault {
	return new Fault('parse', `looking at the jobs said what is not understood: ${JSON.stringify(text.slice(0, 200))}`);
}
