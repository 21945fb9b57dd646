import {constants} from 'node:os';
import type {IPty} from 'node-pty';
import type {ServerChannel} from 'ssh2';
import {tellExit} from './plain-process.js';
import {type Start, type StartedProcess, signalGroup} from './started-process.js';

/** A terminal that a client asked for. */
export type TerminalRequest = {readonly term: string; readonly columns: number; readonly rows: number};

/** The module node-pty. */
export type NodePty = typeof import('node-pty');

/** node-pty, which is optional; undefined where it is not installed or was built for another Node. */
export async function loadPty(): Promise<NodePty | undefined> {
	return import('node-pty').catch(() => undefined);
}

/** Runs a command line, or a login shell, in a terminal whose far end is the channel. */
export function startInTerminal(
	pty: NodePty,
	start: Start,
	request: TerminalRequest,
	channel: ServerChannel,
): StartedProcess {
	const terminal = pty.spawn('/bin/sh', start.command === null ? ['-l'] : ['-c', start.command], {
		name: request.term,
		cols: request.columns,
		rows: request.rows,
		cwd: start.cwd,
		env: {...start.env, TERM: request.term},
		encoding: null,
	});
	let isOver = false;
	const exited = new Promise<void>(resolve => {
		terminal.onExit(({exitCode, signal}) => {
			isOver = true;
			tellExit(channel, exitCode, signalName(signal));
			channel.end();
			resolve();
		});
	});
	joinStreams(terminal, channel);
	const unlessOver = (act: () => void) => (isOver ? undefined : act());
	return {
		signal: name => unlessOver(() => signalGroup(terminal.pid, name)),
		resize: (columns, rows) => unlessOver(() => terminal.resize(Math.max(1, columns), Math.max(1, rows))),
		exited,
	};
}

function joinStreams(terminal: IPty, channel: ServerChannel): void {
	terminal.onData(bytes => {
		if (!channel.write(bytes)) {
			terminal.pause();
		}
	});
	channel.on('drain', () => terminal.resume());
	channel.on('data', (bytes: Buffer) => terminal.write(bytes));
	channel.once('close', () => terminal.resume());
}

function signalName(number: number | undefined): string | null {
	const entry = Object.entries(constants.signals).find(([, value]) => value === number);
	return entry?.[0] ?? null;
}
