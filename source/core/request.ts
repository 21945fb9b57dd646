import type {AppDriver} from './app.js';
import {type Cluster, sessionRoute} from './cluster.js';
import {parseWalltime} from './duration.js';
import {Fault} from './fault.js';
import type {Walltime} from './job.js';
import type {Request} from './session.js';
import type {NewSession} from './session-document.js';
import {settingsFor} from './settings.js';
import {parseSize} from './size.js';

/** Words of `cluster add --default KEY=VALUE` that are not settings of an app. */
export const DEFAULT_KEYS = [
	'walltime',
	'queue',
	'account',
	'nodes',
	'cpus',
	'memory',
	'gpus',
	'workdir',
	'setup',
] as const;

/**
 * What a session really asks for: what was said, else the cluster's default, else null for the site's own. Throws a
 * `usage` fault for values that make no sense, before anything is done.
 */
export function requestFrom(wanted: NewSession, cluster: Cluster, app: AppDriver): Request {
	const {defaults} = cluster;
	const appNames = new Set(app.parameters.map(parameter => parameter.name));
	const defaultSettings = Object.fromEntries(Object.entries(defaults).filter(([name]) => appNames.has(name)));
	return {
		app: app.name,
		cluster: cluster.name,
		resources: {
			walltime: checkedWalltime(wanted.walltime ?? mapDefault(defaults['walltime'], parseWalltime)),
			queue: word('queue', wanted.queue ?? defaults['queue'] ?? null),
			account: word('account', wanted.account ?? defaults['account'] ?? null),
			nodes: count('nodes', wanted.nodes ?? mapDefault(defaults['nodes'], Number), 1),
			cpus: count('cpus', wanted.cpus ?? mapDefault(defaults['cpus'], Number), 1),
			memoryBytes: count('memory', wanted.memoryBytes ?? mapDefault(defaults['memory'], parseSize), 1),
			gpus: count('gpus', wanted.gpus ?? mapDefault(defaults['gpus'], Number), 0),
			schedulerArgs: wanted.schedulerArgs.map(argument => text('scheduler-arg', argument)),
		},
		workdir: mapText('workdir', wanted.workdir ?? defaults['workdir'] ?? null),
		setup: defaults['setup'] ?? null,
		address: wanted.address ?? cluster.address,
		route: wanted.route ?? sessionRoute(cluster),
		settings: settingsFor(app, {...defaultSettings, ...wanted.settings}),
	};
}

/** What a session's job is called at the scheduler: short enough for all of them, and unique. */
export function tagFor(id: string): string {
	return `hpctui-${id.slice(-12).toLowerCase()}`;
}

/** A session's name: what a person can type as one shell word. Throws a `usage` fault for anything else. */
export function checkedName(name: string): string {
	if (!/^[\p{L}\p{N}_][\p{L}\p{N}_.+@-]{0,63}$/u.test(name)) {
		throw new Fault('usage', `${JSON.stringify(name)} cannot be a session's name`, {
			hint: 'up to 64 letters, digits, and . _ - + @, beginning with a letter or digit',
		});
	}

	return name;
}

function mapDefault<Value>(given: string | undefined, read: (text: string) => Value): Value | null {
	return given === undefined || given === '' ? null : read(given);
}

function checkedWalltime(walltime: Walltime | null): Walltime | null {
	if (typeof walltime === 'number' && !(Number.isInteger(walltime) && walltime > 0)) {
		throw new Fault('usage', `a walltime of ${walltime} seconds makes no sense`, {hint: 'for example: --walltime 4h'});
	}

	return walltime;
}

function count(name: string, value: number | null, least: number): number | null {
	if (value !== null && !(Number.isSafeInteger(value) && value >= least)) {
		throw new Fault('usage', `${name} cannot be ${value}`, {hint: `a whole number from ${least} up`});
	}

	return value;
}

/** Queues and accounts are single words everywhere; a leading dash would read as an option. */
function word(name: string, value: string | null): string | null {
	if (value !== null && !/^[^\s\p{C}-][^\s\p{C}]{0,199}$/u.test(value)) {
		throw new Fault('usage', `${name} cannot be ${JSON.stringify(value)}`, {hint: 'one word, without blanks'});
	}

	return value;
}

function mapText(name: string, value: string | null): string | null {
	return value === null ? null : text(name, value);
}

function text(name: string, value: string): string {
	if (/[\0\n\r]/.test(value)) {
		throw new Fault('usage', `${name} cannot hold line ends: ${JSON.stringify(value)}`);
	}

	return value;
}
