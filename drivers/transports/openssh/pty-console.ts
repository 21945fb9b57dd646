import {spawn} from 'node:child_process';
import {constants} from 'node:fs';
import {open} from 'node:fs/promises';
import {text} from 'node:stream/consumers';
import {type Console, type ConsoleOptions, launch, withoutFirstLine} from './console.js';
import {makePipes} from './pipes.js';
import {Prompter} from './prompter.js';

/** The package node-pty, which may be missing. */
export type Pty = typeof import('node-pty');

/** Starts a program at a terminal of node-pty, whose prompts and echo tell what is asked, and whether an answer is shown. */
export async function openPtyConsole(pty: Pty, options: ConsoleOptions): Promise<Console> {
	const terminal = Promise.withResolvers<string>();
	const errors = withoutFirstLine(terminal.resolve, options.onErrors);
	const pipes = await makePipes(options.base, errors);
	const child = pty.spawn('/bin/sh', launch(pipes, options.argv), {
		name: 'dumb',
		// Long lines must not be folded.
		cols: 1000,
		rows: 24,
		env: process.env,
	});
	void terminal.promise.then(() => pipes.started());
	let isOver = false;
	const exited = new Promise<void>(resolve => {
		child.onExit(() => {
			isOver = true;
			resolve();
		});
	});
	const prompter = new Prompter(
		text => child.write(text),
		async () => isEchoing(await terminal.promise),
		options.answer,
	);
	child.onData(text => prompter.feed(text));
	return {
		pid: child.pid,
		ended: exited.then(async () => {
			prompter.stop();
			await pipes.close();
		}),
		kill(signal) {
			// Its number may be another program's by now.
			if (!isOver) {
				child.kill(signal);
			}
		},
	};
}

/** Whether a terminal shows what is typed, as `stty` tells; where it cannot tell, what is typed is taken for secret. */
async function isEchoing(path: string): Promise<boolean> {
	const terminal = await open(path, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK).catch(() => null);
	if (terminal === null) {
		return false;
	}

	try {
		const stty = spawn('stty', ['-a'], {stdio: [terminal.fd, 'pipe', 'ignore']});
		stty.on('error', () => {});
		return stty.stdout !== null && / echo[ ;]/.test(await text(stty.stdout));
	} finally {
		await terminal.close();
	}
}
