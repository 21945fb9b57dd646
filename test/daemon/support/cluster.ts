import type {Cluster} from '../../../source/core/cluster.js';

/** A cluster with nothing special about it. */
export function cluster(some: Partial<Cluster> = {}): Cluster {
	return {
		name: 'iris',
		host: 'login',
		user: null,
		port: null,
		hops: [],
		identity: null,
		sshConfig: null,
		scheduler: 'fake',
		transport: 'scripted',
		address: 'auto',
		route: 'auto',
		defaults: {},
		...some,
	};
}
