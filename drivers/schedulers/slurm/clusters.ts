import type {Command} from '../../../source/core/command.js';
import {parseIds, type SlurmId, speaksOf} from './job-ids.js';

/** Stands between the answer for our own cluster and that for named ones, where both had to be asked. */
export const BOUNDARY = '\x1d\x1d\n';

/** Ids of our own cluster and of others cannot be asked for in one call of a client: two calls, one after the other. */
const ASK_BOTH = 'clusters=$1; shift; "$@" && printf \'\\035\\035\\n\' && exec "$@" --clusters="$clusters"';

/**
 * The command line that asks a client about ids. `program` and `options` are its own; `--jobs` is added. One id is given
 * twice: squeue exits 1 for a single id that has left the queue, and 0 for two (seen on 17.11 to 22.05).
 */
export function askAbout(program: string, options: readonly string[], texts: readonly string[]): Command['argv'] {
	const {ids, clusters} = parseIds(texts);
	const jobs = [...new Set(ids.map(id => id.job))];
	const [only] = jobs;
	if (only === undefined) {
		return ['true'];
	}

	const line = [program, ...options, `--jobs=${jobs.length === 1 ? `${only},${only}` : jobs.join(',')}`] as const;
	if (clusters.length === 0) {
		return [...line];
	}

	const isMixed = ids.some(id => id.cluster === null);
	return isMixed
		? ['sh', '-c', ASK_BOTH, 'hpctui', clusters.join(','), ...line]
		: [...line, `--clusters=${clusters.join(',')}`];
}

/** A part of an answer: of our own cluster, or of named ones; then `cluster` is the one it can only be. */
export type Part = {readonly text: string; readonly isNamed: boolean; readonly cluster: string | null};

/** The parts of an answer. squeue prints no `CLUSTER: lab` where one cluster is named and it is its own (seen on 22.05). */
export function partsOf(answer: string, texts: readonly string[]): readonly Part[] {
	const {ids, clusters} = parseIds(texts);
	const cluster = clusters.length === 1 ? (clusters[0] ?? null) : null;
	const [first = '', second] = answer.split(BOUNDARY);
	if (second !== undefined) {
		return [ownPart(first), {text: second, isNamed: true, cluster}];
	}

	const isNamed = clusters.length > 0 && ids.every(id => id.cluster !== null);
	return [isNamed ? {text: first, isNamed, cluster} : ownPart(first)];
}

/** An answer of our own cluster. */
export function ownPart(text: string): Part {
	return {text, isNamed: false, cluster: null};
}

/** A row of an answer that knows which job it speaks of. */
export type Sighting = {readonly job: string; readonly cluster: string | null; readonly isNamed: boolean};

/** Whether the row speaks of the wanted job: the number alone is not enough where clusters are named. */
export function isAbout(row: Sighting, wanted: SlurmId): boolean {
	const isSameCluster = wanted.cluster === null ? !row.isNamed : row.isNamed && row.cluster === wanted.cluster;
	return isSameCluster && speaksOf(row.job, wanted.job);
}
