import Conf from 'conf';
import type {Cluster} from '../core/cluster.js';
import {Fault} from '../core/fault.js';
import {type NotificationSettings, notificationSettings} from '../core/notification-settings.js';
import {type ScreenSettings, screenSettings} from '../core/screen-settings.js';

/** A way that worked on a cluster: tried first next time. */
export type RememberedWay = {readonly address: string; readonly route: string};

/** A way onto the nodes of jobs that worked. */
export type Entrance = 'ssh' | 'scheduler';

/** What the person configured, and what the daemon learned. The daemon is the one writer. */
export type Configuration = {
	clusters(): readonly Cluster[];
	/** Throws `missing` (exit 3) where there is none of that name. */
	cluster(name: string): Cluster;
	saveCluster(cluster: Cluster): void;
	removeCluster(name: string): void;
	/** Throws a `config` fault where the person's file makes no sense there. */
	screen(): ScreenSettings;
	rememberedWay(cluster: string): RememberedWay | null;
	rememberWay(cluster: string, way: RememberedWay): void;
	/** Throws a `config` fault where the person's file makes no sense there. */
	notifications(): NotificationSettings;
	/** The scheduler that `auto` found on a cluster, so that it is asked for once. */
	rememberedScheduler(cluster: string): string | null;
	rememberScheduler(cluster: string, scheduler: string): void;
	/** Whether nodes of a cluster were entered by ssh or by the scheduler: tried first next time. */
	rememberedEntrance(cluster: string): Entrance | null;
	rememberEntrance(cluster: string, entrance: Entrance): void;
	/** The address of the very host that sessions without a scheduler live on, where the cluster's name may be several. */
	rememberedLoginHost(cluster: string): string | null;
	/** Null: forget it. */
	rememberLoginHost(cluster: string, address: string | null): void;
};

type ConfigFile = {clusters: Record<string, Cluster>; notifications?: unknown; screen?: unknown};
type MemoryFile = {
	ways: Record<string, RememberedWay>;
	schedulers: Record<string, string>;
	entrances: Record<string, Entrance>;
	loginHosts: Record<string, string | null>;
};

/**
 * Opens both files, mode 0600. A file that is no JSON, now or later, is a `config` fault that names it: nothing is
 * overwritten.
 */
export function openConfiguration(folders: {readonly config: string; readonly state: string}): Configuration {
	const config = watched<ConfigFile>(`${folders.config}/config.json`, () => {
		return new Conf<ConfigFile>({...COMMON, cwd: folders.config, configName: 'config', defaults: {clusters: {}}});
	});
	const memory = watched<MemoryFile>(`${folders.state}/memory.json`, () => {
		const defaults = {ways: {}, schedulers: {}, entrances: {}, loginHosts: {}};
		return new Conf<MemoryFile>({...COMMON, cwd: folders.state, configName: 'memory', defaults});
	});
	return {
		clusters: () => Object.values(clustersNow()),
		cluster(name) {
			const clusters = clustersNow();
			const cluster = entryOf(clusters, name);
			if (cluster === null) {
				const names = Object.keys(clusters);
				throw new Fault('missing', `there is no cluster called ${JSON.stringify(name)}`, {
					hint: names.length === 0 ? 'add one: hpctui cluster add NAME --host HOST' : `one of: ${names.join(', ')}`,
				});
			}

			return cluster;
		},
		saveCluster(cluster) {
			config.set({clusters: {...config.get('clusters'), [cluster.name]: cluster}});
			forget(cluster.name);
		},
		removeCluster(name) {
			const {[name]: _removed, ...clusters} = config.get('clusters');
			config.set({clusters});
			forget(name);
		},
		notifications: () => notificationSettings(config.read('notifications')),
		screen: () => screenSettings(config.read('screen')),
		rememberedWay: cluster => entryOf(memory.get('ways'), cluster),
		rememberWay(cluster, way) {
			memory.set({ways: {...memory.get('ways'), [cluster]: way}});
		},
		rememberedScheduler: cluster => entryOf(memory.get('schedulers'), cluster),
		rememberScheduler(cluster, scheduler) {
			memory.set({schedulers: {...memory.get('schedulers'), [cluster]: scheduler}});
		},
		rememberedEntrance: cluster => entryOf(memory.get('entrances'), cluster),
		rememberEntrance(cluster, entrance) {
			memory.set({entrances: {...memory.get('entrances'), [cluster]: entrance}});
		},
		rememberedLoginHost: cluster => entryOf(memory.get('loginHosts'), cluster),
		rememberLoginHost(cluster, address) {
			memory.set({loginHosts: {...memory.get('loginHosts'), [cluster]: address}});
		},
	};

	function clustersNow(): Record<string, Cluster> {
		const clusters = config.get('clusters');
		return guarded(`${folders.config}/config.json`, () => checkedClusters(clusters));
	}

	/** What was learned of a cluster says nothing about another of the same name. */
	function forget(cluster: string): void {
		const {[cluster]: _way, ...ways} = memory.get('ways');
		const {[cluster]: _scheduler, ...schedulers} = memory.get('schedulers');
		const {[cluster]: _entrance, ...entrances} = memory.get('entrances');
		const {[cluster]: _loginHost, ...loginHosts} = memory.get('loginHosts');
		memory.set({ways, schedulers, entrances, loginHosts});
	}
}

/** People edit the file; what is missing in it must not show as a bug somewhere else. */
function checkedClusters(clusters: Record<string, Cluster>): Record<string, Cluster> {
	for (const [name, cluster] of Object.entries(clusters)) {
		const isWhole =
			cluster?.name === name &&
			typeof cluster.host === 'string' &&
			Array.isArray(cluster.hops) &&
			[cluster.scheduler, cluster.transport, cluster.address, cluster.route].every(word => typeof word === 'string') &&
			typeof objectOf(cluster.defaults) === 'object';
		if (!isWhole) {
			throw new TypeError(`cluster ${JSON.stringify(name)} is not as "hpctui cluster add" writes it`);
		}
	}

	return clusters;
}

/** A name may be any text, `constructor` too. */
function entryOf<Value>(entries: Readonly<Record<string, Value>>, name: string): Value | null {
	return Object.hasOwn(entries, name) ? (entries[name] ?? null) : null;
}

type StoredFile<Content> = {
	/** Must be an object. */
	get<Key extends keyof Content>(key: Key): Content[Key];
	/** Whatever the person wrote. */
	read(key: keyof Content): unknown;
	set(some: Partial<Content>): void;
};

/** The file, with a fault that names it for whatever goes wrong. */
function watched<Content>(file: string, open: () => Omit<StoredFile<Content>, 'read'>): StoredFile<Content> {
	const stored = guarded(file, open);
	return {
		get: key => guarded(file, () => objectOf(stored.get(key))),
		read: key => guarded(file, () => stored.get(key)),
		set: some => guarded(file, () => stored.set(some)),
	};
}

function objectOf<Value>(value: Value): Value {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw new TypeError(`an object is wanted where it says ${JSON.stringify(value)}`);
	}

	return value;
}

const COMMON = {
	projectName: 'hpctui',
	configFileMode: 0o600,
	clearInvalidConfig: false,
	// Cluster names are free text to us; a dot in one must not read as a path.
	accessPropertiesByDotNotation: false,
};

function guarded<Value>(file: string, open: () => Value): Value {
	try {
		return open();
	} catch (error) {
		if (isOutOfSpace(error)) {
			throw new Fault('daemon', `${file} cannot be written`, {
				hint: 'free some space on this machine, then try again',
				retry: 'later',
				facts: {said: error.message},
				cause: error,
			});
		}

		throw new Fault('config', `${file} cannot be used`, {
			hint: 'mend the file or move it away',
			facts: {said: error instanceof Error ? error.message : String(error)},
			cause: error,
		});
	}
}

function isOutOfSpace(error: unknown): error is Error {
	return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
