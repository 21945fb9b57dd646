import {checkedClusterName, SCHEDULERS, TRANSPORTS} from '../core/cluster.js';
import {hostFrom} from '../core/host-word.js';
import {type Choice, checked, type Field, pick, text} from './form-fields.js';
import type {State} from './state.js';

/** Under this the form remembers the name that it added itself: that one may be changed. */
export const ADDED = 'added';

/** The lines of the new-cluster form: what `cluster add` takes, but for what the first minutes do not need. */
export function clusterFields(state: State, values: Readonly<Record<string, string>>): readonly Field[] {
	const taken = state.clusters.map(({name}) => name).filter(name => name !== values[ADDED]);
	return [
		{
			...text('host', 'Host', 'login.example.org', 'the login host, or an alias of ~/.ssh/config: [user@]host[:port]'),
			check: value => complaint(() => hostFrom('the host', value)),
		},
		{
			...text('name', 'Name', nameFor(values['host'] ?? '') ?? 'made from the host', 'how you want to call it'),
			check: value =>
				taken.includes(value) ? 'there is a cluster of this name' : complaint(() => checkedClusterName(value)),
		},
		{
			...text('hops', 'Hops', 'what ~/.ssh/config says', 'gateways to pass through before it, in order, by commas'),
			check: value => complaint(() => hopsFrom(value)),
		},
		{
			...text('identity', 'Key file', 'what ~/.ssh/config says', 'a private key, where none is configured'),
			check: value => (/^(~?\/)/.test(value) ? null : 'a whole path: ~/.ssh/id_ed25519'),
		},
		pick('scheduler', 'Scheduler', SCHEDULERS.map(schedulerChoice), 'auto asks the host; host is one without any'),
		pick('transport', 'Transport', TRANSPORTS.map(plainChoice), 'how to connect; auto is fine'),
	];
}

/** The name that a host suggests: the first part of it; null: none that would do. */
export function nameFor(host: string): string | null {
	const name = host.slice(host.lastIndexOf('@') + 1).split(/[.:]/)[0] ?? '';
	return /^[A-Za-z0-9][\w-]*$/.test(name) && !/^\d+$/.test(name) ? name : null;
}

/**
 * Gateways as they are typed in one line.
 *
 * @throws {Fault} `usage`.
 */
export function hopsFrom(text: string): readonly string[] {
	const hops = text.split(/[\s,]+/).filter(Boolean);
	for (const hop of hops) {
		hostFrom('a hop', hop);
	}

	return hops;
}

const plainChoice = (value: string): Choice => ({value, label: value});

const schedulerChoice = (value: string): Choice => ({value, label: value === 'host' ? 'host (none)' : value});

/** What a check that throws says against a value. */
function complaint(check: () => unknown): string | null {
	return checked(() => {
		check();
		return null;
	});
}
