import type {Cluster} from '../../../source/core/cluster.js';
import {plainCluster} from '../../core/samples.js';

/** A cluster with nothing special about it, but that it is played. */
export function cluster(some: Partial<Cluster> = {}): Cluster {
	return plainCluster({scheduler: 'fake', transport: 'scripted', ...some});
}
