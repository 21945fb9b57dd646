import type {Instant} from './clock.js';

/** Where a job is in its life, in words that every scheduler shares; the native code is kept beside it. */
export type JobPhase = 'queued' | 'held' | 'starting' | 'running' | 'suspended' | 'completing' | 'over' | 'unknown';

/** How a session ended. `lost`: every witness says it is gone and none says how. */
export type SessionOutcome = 'completed' | 'failed' | 'cancelled' | 'timeout' | 'preempted' | 'node-failure' | 'lost';

/** Seconds, or no limit at all. Unlimited is not 0. */
export type Walltime = number | 'unlimited';

/** What a scheduler said about one job. Null: it did not say. */
export type JobReport = {
	readonly id: string;
	/** The job's name at the scheduler, which is the tag of our session where the scheduler keeps it whole. */
	readonly name: string | null;
	/** The session's tag where the scheduler returned it apart from the name (comment, environment). */
	readonly tag: string | null;
	readonly phase: JobPhase;
	/** The scheduler's own code: `PD`, `RUNNING`, `hqw`. */
	readonly nativeState: string;
	/** Why it waits, in the scheduler's own word, and in a sentence where we know one. */
	readonly reason: string | null;
	readonly reasonText: string | null;
	readonly estimatedStart: Instant | null;
	readonly nodes: readonly string[];
	readonly submittedAt: Instant | null;
	readonly startedAt: Instant | null;
	readonly endsAt: Instant | null;
	readonly walltime: Walltime | null;
	readonly exitCode: number | null;
	readonly signal: number | null;
	/** Set only when phase is `over` and the scheduler told how. */
	readonly outcome: SessionOutcome | null;
	readonly queue: string | null;
};

/** What a person asks of the scheduler. Null: the site's default. */
export type Resources = {
	readonly walltime: Walltime | null;
	readonly queue: string | null;
	readonly account: string | null;
	readonly nodes: number | null;
	readonly cpus: number | null;
	readonly memoryBytes: number | null;
	readonly gpus: number | null;
	/** Further arguments for the scheduler, as they are. */
	readonly schedulerArgs: readonly string[];
};
