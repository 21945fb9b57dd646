import type {Cluster} from '../core/cluster.js';
import type {FaultDocument} from '../core/fault.js';
import type {Limits} from '../core/scheduler.js';
import type {Trial} from '../core/way.js';

/** One step of `cluster test`, in the order in which it was done. */
export type ClusterTestStep = {
	readonly name: string;
	readonly ok: boolean;
	readonly milliseconds: number;
	/** What was found, as one line; for a failure the fault's words. */
	readonly text: string;
	readonly fault: FaultDocument | null;
};

/** What `cluster test` found, as its JSON has it. */
export type ClusterTest = {
	readonly cluster: string;
	readonly ok: boolean;
	readonly steps: readonly ClusterTestStep[];
	readonly hops: readonly string[];
	readonly scheduler: {readonly name: string; readonly version: string} | null;
	/** Other schedulers that answered there, where `auto` had to choose. */
	readonly others: readonly {readonly name: string; readonly version: string}[];
	readonly limits: Limits | null;
	/** Which addresses of a live session's node answer, where there is such a session. */
	readonly addresses: readonly Trial[];
};

/** A cluster with what the daemon sees of it. */
export type ClusterDocument = Cluster & {
	readonly link: {
		readonly state: 'idle' | 'connecting' | 'up' | 'down' | 'needs-user';
		readonly hops: readonly string[];
		readonly since: string | null;
		readonly retryAt: string | null;
		readonly fault: FaultDocument | null;
		readonly roundTripMs: number | null;
		/** Which transport opened the hops last, and why this one; null: none has yet. */
		readonly transport: {readonly name: string; readonly why: string} | null;
	};
	/** Counted since the daemon started: how kind we are to the login node. */
	readonly counts: {
		readonly schedulerCommands: number;
		readonly schedulerCommandsLastHour: number;
		readonly authentications: number;
		readonly authenticationsLastHour: number;
	};
};
