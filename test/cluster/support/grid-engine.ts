import {existsSync} from 'node:fs';
import {describe} from 'vitest';
import {asAlice, linesOf} from './hosts.js';
import {onCluster} from './on-cluster.js';
import {CLUSTER_STATE} from './places.js';

/** alice's jobs that are not over: `ID STATE`. */
export async function gridEngineJobs(): Promise<readonly string[]> {
	return linesOf(await asAlice("qstat -u alice | awk 'NR > 2 { print $1, $5 }'"));
}

/** What Grid Engine keeps of a job that is not over: the lines of `qstat -j` that begin with a word. */
export async function gridEngineJob(id: string | null, word: string): Promise<readonly string[]> {
	const lines = linesOf(await asAlice(`qstat -j ${id}`));
	return lines.filter(line => line.startsWith(word)).map(line => line.slice(word.length).replace(/^:?\s+/, ''));
}

/** A group of tests that need Grid Engine: a cluster that was started before there was any is left alone. */
export function onGridEngine(name: string, tests: () => void): void {
	const isWithout = existsSync(`${CLUSTER_STATE}/hosts`) && !existsSync(`${CLUSTER_STATE}/grid-engine`);
	const why = isWithout ? ' [skipped: the cluster runs without Grid Engine; test/cluster/down, then up]' : '';
	describe.skipIf(isWithout)(`on a cluster with Grid Engine${why}`, () => onCluster(name, tests));
}
