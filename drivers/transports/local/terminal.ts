import {homedir, userInfo} from 'node:os';
import {PassThrough} from 'node:stream';
import type {Command, Outcome} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import type {Terminal} from '../../../source/core/link.js';
import {terminalLine} from '../common/script.js';

/**
 * A pseudo-terminal on this machine, by node-pty. On Linux that is compiled when it is installed, so it may be missing.
 */
export async function openTerminal(
	hop: string,
	size: {columns: number; rows: number},
	command: Command | undefined,
): Promise<Terminal> {
	const {spawn} = await import('node-pty').catch((thrown: unknown) => {
		throw new Fault('unsupported', 'a terminal on this machine needs the optional package node-pty', {
			hint: 'install a C++ compiler, make and python3, then: npm rebuild node-pty',
			retry: 'after-user',
			facts: {hop},
			cause: thrown,
		});
	});
	const [file, argv] =
		command === undefined
			? [process.env.SHELL ?? userInfo().shell ?? '/bin/sh', ['-l']]
			: ['/bin/sh', ['-c', terminalLine(command)]];
	const pty = spawn(file, argv, {name: 'xterm-256color', cols: size.columns, rows: size.rows, cwd: homedir()});

	const output = new PassThrough();
	const exited = Promise.withResolvers<Outcome>();
	pty.onData(text => {
		output.write(text);
	});
	pty.onExit(({exitCode, signal}) => {
		output.end();
		const isSignalled = signal !== undefined && signal !== 0;
		exited.resolve({
			code: isSignalled ? null : exitCode,
			signal: isSignalled ? String(signal) : null,
			stdout: new Uint8Array(0),
			stderr: new Uint8Array(0),
		});
	});
	return {
		output,
		write: bytes => pty.write(typeof bytes === 'string' ? bytes : Buffer.from(bytes)),
		resize: (columns, rows) => pty.resize(columns, rows),
		exited: exited.promise,
		close: () => pty.kill('SIGHUP'),
	};
}
