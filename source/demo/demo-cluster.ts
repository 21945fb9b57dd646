import type {Client} from '../client/client.js';
import type {Cluster} from '../core/cluster.js';
import {Fault} from '../core/fault.js';
import {aliasOf, DEMO_NAME} from './hosts.js';
import {notepadSettings} from './notepad-settings.js';
import type {DemoPlaces} from './places.js';

/** The embedded cluster as `cluster add` would write it: nothing about it is special. */
export function demoCluster(places: DemoPlaces): Cluster {
	return {
		name: DEMO_NAME,
		host: aliasOf('node1'),
		user: null,
		port: null,
		hops: [aliasOf('gateway'), aliasOf('login')],
		identity: null,
		sshConfig: places.sshConfig,
		scheduler: 'host',
		transport: 'auto',
		address: 'auto',
		route: 'auto',
		defaults: {walltime: '4h', workdir: places.work, ...notepadSettings()},
	};
}

/**
 * Adds the cluster where it is missing. Where the program has moved since, and nothing runs there, it is told anew where
 * its parts are; whatever else the person has changed stays.
 *
 * @throws {Fault} `config` where the person has another cluster of that name.
 */
export async function ensureCluster(client: Client, wanted: Cluster): Promise<'added' | 'found'> {
	const known = (await client.call('cluster.list', {})).find(cluster => cluster.name === wanted.name);
	if (known === undefined) {
		await client.call('cluster.add', wanted);
		return 'added';
	}

	if (known.sshConfig !== wanted.sshConfig || known.host !== wanted.host) {
		throw new Fault('config', `there is another cluster called ${wanted.name}, which leads to ${known.host}`, {
			hint: `run: hpctui cluster rm ${wanted.name}`,
		});
	}

	const hasMoved = Object.entries(notepadSettings()).some(([name, value]) => known.defaults[name] !== value);
	if (hasMoved && !(await isInUse(client))) {
		const {link: _link, counts: _counts, ...cluster} = known;
		await client.call('cluster.add', {...cluster, defaults: {...known.defaults, ...notepadSettings()}});
	}

	return 'found';
}

async function isInUse(client: Client): Promise<boolean> {
	const sessions = await client.call('session.list', {all: false});
	return sessions.some(session => session.cluster === DEMO_NAME && session.state !== 'ended');
}
