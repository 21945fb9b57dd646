import {Fault} from './fault.js';
import type {HopJoin} from './link.js';
import type {Twists} from './twists.js';

/** What the person said about a cluster (`cluster add`), as it is kept in the configuration. */
export type Cluster = {
	readonly name: string;
	/** The login host: an alias of the ssh configuration, or `[user@]host[:port]` parts given apart. */
	readonly host: string;
	readonly user: string | null;
	readonly port: number | null;
	/** Hosts to pass through before `host`, in order. Empty: whatever ProxyJump of the ssh configuration says. */
	readonly hops: readonly string[];
	readonly identity: string | null;
	/** The ssh configuration file in force when the cluster was added; null: the user's own. */
	readonly sshConfig: string | null;
	/** A scheduler driver's name, or `auto`. */
	readonly scheduler: string;
	/** A transport's name, or `auto`. */
	readonly transport: string;
	/** An address driver's name, `interface:NAME`, `ip:ADDRESS`, or `auto`. */
	readonly address: string;
	/** A route driver's name, `auto`, or `nested`: how the hops lead to one another, and sessions to their nodes; see {@link sessionRoute}. */
	readonly route: string;
	/** Defaults for `new`: walltime, queue, account, nodes, cpus, memory, gpus, workdir, setup, and app settings. */
	readonly defaults: Readonly<Record<string, string>>;
	/** The scheduler's queue is never looked at more often than once in so many seconds; not said: as often as it is worth it. */
	readonly pollFloorSeconds?: number;
	/** What is different there; configurations of before had none. */
	readonly twists?: Twists;
};

/** What help names and the shell and the screen offer; the daemon knows which drivers there are. */
export const SCHEDULERS = ['auto', 'slurm', 'pbs', 'torque', 'sge', 'lsf', 'oar', 'htcondor', 'flux', 'host'] as const;

/** The same for ways to reach a host. */
export const TRANSPORTS = ['auto', 'ssh2', 'openssh', 'local'] as const;

/** How one hop leads to the next. */
export function joinOf({route}: Pick<Cluster, 'route'>): HopJoin {
	return route === 'exec' || route === 'nested' ? route : 'forward';
}

/** How sessions find their nodes where they do not say: `nested` is about the hops alone, and ends at the login host. */
export function sessionRoute({route}: Pick<Cluster, 'route'>): string {
	return route === 'nested' ? 'auto' : route;
}

/** A host that an ssh configuration has a name for. What it does not say is null: ssh's own defaults hold. */
export type KnownHost = {
	readonly name: string;
	readonly address: string | null;
	readonly user: string | null;
	readonly jump: string | null;
};

/**
 * A cluster's name: one word that is safe as part of a file's name.
 *
 * @throws {Fault} `usage`.
 */
export function checkedClusterName(name: string): string {
	if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) {
		throw new Fault('usage', `${JSON.stringify(name)} cannot be a cluster's name`, {
			hint: 'up to 64 letters, digits, and . _ -, beginning with a letter or digit',
		});
	}

	return name;
}
