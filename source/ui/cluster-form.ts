import type {Cluster, KnownHost} from '../core/cluster.js';
import {Fault} from '../core/fault.js';
import {hostFrom} from '../core/host-word.js';
import {hopsFrom, nameFor} from './cluster-fields.js';
import type {Form} from './state.js';
import {inputOf} from './text-input.js';

/** The new-cluster form as it opens: for a host that the ssh configuration knows, or empty. */
export function openClusterForm(host: KnownHost | null): Form {
	const name = host?.name ?? '';
	const values = {host: name, name: nameFor(name) ?? '', hops: '', identity: '', scheduler: 'auto', transport: 'auto'};
	return {kind: 'cluster', values, field: 'host', input: inputOf(name), busy: null, fault: null};
}

/**
 * The cluster that the form describes.
 *
 * @throws {Fault} `usage` where a line is missing or makes no sense.
 */
export function clusterFrom({values}: Form, sshConfig: string | null): Cluster {
	const said = (id: string) => (values[id] ?? '').trim();
	const {host, user, port} = hostFrom('the host', said('host'));
	const name = said('name') || nameFor(said('host'));
	if (!name) {
		throw new Fault('usage', 'it needs a name', {hint: 'one word: iris'});
	}

	return {
		name,
		host,
		user,
		port,
		hops: hopsFrom(said('hops')),
		identity: said('identity') || null,
		sshConfig,
		scheduler: said('scheduler') || 'auto',
		transport: said('transport') || 'auto',
		address: 'auto',
		route: 'auto',
		defaults: {},
	};
}
