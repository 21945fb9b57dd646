import {accessSync, constants, statSync} from 'node:fs';
import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import {type Cluster, checkedClusterName, SCHEDULERS, TRANSPORTS} from '../core/cluster.js';
import {parseDuration, parseWalltime} from '../core/duration.js';
import {Fault} from '../core/fault.js';
import {checkedUser, hostFrom} from '../core/host-word.js';
import {parseSize} from '../core/size.js';
import {checkTwists, type Twists} from '../core/twists.js';
import {port, whole} from '../core/whole.js';
import {address, CLUSTER_ROUTES, oneOf, pairs} from './checks.js';

/** What the person typed behind `cluster add NAME`. */
export type ClusterOptions = {
	readonly host: string;
	readonly user: string | undefined;
	readonly port: string | undefined;
	readonly hop: readonly string[];
	readonly identity: string | undefined;
	readonly scheduler: string | undefined;
	readonly transport: string | undefined;
	readonly address: string | undefined;
	readonly route: string | undefined;
	readonly default: readonly string[];
	readonly 'poll-floor': string | undefined;
	readonly directive: readonly string[];
	readonly 'without-directive': readonly string[];
	readonly command: readonly string[];
	readonly 'scheduler-setup': readonly string[];
};

/**
 * The cluster that was meant, every word of it checked before anything is done.
 *
 * @throws {Fault} `usage`, or `config` for a file that is not there.
 */
export function clusterFrom(name: string, options: ClusterOptions, sshConfig: string | null): Cluster {
	const place = hostFrom('--host', options.host);
	return {
		name: checkedClusterName(name),
		host: place.host,
		user: agreed('user', place.user, options.user === undefined ? null : checkedUser('--user', options.user)),
		port: agreed('port', place.port, options.port === undefined ? null : port('--port', options.port)),
		hops: options.hop.map(checkedHop),
		identity: options.identity === undefined ? null : existingFile('--identity', options.identity),
		sshConfig: sshConfig === null ? null : existingFile('--ssh-config', sshConfig),
		scheduler: driverName('--scheduler', options.scheduler ?? 'auto'),
		transport: oneOf('--transport', options.transport ?? 'auto', TRANSPORTS),
		address: address(options.address ?? 'auto'),
		route: oneOf('--route', options.route ?? 'auto', CLUSTER_ROUTES),
		defaults: checkedDefaults(pairs('--default', options.default, ['setup'])),
		...(options['poll-floor'] === undefined ? {} : {pollFloorSeconds: pollFloor(options['poll-floor'])}),
		...twistsFrom(options),
	};
}

/** More than an hour would hide that a job is over for as long. */
const LONGEST_FLOOR_SECONDS = 3600;

function pollFloor(text: string): number {
	const seconds = parseDuration(text);
	if (seconds < 1 || seconds > LONGEST_FLOOR_SECONDS) {
		throw new Fault('usage', `--poll-floor ${text} makes no sense`, {
			hint: 'from 1s to 1h, for example: --poll-floor 60s',
		});
	}

	return seconds;
}

/** What is different there; nothing at all where nothing was said. */
function twistsFrom(options: ClusterOptions): {readonly twists?: Twists} {
	const twists = {
		directives: options.directive,
		withoutDirectives: options['without-directive'],
		commands: pairs('--command', options.command),
		setup: options['scheduler-setup'],
	};
	checkTwists(twists);
	const said = Object.entries(twists).filter(([, value]) => Object.keys(value).length > 0);
	return said.length === 0 ? {} : {twists: Object.fromEntries(said)};
}

/** A driver is a file of its own, so there may be more of them than are named here: the daemon looks. */
function driverName(what: string, text: string): string {
	return /^[a-z][\w-]*$/.test(text) ? text : oneOf(what, text, SCHEDULERS);
}

/** The same thing may be said twice, in the host's word and by an option, but not differently. */
function agreed<Value>(what: string, inHost: Value | null, asOption: Value | null): Value | null {
	if (inHost !== null && asOption !== null && inHost !== asOption) {
		throw new Fault('usage', `--host and --${what} name different ${what}s: ${inHost} and ${asOption}`);
	}

	return asOption ?? inHost;
}

function checkedHop(text: string): string {
	hostFrom('--hop', text);
	return text;
}

/** Absolute, since the daemon runs elsewhere. */
function existingFile(what: string, text: string): string {
	const path = text.startsWith('~/') ? join(homedir(), text.slice(2)) : resolve(text);
	try {
		accessSync(path, constants.R_OK);
		if (statSync(path).isFile()) {
			return path;
		}
	} catch {
		// Not there, or not ours to read: said below.
	}

	throw new Fault('config', `${what}: cannot read the file ${path}`);
}

/** Those that are not settings of an app are checked as `new` checks them. */
function checkedDefaults(defaults: Record<string, string>): Record<string, string> {
	for (const [key, value] of Object.entries(defaults)) {
		checkDefault(key, value);
	}

	return defaults;
}

function checkDefault(key: string, value: string): void {
	const what = `--default ${key}`;
	switch (key) {
		case 'walltime':
			parseWalltime(value);
			return;
		case 'memory':
			parseSize(value);
			return;
		case 'nodes':
		case 'cpus':
			whole(what, value, 1);
			return;
		case 'gpus':
			whole(what, value, 0);
			return;
	}
}
