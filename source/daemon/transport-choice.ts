import type {Cluster} from '../core/cluster.js';
import type {Hop, Transport} from '../core/link.js';
import {pick} from './registry.js';

/** The transport for all hops of a cluster, and why it is this one. */
export type TransportChoice = {readonly transport: Transport; readonly why: string};

/**
 * What the cluster says; with `auto` ssh2, which needs no program and no process, unless a hop's configuration needs what only
 * OpenSSH has. One for all hops, so that a gateway is logged in to once.
 */
export function chooseTransport(
	cluster: Cluster,
	hops: readonly Hop[],
	transports: ReadonlyMap<string, Transport>,
): TransportChoice {
	if (cluster.transport !== 'auto') {
		return {transport: pick(transports, 'transport', cluster.transport), why: 'chosen for this cluster'};
	}

	const needs = hops.flatMap(({name, needs = []}) => needs.map(need => `${name} needs ${need}`));
	return needs.length === 0
		? {transport: pick(transports, 'transport', 'ssh2'), why: 'nothing in the configuration needs more'}
		: {transport: pick(transports, 'transport', 'openssh'), why: needs.join('; ')};
}
