import type {Parameter, PortSpec} from '../core/app.js';
import type {FaultDocument} from '../core/fault.js';

/** When a request would start, by the scheduler, and which smaller ones would start sooner: the soonest first. */
export type StartEstimate = {
	/** Null: the scheduler cannot tell. */
	readonly startsAt: string | null;
	readonly note: string | null;
	/** `option` and `value` as `new` takes them: `walltime`, `2h`. */
	readonly sooner: readonly {readonly option: string; readonly value: string; readonly startsAt: string}[];
};

/** What `--dry-run` prints. */
export type SubmissionPlan = {readonly script: string; readonly command: string};

/**
 * Bytes of a log, base64, from an offset; `size` is the file's length as last seen. Another `path` than before: a successor took over,
 * and offsets count in its file.
 */
export type LogPiece = {
	readonly path: string;
	readonly offset: number;
	readonly base64: string;
	readonly size: number;
};

/** An app as `app show --json` prints it. */
export type AppDocument = {
	readonly name: string;
	readonly title: string;
	readonly help: string;
	readonly parameters: readonly Parameter[];
	readonly ports: readonly PortSpec[];
	/** The file where the person wrote it; null: it comes with the program. */
	readonly file: string | null;
};

/** A file of the person's own that is no app: what is wrong in it. */
export type BrokenApp = {readonly file: string; readonly fault: FaultDocument};

/** The daemon as `daemon status --json` prints it. */
export type DaemonStatus = {
	readonly pid: number;
	readonly version: string;
	readonly wire: number;
	readonly startedAt: string;
	readonly home: string;
	readonly socket: string;
	readonly sessions: number;
	readonly clients: number;
	readonly memoryBytes: number;
	/** What keeps the daemon from writing down what happens, and what to do; null: nothing. */
	readonly trouble: string | null;
};

/** A program that was started on a job's node. Its input goes into the channel `output`, whose bytes are its standard output. */
export type Execution = {readonly execution: number; readonly output: number; readonly errors: number};

/** A terminal of a session, kept by the daemon. */
export type TerminalDocument = {
	readonly terminal: number;
	/** The session's id. */
	readonly session: string;
	/** Counted from 1 within the session. */
	readonly number: number;
	/** As the program in it names itself; empty: it does not. */
	readonly title: string;
	/** What runs in it; null: the login shell. */
	readonly command: string | null;
	/** `away`: the way to it is down, and it is being sought. */
	readonly state: 'opening' | 'open' | 'away' | 'ended';
	/** Why it is away, or how it ended; null: nothing to say. */
	readonly note: string | null;
	readonly node: string;
	/** How the node was entered; null: not yet. */
	readonly by: 'here' | 'ssh' | 'scheduler' | null;
	readonly columns: number;
	readonly rows: number;
	readonly viewers: number;
};

/** A node as ssh should know it. */
export type ProxiedNode = {
	readonly name: string;
	readonly cluster: string;
	/** Its keys that the person's known_hosts files hold: `MARKER`, `TYPE BASE64`. */
	readonly hostKeys: readonly {readonly marker: '' | '@cert-authority' | '@revoked'; readonly key: string}[];
};
