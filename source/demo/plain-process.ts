import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';
import type {ServerChannel} from 'ssh2';
import {type Start, type StartedProcess, signalGroup} from './started-process.js';

/**
 * Runs a command line in a process group of its own, its streams on the channel. As sshd does it: the exit status is told
 * when the process is over, and the channel closes when nobody holds its output any more.
 */
export function startPlain(start: Start, channel: ServerChannel): StartedProcess {
	const child = spawn('/bin/sh', start.command === null ? ['-l'] : ['-c', start.command], {
		cwd: start.cwd,
		env: {...start.env},
		detached: true,
		stdio: 'pipe',
	});
	joinStreams(child, channel);
	const exited = new Promise<void>(resolve => {
		child.once('error', () => resolve());
		child.once('exit', () => resolve());
	});
	tellEnd(child, channel);
	const signal = (name: NodeJS.Signals) => {
		if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
			signalGroup(child.pid, name);
		}
	};
	return {signal, resize: () => undefined, exited};
}

function joinStreams(child: ChildProcessWithoutNullStreams, channel: ServerChannel): void {
	channel.pipe(child.stdin);
	child.stdout.pipe(channel, {end: false});
	child.stderr.pipe(channel.stderr, {end: false});
	// A program that does not read its input, or has left: its own affair.
	child.stdin.on('error', () => undefined);
	// Output for a reader who has left is thrown away, so that the program is not held up on its way out.
	channel.once('close', () => {
		child.stdout.resume();
		child.stderr.resume();
	});
}

function tellEnd(child: ChildProcessWithoutNullStreams, channel: ServerChannel): void {
	child.once('exit', (code, signal) => tellExit(channel, code, signal));
	child.once('close', () => channel.end());
	child.once('error', error => {
		channel.stderr.write(`${error.message}\n`);
		channel.exit(127);
		channel.end();
	});
}

/** The exit status on the channel: a code, or the signal's name without SIG (RFC 4254, section 6.10). */
export function tellExit(channel: ServerChannel, code: number | null, signal: string | null): void {
	if (signal === null) {
		channel.exit(code ?? 255);
	} else {
		channel.exit(signal.replace(/^SIG/, ''), false, '');
	}
}
