import {join} from 'node:path';
import type {DemoHost} from './hosts.js';

/** The files of the embedded cluster, all in one private folder. */
export type DemoPlaces = {
	readonly folder: string;
	/** Private keys of the hosts, and the key that opens them. */
	readonly keys: string;
	readonly identity: string;
	readonly knownHosts: string;
	readonly sshConfig: string;
	/** The ports of the hosts, kept so that they stay the same from one start to the next. */
	readonly ports: string;
	/** Who runs the servers: a lock and the way to find them. */
	readonly record: string;
	readonly log: string;
	/** The home directory of everything that runs on the demo's hosts. */
	readonly home: string;
	/** Where sessions work, unless they say otherwise. */
	readonly work: string;
	/** Programs that the hosts put before the machine's: `hostname` and `uname`. */
	readonly programs: string;
};

/** The demo's places below the program's state folder. */
export function demoPlacesIn(state: string): DemoPlaces {
	const folder = join(state, 'demo');
	const home = join(folder, 'home');
	return {
		folder,
		keys: join(folder, 'keys'),
		identity: join(folder, 'keys', 'identity'),
		knownHosts: join(folder, 'known_hosts'),
		sshConfig: join(folder, 'ssh_config'),
		ports: join(folder, 'ports.json'),
		record: join(folder, 'servers.json'),
		log: join(folder, 'servers.log'),
		home,
		work: join(home, 'work'),
		programs: join(folder, 'programs'),
	};
}

/** Where a host keeps its private key. */
export function hostKeyOf(places: DemoPlaces, host: DemoHost): string {
	return join(places.keys, `host-${host}`);
}
