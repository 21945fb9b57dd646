import type {Adopted, FoundService} from './adopted.js';
import type {Instant} from './clock.js';
import type {FaultDocument} from './fault.js';
import type {JobPhase, JobReport, Resources, SessionOutcome, Walltime} from './job.js';
import type {NodeReport} from './node-report.js';
import type {Plan} from './plan.js';
import type {PartReport, Progress, RecordEntry} from './record.js';
import type {TunnelState} from './session-document.js';
import type {TunnelFar, TunnelSpec} from './tunnel-far.js';
import type {Trial, WayPlan} from './way.js';

/** What was asked for, with the cluster's defaults filled in: enough to submit it again. */
export type Request = {
	readonly app: string;
	readonly cluster: string;
	readonly resources: Resources;
	readonly workdir: string | null;
	/** The person's own lines before the app, from the cluster's defaults; null: none. */
	readonly setup: string | null;
	readonly address: string;
	readonly route: string;
	readonly settings: Readonly<Record<string, string>>;
};

/** What a further job is to the session that it belongs to; see family.ts. */
export type Parentage = {
	/** The id of the session that the person knows. */
	readonly session: string;
	/**
	 * `successor`: takes over when it is ready. `predecessor`: holds the job that was taken over from, until it is stopped.
	 * `part`: one more job of the same session (engines, workers).
	 */
	readonly role: 'successor' | 'predecessor' | 'part';
	/** Unique among the children of a session: `engines-1`. */
	readonly name: string;
	/** Of a successor: how long the old job goes on beside it; at once when it is not said. */
	readonly overlapSeconds?: number;
	/** Of a part: the folder of the job that it belongs to, which is another one after a renewal. */
	readonly hub?: string;
};

/** A port as an intent names it. `localPort` null: a free one is chosen. */
export type PortIntent = {readonly name: string; readonly isRequired: boolean; readonly localPort: number | null};

/** The way that was found to a port, as it is used for each connection. */
export type Way = {
	readonly address: string;
	readonly route: string;
	readonly plan: WayPlan;
	/** The hops that a connection passes, by name. */
	readonly hops: readonly string[];
};

/** A tunnel as the journal knows it. Bytes are counted where they flow, not here. */
export type Tunnel = {
	readonly name: string;
	readonly far: TunnelFar;
	readonly isRequired: boolean;
	readonly localPort: number | null;
	/** Null: not known yet, or the far end is no port. */
	readonly remotePort: number | null;
	/** By the app's own word: its far end speaks TLS. */
	readonly isSecure: boolean;
	/** Of the certificate that the node itself saw at the port: SHA-256, `AB:CD:…`; null: it told none. */
	readonly fingerprint: string | null;
	readonly way: Way | null;
	readonly state: TunnelState;
	readonly lastError: string | null;
	readonly trials: readonly Trial[];
};

/** The job as the scheduler told it last. */
export type Job = {
	readonly scheduler: string | null;
	readonly id: string | null;
	readonly phase: JobPhase | null;
	readonly nativeState: string | null;
	readonly reason: string | null;
	readonly reasonText: string | null;
	readonly estimatedStart: Instant | null;
	readonly nodes: readonly string[];
	readonly submittedAt: Instant | null;
	readonly startedAt: Instant | null;
	readonly endsAt: Instant | null;
	readonly walltime: Walltime | null;
	readonly exitCode: number | null;
	readonly queue: string | null;
};

/**
 * How well the job is seen. `vanished`: the scheduler answered and did not list it, `times` in a row; that alone is
 * never an end (architecture.md).
 */
export type Sight =
	| {readonly state: 'unseen'}
	| {readonly state: 'fresh'; readonly at: Instant}
	| {readonly state: 'stale'; readonly at: Instant | null; readonly why: string}
	| {readonly state: 'vanished'; readonly at: Instant | null; readonly since: Instant; readonly times: number};

/** The exit record that the job script left. */
export type ExitRecord = {
	readonly code: number | null;
	readonly signal: string | null;
	/** Whom the signal reached first: the job (cancelled, walltime, preempted) or only the app. */
	readonly signalled: 'job' | 'app' | null;
	/** The line of its output that most likely tells why it failed. */
	readonly said: string | null;
	/** When it ended, by the node's clock; null: it did not say. */
	readonly endedAt: Instant | null;
	/** When we read of it, by our own clock. */
	readonly at: Instant;
};

/** How far the submission got: what a daemon that was killed needs to know before it would submit again. */
export type Submitting = 'intended' | 'asked' | 'answered';

/** Something that a person should know and that ends nothing. `code` is a word for programs: `walltime-soon`. */
export type SessionWarning = {readonly code: string; readonly message: string; readonly at: Instant};

/** What stays with a session when another job takes over under its name; all else belongs to the job. */
type Lasting =
	| 'id'
	| 'name'
	| 'parent'
	| 'requestKey'
	| 'createdAt'
	| 'linkDown'
	| 'needsUser'
	| 'tunnels'
	| 'end'
	| 'warnings'
	| 'autoRenew'
	| 'renewals'
	| 'retired'
	| 'plan'
	| 'stopAt';

/** A job, with all that belongs to it: it moves as a whole from one session to another. */
export type Holding = Omit<Session, Lasting> & {readonly tunnels: readonly Tunnel[]};

/** One job, its tunnels and its log: the pair that this program exists for. Made by {@link reduce} from events only. */
export type Session = {
	readonly id: string;
	readonly name: string;
	/** Unique at the scheduler; the job bears it. */
	readonly tag: string;
	/** Null: a session that a person made. */
	readonly parent: Parentage | null;
	/** The client's own word for the wish that made it, by which the client finds it again; null: it gave none. */
	readonly requestKey: string | null;
	readonly request: Request;
	readonly secrets: Readonly<Record<string, string>>;
	readonly createdAt: Instant;
	readonly submitting: Submitting;
	/** Null: the job is ours. */
	readonly adopted: Adopted | null;
	/** The session's folder on the cluster. */
	readonly folder: string | null;
	readonly job: Job;
	readonly sight: Sight;
	/** Where the job script runs, from its record; null until it has started (anew). */
	readonly node: NodeReport | null;
	readonly exit: ExitRecord | null;
	/** The setup line that failed, where one did. */
	readonly setupFailure: {readonly line: string; readonly code: number} | null;
	/** Why the app could not run, and what to try, where it found that itself. */
	readonly trouble: {readonly said: string; readonly hint: string | null} | null;
	/** How many engines or workers are wanted, and which further jobs run them; null: the app has nothing to scale. */
	readonly plan: Plan | null;
	/** What the running app counts: engines, workers. `wasEnough`: at some time there were as many as `ready` takes. */
	readonly progress: readonly (Progress & {readonly wasEnough: boolean})[];
	/** The parts of the app inside the job, by what they told last. */
	readonly parts: readonly PartReport[];
	/** The last order that the job obeyed. */
	readonly obeyed: {readonly order: string; readonly code: number; readonly said: string | null} | null;
	/** How many lines of the record were taken in: after a restart the record is read anew and these are skipped. */
	readonly recordsSeen: number;
	readonly linkDown: {readonly since: Instant; readonly retryAt: Instant | null; readonly fault: FaultDocument} | null;
	readonly needsUser: string | null;
	readonly tunnels: readonly Tunnel[];
	readonly stopRequestedAt: Instant | null;
	readonly end: {readonly outcome: SessionOutcome; readonly at: Instant; readonly note: string} | null;
	readonly warnings: readonly SessionWarning[];
	/** How often a successor is to be asked for without anybody asking; null: never. */
	readonly autoRenew: number | null;
	/** How often a successor took over. */
	readonly renewals: number;
	/** The job that a successor took over from, for the child `by` to hold: it may not have been told yet. */
	readonly retired: {readonly by: string; readonly holding: Holding; readonly at: Instant} | null;
	/** Of a predecessor: when its job is to be stopped. */
	readonly stopAt: Instant | null;
};

/** What happened to a session. Each is written to the journal before anything follows from it. */
export type SessionEvent = {readonly at: Instant} & (
	| {
			readonly type: 'intended';
			readonly id: string;
			readonly name: string;
			readonly tag: string;
			/** Journals of older versions do not have it. */
			readonly parent?: Parentage;
			readonly requestKey?: string;
			readonly autoRenew?: number;
			readonly adopted?: Adopted;
			readonly request: Request;
			readonly plan?: Plan | null;
			readonly secrets: Readonly<Record<string, string>>;
			readonly ports: readonly PortIntent[];
	  }
	| {readonly type: 'staged'; readonly folder: string; readonly scheduler: string}
	/** The scheduler is about to be asked: from here on, only a look-up of the tag tells whether there is a job. */
	| {readonly type: 'asked'}
	| {readonly type: 'submitted'; readonly jobId: string}
	| {readonly type: 'reported'; readonly report: JobReport}
	| {readonly type: 'unseen'; readonly why: 'absent'}
	| {readonly type: 'unseen'; readonly why: 'no-answer'; readonly said: string}
	/** A line of the job script's record, in the order of the file. */
	| {readonly type: 'recorded'; readonly entry: RecordEntry}
	/** What an adopted job serves was found, on the node that it runs on now. */
	| {readonly type: 'found'; readonly found: FoundService}
	/** Somebody wants one more tunnel. `localPort` null: any free one. */
	| {
			readonly type: 'tunnel-added';
			readonly tunnel: string;
			readonly far: TunnelSpec['far'];
			readonly localPort: number | null;
	  }
	| {readonly type: 'tunnel-removed'; readonly tunnel: string}
	| {readonly type: 'listening'; readonly tunnel: string; readonly localPort: number}
	| {readonly type: 'measured'; readonly tunnel: string; readonly way: Way | null; readonly trials: readonly Trial[]}
	| {readonly type: 'answered'; readonly tunnel: string}
	| {readonly type: 'faltered'; readonly tunnel: string; readonly said: string}
	| {
			readonly type: 'link-lost';
			readonly fault: FaultDocument;
			readonly retryAt: Instant | null;
			readonly needsUser: string | null;
	  }
	| {readonly type: 'link-restored'}
	/** Another number of engines or workers is wanted. */
	| {readonly type: 'planned'; readonly plan: Plan}
	| {readonly type: 'stop-requested'}
	/** The scheduler was not reached or said no: the job goes on. */
	| {readonly type: 'stop-failed'; readonly said: string}
	/** A successor's job is the session's own from here on, under its name, local ports and URL; see succession.ts. */
	| {readonly type: 'moved'; readonly by: string; readonly holding: Holding}
	/** The successor holds the old job from here on, until that is stopped. */
	| {readonly type: 'retired'; readonly holding: Holding; readonly stopAt: Instant}
	| {readonly type: 'warned'; readonly code: string; readonly message: string}
	| {readonly type: 'ended'; readonly outcome: SessionOutcome; readonly note: string}
);
