import type {JobPhase, JobReport} from '../../../source/core/job.js';
import type {End} from '../common/end.js';
import {type ClassAd, numberIn, wordsIn} from './class-ads.js';
import {TAG_ATTRIBUTE, WALLTIME_ATTRIBUTE} from './description.js';
import {endOf} from './ends.js';
import {holdSentence, waitSentence} from './reasons.js';

/** The attributes of a job that are asked for ("Job ClassAd Attributes" in HTCondor's manual). */
export const ATTRIBUTES = [
	'ClusterId',
	'ProcId',
	'JobStatus',
	'JobBatchName',
	TAG_ATTRIBUTE,
	WALLTIME_ATTRIBUTE,
	'QDate',
	'JobStartDate',
	'JobCurrentStartDate',
	'EnteredCurrentStatus',
	'CompletionDate',
	'NumJobStarts',
	'RemoteHost',
	'LastRemoteHost',
	'HoldReason',
	'HoldReasonCode',
	'RemoveReason',
	'ExitCode',
	'ExitBySignal',
	'ExitSignal',
	'JobUniverse',
].join(',');

type Status = {readonly name: string; readonly phase: JobPhase};

/** JobStatus, by number. A removed job stays listed for as long as its machine needs to stop it: only history calls it over. */
const STATUSES = new Map<number, Status>([
	[1, {name: 'Idle', phase: 'queued'}],
	[2, {name: 'Running', phase: 'running'}],
	[3, {name: 'Removed', phase: 'completing'}],
	[4, {name: 'Completed', phase: 'over'}],
	[5, {name: 'Held', phase: 'held'}],
	[6, {name: 'Transferring Output', phase: 'completing'}],
	[7, {name: 'Suspended', phase: 'suspended'}],
]);

/** The report of a job; from history, where a removed job is one that is over. Null for what is no job's ad. */
export function reportOf(ad: ClassAd, source: 'queue' | 'history'): JobReport | null {
	const cluster = numberIn(ad, 'ClusterId');
	const process = numberIn(ad, 'ProcId');
	const number = numberIn(ad, 'JobStatus');
	if (cluster === null || process === null || number === null) {
		return null;
	}

	const status = STATUSES.get(number) ?? {name: `JobStatus ${number}`, phase: 'unknown'};
	const phase = status.phase === 'completing' && source === 'history' ? 'over' : status.phase;
	const end = phase === 'over' ? endOf(ad) : null;
	const isWaiting = phase === 'queued' || phase === 'held';
	const startedAt = isWaiting ? null : instantIn(ad, 'JobCurrentStartDate', 'JobStartDate');
	const walltime = numberIn(ad, WALLTIME_ATTRIBUTE);
	const limit = startedAt === null || walltime === null ? null : startedAt + walltime * 1000;
	return {
		id: `${cluster}.${process}`,
		name: wordsIn(ad, 'JobBatchName'),
		tag: wordsIn(ad, TAG_ATTRIBUTE),
		phase,
		nativeState: status.name,
		...reasonOf(ad, phase, end),
		estimatedStart: null,
		nodes: isWaiting ? [] : nodesIn(ad),
		submittedAt: instantIn(ad, 'QDate'),
		startedAt,
		endsAt: end === null ? limit : instantIn(ad, 'CompletionDate', 'EnteredCurrentStatus'),
		walltime,
		exitCode: end?.exitCode ?? null,
		signal: end?.signal ?? null,
		outcome: end?.outcome ?? null,
		queue: null,
	};
}

function reasonOf(ad: ClassAd, phase: JobPhase, end: End | null): Pick<JobReport, 'reason' | 'reasonText'> {
	if (end !== null) {
		return {reason: end.reason, reasonText: end.reasonText};
	}

	if (phase === 'held') {
		const said = wordsIn(ad, 'HoldReason');
		return {reason: said, reasonText: holdSentence(numberIn(ad, 'HoldReasonCode'), said)};
	}

	return {reason: null, reasonText: phase === 'queued' ? waitSentence(numberIn(ad, 'NumJobStarts') ?? 0) : null};
}

/** `slot1_3@node7.example.org` → `node7.example.org`. */
function nodesIn(ad: ClassAd): readonly string[] {
	const host = wordsIn(ad, 'RemoteHost') ?? wordsIn(ad, 'LastRemoteHost');
	return host === null ? [] : [host.replace(/^.*@/, '')];
}

/** Moments are seconds since the epoch; 0 has not come. */
function instantIn(ad: ClassAd, ...names: readonly string[]): number | null {
	const seconds = names.map(name => numberIn(ad, name)).find(value => value !== null && value > 0);
	return seconds == null ? null : seconds * 1000;
}
