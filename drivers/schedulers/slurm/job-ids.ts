import {Fault} from '../../../source/core/fault.js';
import {indexSetHolds} from './hostlist.js';

/**
 * A job as we name it: `4242`, an array's task `12_3`, a part of a heterogeneous job `12+1`; behind a semicolon the cluster of
 * a federation, as `sbatch --parsable` writes it. Null: the cluster whose commands these are.
 */
export type SlurmId = {readonly job: string; readonly cluster: string | null};

const ID = /^(\d+(?:_\d+|\+\d+)?)(?:;([\w.-]+))?$/;

/** The parts of an id; null for what is none. */
export function parseId(text: string): SlurmId | null {
	const [, job, cluster] = ID.exec(text) ?? [];
	return job === undefined ? null : {job, cluster: cluster ?? null};
}

/** As {@link parseId}, for commands that change something: what is no id is the caller's mistake. */
export function requireId(text: string): SlurmId {
	const id = parseId(text);
	if (id === null) {
		throw new Fault('usage', `not a Slurm job id: ${JSON.stringify(text)}`, {hint: 'for example 4242, or 4242_7'});
	}

	return id;
}

/** The ids among the texts, and the clusters that they name. */
export function parseIds(texts: readonly string[]): {ids: readonly SlurmId[]; clusters: readonly string[]} {
	const ids = texts.map(parseId).filter(id => id !== null);
	const clusters = new Set(ids.map(id => id.cluster).filter(cluster => cluster !== null));
	return {ids, clusters: [...clusters].sort()};
}

/**
 * Whether a row speaks of the wanted job. Waiting tasks of an array share one row, `12_[3-6%2]`; a whole array or heterogeneous
 * job, wanted by its number alone, is spoken of by each of its rows.
 */
export function speaksOf(row: string, wanted: string): boolean {
	if (row === wanted) {
		return true;
	}

	const [, base, set] = /^(\d+)_\[([^\]]*)\]$/.exec(row) ?? [];
	const [wantedBase = '', index] = wanted.split('_');
	if (base !== undefined && index !== undefined) {
		return base === wantedBase && indexSetHolds(set ?? '', Number(index));
	}

	return index === undefined && row.split(/[_+]/, 1)[0] === wanted;
}
