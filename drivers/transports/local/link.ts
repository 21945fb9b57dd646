import {spawn} from 'node:child_process';
import {homedir} from 'node:os';
import {Fault} from '../../../source/core/fault.js';
import type {Hop, Link} from '../../../source/core/link.js';
import {commandsBy} from '../common/commands.js';
import {connectFromHere} from '../common/connect-from-here.js';
import type {FarProcess, ProcessEnd} from '../common/process.js';
import type {Shells} from '../common/run.js';
import {openTerminal} from './terminal.js';

/** A link to this machine. Its programs end with it, as they would with a connection. */
export function openLocal(hop: Hop): Link {
	const closed = Promise.withResolvers<Fault | null>();
	const closers = new Set<() => void>();
	let isClosed = false;

	const track = (close: () => void, ended: Promise<unknown>): void => {
		closers.add(close);
		void ended.finally(() => closers.delete(close));
	};
	const checkOpen = (): void => {
		if (isClosed) {
			throw new Fault('link', `the link to ${hop.name} is closed`, {retry: 'now', facts: {hop: hop.name}});
		}
	};
	const shells: Shells = {
		hop: hop.name,
		start: async line => {
			checkOpen();
			const shell = startShell(line);
			track(shell.kill, shell.ended);
			return shell;
		},
	};

	return {
		hop,
		...commandsBy(shells),
		async terminal(size, command) {
			checkOpen();
			const terminal = await openTerminal(hop.name, size, command);
			track(
				() => terminal.close(),
				terminal.exited.catch(() => {}),
			);
			return terminal;
		},
		async connect(endpoint, signal) {
			checkOpen();
			return connectFromHere(hop.name, endpoint, signal);
		},
		roundTripMs: null,
		closed: closed.promise,
		async close() {
			isClosed = true;
			for (const end of closers) {
				end();
			}

			closed.resolve(null);
		},
	};
}

function startShell(line: string): FarProcess {
	// A group of its own, so that a hang-up reaches what the shell started.
	const child = spawn('/bin/sh', ['-c', line], {cwd: homedir(), detached: true, stdio: 'pipe'});
	const ended = new Promise<ProcessEnd>(resolve => {
		child.once('error', error => {
			const fault = new Fault('remote', `/bin/sh could not be started: ${error.message}`, {cause: error});
			resolve({type: 'broken', fault});
		});
		child.once('close', (code, signal) => {
			resolve({type: 'exited', code, signal: signal?.replace(/^SIG/, '') ?? null});
		});
	});
	const letGo = (): void => {
		child.stdin.destroy();
		child.stdout.destroy();
		child.stderr.destroy();
	};
	return {
		stdin: child.stdin,
		stdout: child.stdout,
		stderr: child.stderr,
		ended,
		letGo,
		kill() {
			hangUp(child.pid);
			letGo();
		},
	};
}

function hangUp(pid: number | undefined): void {
	try {
		if (pid !== undefined) {
			process.kill(-pid, 'SIGHUP');
		}
	} catch {
		// ESRCH: the group is gone already, which is what was wanted.
	}
}
