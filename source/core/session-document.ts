import type {SessionOutcome, Walltime} from './job.js';
import type {TunnelFar} from './tunnel-far.js';
import type {Trial} from './way.js';

/** The states of a session: derived from what was observed, never stored. */
export type SessionState = 'submitting' | 'queued' | 'starting' | 'ready' | 'reconnecting' | 'ended';

/**
 * `waiting`: listens, and the way to the node is not found yet or nothing answered; `open`: the far end answered through
 * the local end; `mending`: it was open and the way is down; `shut`: no listener.
 */
export type TunnelState = 'waiting' | 'open' | 'mending' | 'shut';

/** A tunnel as `show --json` prints it. */
export type TunnelDocument = {
	readonly name: string;
	/** What it leads to: a port of the app, or what somebody asked for. */
	readonly kind: TunnelFar['type'];
	readonly localHost: string;
	readonly localPort: number | null;
	readonly remoteHost: string | null;
	readonly remotePort: number | null;
	/** The Unix socket that it leads to; null: it leads to a port. */
	readonly remotePath: string | null;
	readonly address: string | null;
	readonly route: string | null;
	readonly hops: readonly string[];
	readonly state: TunnelState;
	readonly required: boolean;
	readonly url: string | null;
	/** SHA-256 of the certificate that a browser meets there, `AB:CD:…`; null: no TLS, or the node told none. */
	readonly fingerprint: string | null;
	readonly bytesIn: number;
	readonly bytesOut: number;
	readonly lastError: string | null;
	/** Each address that was tried, and what came of it. */
	readonly tried: readonly Trial[];
};

/** Code of the warning that what happens cannot be written down. */
export const DISK_FULL = 'disk-full';

/** Something that the person should know, by a code that scripts can match. */
export type Warning = {readonly code: string; readonly message: string; readonly at: string};

/** A job as `show --json` prints it. Times are ISO 8601 UTC; unknown is null. */
export type JobDocument = {
	readonly scheduler: string | null;
	readonly id: string | null;
	/** The scheduler's own word. */
	readonly state: string | null;
	readonly reason: string | null;
	/** The reason as a sentence, where we know one. */
	readonly reasonText: string | null;
	readonly estimatedStart: string | null;
	readonly nodes: readonly string[];
	readonly submittedAt: string | null;
	readonly startedAt: string | null;
	readonly endsAt: string | null;
	readonly walltimeSeconds: number | null;
	/** True where the scheduler set no limit; `walltimeSeconds` is null then. */
	readonly unlimited: boolean;
	readonly exitCode: number | null;
	readonly queue: string | null;
};

/** A further job of a session: its successor, or one of its parts. `id` and `SESSION/NAME` name it in commands. */
export type ChildDocument = {
	readonly id: string;
	readonly name: string;
	readonly state: SessionState;
	readonly outcome: SessionOutcome | null;
	readonly note: string | null;
	readonly job: JobDocument;
	readonly log: {readonly path: string | null; readonly bytes: number};
};

/** A part of a session: a further job, or (`id` and `job` null) something that the session's own job keeps. `SESSION/NAME` names either. */
export type PartDocument = Omit<ChildDocument, 'id' | 'job'> & {
	readonly id: string | null;
	readonly job: JobDocument | null;
	readonly nodes: readonly string[];
	/** How many of its engines or workers run, and are wanted; null: not told yet. */
	readonly have: number | null;
	readonly want: number | null;
};

/** `17 of 23 engines`: so many are there, so many are wanted. */
export type ProgressDocument = {readonly name: string; readonly have: number; readonly want: number};

/** A session as `show --json` prints it. It holds the URL, token and all: mind where it goes. */
export type SessionDocument = {
	readonly id: string;
	readonly name: string;
	readonly cluster: string;
	readonly app: string;
	readonly state: SessionState;
	readonly outcome: SessionOutcome | null;
	readonly createdAt: string;
	readonly endedAt: string | null;
	readonly retryAt: string | null;
	readonly lastSeenAt: string | null;
	/** How well the job is seen: `fresh`, `stale` (no answer of late), `vanished` (answered, and not listed). */
	readonly sight: 'fresh' | 'stale' | 'vanished' | 'unseen';
	/** What the session waits for or why it ended, as one sentence for a person; null when there is nothing to say. */
	readonly note: string | null;
	/** A hop waits for the person (password, code, host key): its name. */
	readonly needsUser: string | null;
	readonly job: JobDocument;
	readonly tunnels: readonly TunnelDocument[];
	readonly url: string | null;
	readonly log: {readonly path: string | null; readonly bytes: number};
	readonly warnings: readonly Warning[];
	/** The job that is to take over, or failed to; null: there is none. */
	readonly successor: ChildDocument | null;
	/** The job that was taken over from, until it is over. */
	readonly predecessor: ChildDocument | null;
	/** How often a successor took over, and how often one is asked for by itself at most (null: never). */
	readonly renewals: number;
	readonly autoRenew: number | null;
	/** Its parts: those inside its job, then further jobs, the oldest first. */
	readonly parts: readonly PartDocument[];
	/** What the app counts: engines, workers. */
	readonly progress: readonly ProgressDocument[];
};

/** A line of a session's history, for the events pane and `show`. */
export type HistoryEntry = {readonly at: string; readonly type: string; readonly text: string};

/** Everything that `new` may say; null means the cluster's default, and then the site's. */
export type NewSession = {
	readonly app: string;
	readonly cluster: string;
	readonly name: string | null;
	readonly walltime: Walltime | null;
	readonly queue: string | null;
	readonly account: string | null;
	readonly nodes: number | null;
	readonly cpus: number | null;
	readonly memoryBytes: number | null;
	readonly gpus: number | null;
	readonly workdir: string | null;
	readonly address: string | null;
	readonly route: string | null;
	readonly localPort: number | null;
	/** How often to renew it by itself at most; null: never. */
	readonly autoRenew: number | null;
	readonly settings: Readonly<Record<string, string>>;
	readonly schedulerArgs: readonly string[];
};
