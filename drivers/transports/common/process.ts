import type {Readable, Writable} from 'node:stream';
import type {Fault} from '../../../source/core/fault.js';

/** How a far process ended. `broken`: the way to it was lost first, so nobody knows. */
export type ProcessEnd =
	| {readonly type: 'exited'; readonly code: number | null; readonly signal: string | null}
	| {readonly type: 'broken'; readonly fault: Fault};

/**
 * A process at the far side as a transport has it: an SSH channel, a child of `ssh`, a child of this process. What is
 * common to all of them (marks, time-outs, collecting) is built on this.
 */
export type FarProcess = {
	readonly stdin: Writable;
	readonly stdout: Readable;
	readonly stderr: Readable;
	/** Settles when the streams are over too. Never rejects. */
	readonly ended: Promise<ProcessEnd>;
	/** Close the channel and leave the process alone. */
	letGo(): void;
	/** Ask it to go (hang-up), and let go of the channel. */
	kill(): void;
};

/** Starts the login shell's line (see `SHELL_LINE`). Rejects with a Fault where it cannot be started. */
export type StartProcess = (line: string, signal: AbortSignal) => Promise<FarProcess>;
