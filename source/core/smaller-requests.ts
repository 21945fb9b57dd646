import {formatDuration} from './duration.js';
import type {Resources} from './job.js';
import {formatSize} from './size.js';

/** A request that asks for less in one way; `option` and `value` are what one would type. */
export type SmallerRequest = {
	readonly option: 'walltime' | 'nodes' | 'cpus' | 'memory' | 'gpus';
	readonly value: string;
	readonly resources: Resources;
};

/** Below this a shorter walltime is no use to anybody. */
const LEAST_WALLTIME_SECONDS = 10 * 60;
const WHOLE_MINUTES = 60;

/** The same request with half of one thing, what schedulers backfill by first: the time, then the nodes, then what a node gives. */
export function smallerRequests(resources: Resources): readonly SmallerRequest[] {
	const {walltime, nodes, cpus, memoryBytes, gpus} = resources;
	const requests: (SmallerRequest | null)[] = [
		typeof walltime === 'number' && walltime >= 2 * LEAST_WALLTIME_SECONDS
			? shorter(resources, Math.ceil(walltime / 2 / WHOLE_MINUTES) * WHOLE_MINUTES)
			: null,
		halved(nodes, half => ({option: 'nodes', value: String(half), resources: {...resources, nodes: half}})),
		halved(gpus, half => ({option: 'gpus', value: String(half), resources: {...resources, gpus: half}})),
		halved(cpus, half => ({option: 'cpus', value: String(half), resources: {...resources, cpus: half}})),
		halved(memoryBytes, half => ({
			option: 'memory',
			value: formatSize(half),
			resources: {...resources, memoryBytes: half},
		})),
	];
	return requests.filter(request => request !== null);
}

function shorter(resources: Resources, walltime: number): SmallerRequest {
	return {option: 'walltime', value: formatDuration(walltime).replaceAll(' ', ''), resources: {...resources, walltime}};
}

function halved(amount: number | null, make: (half: number) => SmallerRequest): SmallerRequest | null {
	return amount === null || amount < 2 ? null : make(Math.ceil(amount / 2));
}
