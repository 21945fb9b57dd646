import type {Command, Query} from './command.js';
import type {JobReport, Resources, Walltime} from './job.js';

/** A job that is to be submitted. */
export type Submission = {
	/** Unique; the job bears it as its name (or what else the scheduler keeps whole), so that it can be looked up. */
	readonly tag: string;
	/** The session's folder on the cluster: absolute. */
	readonly folder: string;
	/** The job script's path in that folder. */
	readonly scriptPath: string;
	/** Where the scheduler should put what it prints itself, before and after our script: absolute. */
	readonly schedulerLogPath: string;
	readonly resources: Resources;
};

/** The scheduler's answer to a submission. `warning`: what the person should know of this job's life there. */
export type Receipt = {readonly jobId: string; readonly warning?: {readonly code: string; readonly message: string}};

/** What a probe found: the scheduler answers here, in this version; or it does not, and why. */
export type Probe = {readonly found: true; readonly version: string} | {readonly found: false; readonly why: string};

/** A partition or queue, with its limits. Null: not said. */
export type Queue = {
	readonly name: string;
	readonly isDefault: boolean;
	readonly isOpen: boolean;
	readonly maxWalltime: Walltime | null;
	readonly defaultWalltime: Walltime | null;
	readonly nodesTotal: number | null;
	readonly nodesIdle: number | null;
	readonly cpusPerNode: number | null;
	readonly memoryBytesPerNode: number | null;
	readonly gres: string | null;
};

/** What a site allows, as far as the scheduler tells. */
export type Limits = {readonly queues: readonly Queue[]; readonly accounts: readonly string[]};

/** What became of a wish for another walltime. A success of the command is not yet a success: the next report tells. */
export type ExtendResult =
	| {readonly type: 'accepted'; readonly note: string | null}
	| {
			readonly type: 'refused';
			readonly why: 'needs-operator' | 'over-limit' | 'job-over' | 'unsupported' | 'not-enforced' | 'other';
			/** The scheduler's own words. */
			readonly said: string;
	  };

/** What became of a wish to end jobs: those that the scheduler does not know (any more) are no error. */
export type CancelResult = {readonly accepted: readonly string[]; readonly unknown: readonly string[]};

/** A program that is to run on a node of a running job. */
export type Entry = {
	readonly jobId: string;
	/** As the scheduler names it. */
	readonly node: string;
	readonly command: Command;
	/** A person sits before it: it gets a terminal on the node. */
	readonly isTerminal: boolean;
	/** Nobody wants the command's own words, only whether this way leads there: the scheduler may complain at length. */
	readonly isTrial: boolean;
};

/** What a scheduler was told of a job by whoever submitted it. Null: it does not say. */
export type JobDetails = {
	readonly owner: string | null;
	/** Where its standard output goes: absolute. */
	readonly outputPath: string | null;
	readonly workdir: string | null;
};

/**
 * A scheduler: a record of queries. A missing member *is* the missing capability. Adding one is one file in
 * drivers/schedulers/ (default export) and one folder of captured output in test/fixtures/schedulers/.
 *
 * Every `read` throws: `refused` with the scheduler's own words in the message; `link` with retry `later` and
 * `facts.controller = true` where its controller does not answer; `parse` for output it does not understand;
 * `remote` for any other failure.
 */
export type SchedulerDriver = {
	readonly name: string;
	readonly title: string;
	/** Higher is asked first by `auto`; imitators (Slurm's Torque commands) must come after what they imitate. */
	readonly detectionRank: number;
	/** True where the job runs on the very host that it is submitted from (a dev node, a workstation): loopback reaches it. */
	readonly jobsRunOnLoginHost?: boolean;
	readonly probe: Query<void, Probe>;
	/** Header lines for the job script (`#SBATCH …`), without the interpreter line. */
	directives(submission: Submission): readonly string[];
	readonly submit: Query<Submission, Receipt>;
	/** One batched question for all jobs of a cluster. A job that is not listed is simply not in the answer. */
	readonly list: Query<{readonly ids: readonly string[]}, readonly JobReport[]>;
	/** Jobs of this user that bear the tag: for a submission whose answer was lost. */
	readonly find: Query<{readonly tag: string}, readonly JobReport[]>;
	readonly cancel: Query<{readonly ids: readonly string[]}, CancelResult>;
	/** What accounting knows of jobs that are over. */
	readonly history?: Query<{readonly ids: readonly string[]}, readonly JobReport[]>;
	/** Of one job that was submitted some other way; throws `missing` where the scheduler does not know it. */
	readonly describe?: Query<{readonly id: string}, JobDetails>;
	readonly extend?: Query<{readonly id: string; readonly walltimeSeconds: number}, ExtendResult>;
	/** When would this start? Epoch milliseconds, or null where the scheduler cannot tell. */
	readonly estimate?: Query<Submission, {readonly startsAt: number | null; readonly note: string | null}>;
	readonly limits?: Query<void, Limits>;
	/**
	 * The scheduler's own way onto a node of a running job: what to run on the login host so that the command runs there, with
	 * its own input, output and exit code. Missing where there is none (or only one from within the job).
	 */
	readonly enter?: (entry: Entry) => Command;
};
