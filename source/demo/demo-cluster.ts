import type {Client} from '../client/client.js';
import type {Cluster} from '../core/cluster.js';
import {Fault} from '../core/fault.js';
import type {SessionDocument} from '../core/session-document.js';
import {aliasOf, DEMO_NAME} from './hosts.js';
import {notepadSettings} from './notepad-settings.js';
import type {DemoPlaces} from './places.js';

/** The embedded cluster as `cluster add` would write it: nothing about it is special. */
function demoCluster(places: DemoPlaces): Cluster {
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
export async function ensureCluster(client: Client, places: DemoPlaces): Promise<'added' | 'found'> {
	const wanted = demoCluster(places);
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
	if (hasMoved && (await liveSessions(client, places)).length === 0) {
		const {link: _link, counts: _counts, ...cluster} = known;
		await client.call('cluster.add', {...cluster, defaults: {...known.defaults, ...notepadSettings()}});
	}

	return 'found';
}

/** Sessions on the demo's cluster that are not over; none where the cluster of that name is the person's own. */
export async function liveSessions(client: Client, places: DemoPlaces): Promise<readonly SessionDocument[]> {
	const clusters = await client.call('cluster.list', {});
	const isOurs = clusters.some(({name, sshConfig}) => name === DEMO_NAME && sshConfig === places.sshConfig);
	const sessions = isOurs ? await client.call('session.list', {all: false}) : [];
	return sessions.filter(session => session.cluster === DEMO_NAME && session.state !== 'ended');
}
