import Conf from 'conf';
import type {Cluster} from '../core/cluster.js';
import {Fault} from '../core/fault.js';

/** A way that worked on a cluster: tried first next time. */
export type RememberedWay = {readonly address: string; readonly route: string};

/** What the person configured, and what the daemon learned. The daemon is the one writer. */
export type Configuration = {
	clusters(): readonly Cluster[];
	/** Throws `missing` (exit 3) where there is none of that name. */
	cluster(name: string): Cluster;
	saveCluster(cluster: Cluster): void;
	removeCluster(name: string): void;
	rememberedWay(cluster: string): RememberedWay | null;
	rememberWay(cluster: string, way: RememberedWay): void;
	/** The scheduler that `auto` found on a cluster, so that it is asked for once. */
	rememberedScheduler(cluster: string): string | null;
	rememberScheduler(cluster: string, scheduler: string): void;
};

type ConfigFile = {clusters: Record<string, Cluster>};
type MemoryFile = {ways: Record<string, RememberedWay>; schedulers: Record<string, string>};

/** Opens both files, mode 0600. A file that is no JSON is a `config` fault that names it: nothing is overwritten. */
export function openConfiguration(folders: {readonly config: string; readonly state: string}): Configuration {
	const config = guarded(
		`${folders.config}/config.json`,
		() => new Conf<ConfigFile>({...COMMON, cwd: folders.config, configName: 'config', defaults: {clusters: {}}}),
	);
	const memory = guarded(
		`${folders.state}/memory.json`,
		() =>
			new Conf<MemoryFile>({...COMMON, cwd: folders.state, configName: 'memory', defaults: {ways: {}, schedulers: {}}}),
	);
	return {
		clusters: () => Object.values(config.get('clusters')),
		cluster(name) {
			const cluster = config.get('clusters')[name];
			if (cluster === undefined) {
				const names = Object.keys(config.get('clusters'));
				throw new Fault('missing', `there is no cluster called ${JSON.stringify(name)}`, {
					hint: names.length === 0 ? 'add one: hpctui cluster add NAME --host HOST' : `one of: ${names.join(', ')}`,
				});
			}

			return cluster;
		},
		saveCluster(cluster) {
			config.set('clusters', {...config.get('clusters'), [cluster.name]: cluster});
			forget(cluster.name);
		},
		removeCluster(name) {
			const {[name]: _removed, ...rest} = config.get('clusters');
			config.set('clusters', rest);
			forget(name);
		},
		rememberedWay: cluster => memory.get('ways')[cluster] ?? null,
		rememberWay(cluster, way) {
			memory.set('ways', {...memory.get('ways'), [cluster]: way});
		},
		rememberedScheduler: cluster => memory.get('schedulers')[cluster] ?? null,
		rememberScheduler(cluster, scheduler) {
			memory.set('schedulers', {...memory.get('schedulers'), [cluster]: scheduler});
		},
	};

	/** What was learned of a cluster says nothing about another of the same name. */
	function forget(cluster: string): void {
		const {[cluster]: _way, ...ways} = memory.get('ways');
		const {[cluster]: _scheduler, ...schedulers} = memory.get('schedulers');
		memory.set({ways, schedulers});
	}
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
		throw new Fault('config', `${file} cannot be read`, {
			hint: 'mend the file or move it away',
			facts: {said: error instanceof Error ? error.message : String(error)},
			cause: error,
		});
	}
}
