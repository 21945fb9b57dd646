import type {AppDriver} from '../core/app.js';
import type {Cluster, KnownHost} from '../core/cluster.js';
import type {FaultDocument} from '../core/fault.js';
import type {Walltime} from '../core/job.js';
import type {Question} from '../core/link.js';
import type {Notification} from '../core/notification.js';
import type {Change} from '../core/plan.js';
import type {Limits} from '../core/scheduler.js';
import type {ScreenSettings} from '../core/screen-settings.js';
import type {HistoryEntry, NewSession, SessionDocument} from '../core/session-document.js';
import type {SshAlias} from '../core/ssh-aliases.js';
import type {TunnelSpec} from '../core/tunnel-far.js';
import type {Usage} from '../core/usage.js';
import type {ClusterDocument, ClusterTest, ClusterTestStep} from './cluster-documents.js';
import type {
	AppDocument,
	BrokenApp,
	DaemonStatus,
	Execution,
	LogPiece,
	ProxiedNode,
	StartEstimate,
	SubmissionPlan,
	TerminalDocument,
} from './documents.js';

export type * from './cluster-documents.js';
export type * from './documents.js';

/** Raised when a message changes its meaning; a client and a daemon that differ say which command to run. */
export const WIRE_VERSION = 2;

/** Input of a program that may be on its way before the daemon says that it was taken. */
export const INPUT_WINDOW_BYTES = 1024 * 1024;

/**
 * What a client says first. `canAnswer`: a person is there, so questions of servers may be sent to it: those that its calls wait
 * for, or with `answersAll` whatever is asked.
 */
export type Hello = {
	readonly wire: number;
	readonly version: string;
	readonly canAnswer: boolean;
	readonly answersAll: boolean;
};

/** The daemon's answer to hello: who it is, and which wire it speaks. */
export type Welcome = {
	readonly wire: number;
	readonly version: string;
	readonly pid: number;
	readonly startedAt: string;
};

type WindowSize = {readonly columns: number; readonly rows: number};
type TerminalRef = {readonly terminal: number};

type Ref = {readonly session: string};

/**
 * Every call of the socket: what goes in, what comes back. `session` is an id, a unique prefix of one, or a name.
 * A call that fails answers with a {@link FaultDocument}.
 */
export type Calls = {
	hello: {in: Hello; out: Welcome};
	/** `key`: a word of the client's own for this wish. Asked again with the same one, it is the same session, not another. */
	'session.new': {in: NewSession & {readonly key?: string}; out: SessionDocument};
	'session.plan': {in: NewSession; out: SubmissionPlan};
	/** Fault `unsupported` where the scheduler does not tell. */
	'session.estimate': {in: NewSession; out: StartEstimate};
	'session.list': {in: {readonly all: boolean}; out: readonly SessionDocument[]};
	'session.show': {in: Ref; out: SessionDocument};
	'session.history': {in: Ref; out: readonly HistoryEntry[]};
	/** Ends the job; answers when the scheduler accepted it. */
	'session.stop': {in: Ref; out: SessionDocument};
	/** `warning`: what may be left on the cluster, because it could not be reached. */
	'session.remove': {in: Ref & {readonly force: boolean}; out: {readonly warning: string | null}};
	/** `seconds` is the new total, or what to add to it. */
	'session.extend': {in: Ref & {readonly type: 'more' | 'total'; readonly seconds: number}; out: SessionDocument};
	/**
	 * Submits a successor with the same request: when it is ready it takes over, and the old job is stopped `overlapSeconds` later.
	 * `walltime` null: as before. Answers when the scheduler accepted it.
	 */
	'session.renew': {
		in: Ref & {readonly walltime: Walltime | null; readonly overlapSeconds: number};
		out: SessionDocument;
	};
	/** Runs a named action of the app; answers when it is done, with what it said. */
	'session.action': {
		in: Ref & {readonly action: string};
		out: {readonly said: string; readonly session: SessionDocument};
	};
	/** Another number of engines or workers; answers when it is planned. */
	'session.scale': {in: Ref & {readonly name: string; readonly change: Change}; out: SessionDocument};
	/** The path of the file for the app's own client, written and kept true from now on. */
	'session.connectionFile': {in: Ref; out: {readonly path: string}};
	/** A secret of a session by its name: what its app asks for at the login. `name` null: the password. */
	'session.secret': {in: Ref & {readonly name: string | null}; out: {readonly name: string; readonly value: string}};
	/**
	 * Makes a session of a job that was started some other way, and changes nothing about it. `app` null: as it looks; `ports` empty and
	 * `log` null: looked for.
	 */
	'session.adopt': {
		in: {
			readonly jobId: string;
			readonly cluster: string;
			readonly app: string | null;
			readonly ports: readonly number[];
			readonly log: string | null;
			readonly name: string | null;
		};
		out: SessionDocument;
	};
	/** From now on `session.changed`, `session.removed` and `history` notices come to this client. */
	'session.subscribe': {in: Record<string, never>; out: readonly SessionDocument[]};
	/** Answers when its local end listens. Fault `usage` where the local port is taken, or such a tunnel is there already. */
	'tunnel.add': {in: Ref & TunnelSpec; out: SessionDocument};
	'tunnel.remove': {in: Ref & {readonly tunnel: string}; out: SessionDocument};
	/** `offset` null: the last `lines` lines (null: the last 64 KiB). */
	'log.read': {
		in: Ref & {readonly stream: 'output' | 'scheduler'; readonly offset: number | null; readonly lines: number | null};
		out: LogPiece;
	};
	/** `log.piece` notices follow, from `offset` on, until `log.unfollow` or the end of the connection. */
	'log.follow': {in: Ref & {readonly offset: number}; out: {readonly subscription: number}};
	'log.unfollow': {in: {readonly subscription: number}; out: Record<string, never>};
	/** Runs it on the node of the session's job until its end (`exec.ended`), or the connection's. `argv` is a list, never a line. */
	'exec.start': {in: Ref & {readonly argv: readonly string[]; readonly hasInput: boolean}; out: Execution};
	/** No more input comes. */
	'exec.end-input': {in: {readonly execution: number}; out: Record<string, never>};
	/** The terminals of a session, those too that an earlier daemon left at the far side, which are taken up in this size. From now on `terminal.changed` comes. */
	'terminal.list': {in: Ref & WindowSize; out: readonly TerminalDocument[]};
	/** A new terminal on the node of the session's job, with the login shell (`argv` null) or a program. Answers when it is open. */
	'terminal.open': {in: Ref & WindowSize & {readonly argv: readonly string[] | null}; out: TerminalDocument};
	/**
	 * Looks at a terminal, in a window of this size. The channel's bytes draw it from an empty one of the answered size on; it
	 * takes what is typed. Another size is told (`terminal.changed`) before the first bytes that are meant for it.
	 */
	'terminal.view': {in: TerminalRef & WindowSize; out: {readonly channel: number; readonly terminal: TerminalDocument}};
	/** The window of who looks at it has another size. */
	'terminal.resize': {in: TerminalRef & WindowSize; out: Record<string, never>};
	'terminal.leave': {in: TerminalRef; out: Record<string, never>};
	/** Screen and scrollback as bytes for an empty terminal, base64. */
	'terminal.history': {in: TerminalRef; out: {readonly base64: string}};
	/** Ends what runs in it, as closing a window does. */
	'terminal.end': {in: TerminalRef; out: Record<string, never>};
	/**
	 * A connection to the sshd of the node of the session's job, for an ssh of the person's. It waits so many seconds for a job
	 * that does not run (yet). Its streams are told as those of an execution.
	 */
	'proxy.open': {in: Ref & {readonly waitSeconds: number}; out: Execution & {readonly node: ProxiedNode}};
	/** What an ssh configuration needs to say of each live session. */
	'proxy.aliases': {in: Record<string, never>; out: readonly SshAlias[]};
	/** `usage.sample` notices follow every two seconds, until `usage.unfollow`, the end of the connection, or that of the way. */
	'usage.follow': {in: Ref; out: {readonly subscription: number}};
	'usage.unfollow': {in: {readonly subscription: number}; out: Record<string, never>};
	'cluster.add': {in: Cluster; out: ClusterDocument};
	'cluster.list': {in: Record<string, never>; out: readonly ClusterDocument[]};
	'cluster.show': {in: {readonly name: string}; out: ClusterDocument};
	'cluster.remove': {in: {readonly name: string}; out: Record<string, never>};
	/** The hosts of an ssh configuration (null: the person's own), to choose from. */
	'cluster.hosts': {in: {readonly sshConfig: string | null}; out: readonly KnownHost[]};
	/** `cluster.testing` notices tell each step to this client while it is done. */
	'cluster.test': {in: {readonly name: string}; out: ClusterTest};
	/** Connects now, so that its questions are asked now. */
	'cluster.login': {in: {readonly name: string}; out: ClusterDocument};
	/**
	 * Waits for a login that somebody else is asked for, in a screen or at another terminal. Where nobody else is there, what refused
	 * the login before is told at once, and the host is not asked again.
	 */
	'cluster.login-by-others': {in: {readonly name: string}; out: Record<string, never>};
	'cluster.limits': {in: {readonly name: string}; out: Limits | null};
	/** Fault `config` where the person's file makes no sense there. */
	'settings.screen': {in: Record<string, never>; out: ScreenSettings};
	'app.list': {in: Record<string, never>; out: readonly AppDocument[]};
	'app.broken': {in: Record<string, never>; out: readonly BrokenApp[]};
	/** An app whole, as its file has it. */
	'app.show': {in: {readonly name: string}; out: {readonly app: AppDriver; readonly file: string | null}};
	/** Answers of the person; null: declined. */
	'prompt.answer': {
		in: {readonly prompt: number; readonly answers: readonly string[] | null};
		out: Record<string, never>;
	};
	'daemon.status': {in: Record<string, never>; out: DaemonStatus};
	'daemon.stop': {in: Record<string, never>; out: Record<string, never>};
};

/** What the daemon says unasked. `sequence` counts up by one a client; a gap means: subscribe anew. */
export type Notices = {
	'session.changed': {readonly sequence: number; readonly session: SessionDocument};
	'session.removed': {readonly sequence: number; readonly id: string};
	history: {readonly sequence: number; readonly id: string; readonly entry: HistoryEntry};
	/** Worth a person's attention. `terminal`: by the bell, and as the terminal's own notification where `desktop` says that there was none. */
	notification: Notification & {readonly terminal: boolean; readonly desktop: boolean};
	'log.piece': {readonly subscription: number} & LogPiece;
	/** Both channels are whole. `fault`: it is not known how it ended, and why. */
	'exec.ended': {
		readonly execution: number;
		readonly code: number | null;
		readonly signal: string | null;
		readonly fault: FaultDocument | null;
	};
	/** So much more input may be sent: at first {@link INPUT_WINDOW_BYTES}. */
	'exec.taken': {readonly execution: number; readonly bytes: number};
	'usage.sample': {readonly subscription: number; readonly usage: Usage};
	'terminal.changed': {readonly terminal: TerminalDocument};
	'prompt.asked': {readonly prompt: number; readonly cluster: string; readonly question: Question};
	/** Answered elsewhere, or no longer wanted. */
	'prompt.closed': {readonly prompt: number};
	'cluster.changed': {readonly cluster: ClusterDocument};
	/** A step of a test that this client asked for: begun (`step` null), or done. */
	'cluster.testing': {readonly cluster: string; readonly name: string; readonly step: ClusterTestStep | null};
};

/** The calls that a client may make. */
export type CallName = keyof Calls;

/** What the daemon tells without being asked. */
export type NoticeName = keyof Notices;
