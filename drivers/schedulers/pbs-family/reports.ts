import type {JobReport} from '../../../source/core/job.js';
import type {Dialect} from './dialect.js';
import {endOf} from './ends.js';
import {reasonOf} from './reasons.js';
import {type PbsRecord, variableOf} from './records.js';
import {phaseOf} from './states.js';
import {TAG_VARIABLE} from './tag.js';
import {instantOf, instantOfEpoch, walltimeOf} from './times.js';

/** What a full status says of a job, in our words. */
export function reportOf(record: PbsRecord, {statuses}: Dialect): JobReport {
	const {attributes} = record;
	const phase = phaseOf(attributes);
	const isWaiting = phase === 'queued' || phase === 'held';
	const isOver = phase === 'over';
	const end = isOver ? endOf(attributes, statuses) : null;
	const {reason, reasonText} = isWaiting ? reasonOf(attributes) : {reason: null, reasonText: end?.text ?? null};
	// PBS and Torque have a name each; a requeued job keeps the start of its last run (seen on OpenPBS 23.06).
	const startedAt = isWaiting ? null : instantOf(attributes.get('stime') ?? attributes.get('start_time'));
	const walltime = walltimeOf(attributes.get('Resource_List.walltime'));
	return {
		id: record.id,
		name: attributes.get('Job_Name') ?? null,
		tag: variableOf(record, TAG_VARIABLE),
		phase,
		nativeState: attributes.get('job_state') ?? '',
		reason,
		reasonText,
		estimatedStart: isWaiting ? instantOf(attributes.get('estimated.start_time')) : null,
		nodes: isWaiting ? [] : nodesOf(attributes.get('exec_host') ?? ''),
		submittedAt: instantOf(attributes.get('ctime')),
		startedAt,
		endsAt: isOver ? endedAt(attributes) : phase === 'suspended' ? null : sum(startedAt, walltime),
		walltime,
		exitCode: end?.exitCode ?? null,
		signal: end?.signal ?? null,
		outcome: end?.outcome ?? null,
		queue: attributes.get('queue') ?? null,
	};
}

/** `node1/0*8+node2/0*8` (PBS), `node1/0-7+node2/0` or `node1/1+node1/0` (Torque): each node once. */
function nodesOf(places: string): readonly string[] {
	const names = places.split('+').map(place => place.replace(/[/:].*$/, '').trim());
	return [...new Set(names.filter(name => name !== ''))];
}

/** PBS: when its node told of the end, else since when it is history; Torque: `comp_time`. */
function endedAt(attributes: ReadonlyMap<string, string>): number | null {
	return (
		instantOf(attributes.get('obittime') ?? attributes.get('comp_time')) ??
		instantOfEpoch(attributes.get('history_timestamp'))
	);
}

function sum(startedAt: number | null, walltime: JobReport['walltime']): number | null {
	return startedAt === null || typeof walltime !== 'number' ? null : startedAt + walltime * 1000;
}
