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
	/** A route driver's name, or `auto`. */
	readonly route: string;
	/** Defaults for `new`: walltime, queue, account, nodes, cpus, memory, gpus, workdir, setup, and app settings. */
	readonly defaults: Readonly<Record<string, string>>;
	/** What is different there; configurations of before had none. */
	readonly twists?: Twists;
};
