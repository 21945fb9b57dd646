import {constants} from 'node:os';
import type {ServerChannel, Session} from 'ssh2';
import {startPlain} from './plain-process.js';
import type {Start, StartedProcess} from './started-process.js';
import {type NodePty, startInTerminal, type TerminalRequest} from './terminal-process.js';

/** What a host lets a session do. */
export type SessionRules = {
	/** Whether login shells and terminals are to be had, or command lines only. */
	readonly hasShell: boolean;
	/** Makes terminals; undefined where node-pty is not installed: a terminal is refused then. */
	readonly pty: NodePty | undefined;
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
};

/** What a session has been told so far, and the one process that it runs. */
type Progress = {
	env: Record<string, string>;
	terminal: TerminalRequest | undefined;
	running: StartedProcess | undefined;
};

/** Variables that a client may set, as Debian's sshd lets it (AcceptEnv). */
const SETTABLE = /^(?:LANG|LC_[A-Z]+|COLORTERM|NO_COLOR)$/;

/**
 * Serves one SSH session: at most one process, with or without a terminal. When the channel goes, so does the process
 * group; what has put itself into a group of its own (a job) stays. `started` is told of the process.
 */
export function serveSession(session: Session, rules: SessionRules, started: (running: StartedProcess) => void): void {
	const progress: Progress = {env: {...rules.env}, terminal: undefined, running: undefined};
	listenForTerms(session, rules, progress);
	const start = (command: string | null, channel: ServerChannel) => {
		const running = startProcess({command, env: progress.env, cwd: rules.cwd}, rules.pty, progress.terminal, channel);
		progress.running = running;
		channel.on('error', () => undefined);
		channel.once('close', () => running.signal('SIGHUP'));
		started(running);
	};
	session.on('exec', (accept, _reject, {command}) => start(command, accept()));
	session.on('shell', (accept, reject) => {
		if (rules.hasShell) {
			start(null, accept());
		} else {
			reject?.();
		}
	});
}

function startProcess(
	start: Start,
	pty: NodePty | undefined,
	terminal: TerminalRequest | undefined,
	channel: ServerChannel,
): StartedProcess {
	return pty === undefined || terminal === undefined
		? startPlain(start, channel)
		: startInTerminal(pty, start, terminal, channel);
}

/** What may be said before and beside the process: variables, a terminal and its size, signals. */
function listenForTerms(session: Session, rules: SessionRules, progress: Progress): void {
	session.on('env', (accept, reject, {key, val}) => {
		if (answer(SETTABLE.test(key), accept, reject)) {
			progress.env[key] = val;
		}
	});
	session.on('pty', (accept, reject, {term, cols, rows}) => {
		if (answer(rules.hasShell && rules.pty !== undefined, accept, reject)) {
			progress.terminal = {term: term ?? 'xterm-256color', columns: cols || 80, rows: rows || 24};
		}
	});
	session.on('window-change', (accept, reject, {cols, rows}) => {
		if (answer(progress.running !== undefined, accept, reject)) {
			progress.running?.resize(cols, rows);
		}
	});
	session.on('signal', (accept, reject, {name}) => {
		const signal = `SIG${name}`;
		if (isSignal(signal) && answer(progress.running !== undefined, accept, reject)) {
			progress.running?.signal(signal);
		}
	});
}

/** Answers a request where the client wants an answer (ssh2 gives no functions where it does not); says what was said. */
function answer(isGranted: boolean, accept: (() => void) | undefined, reject: (() => void) | undefined): boolean {
	(isGranted ? accept : reject)?.();
	return isGranted;
}

function isSignal(name: string): name is NodeJS.Signals {
	return Object.hasOwn(constants.signals, name);
}
