import {execFile} from 'node:child_process';
import {closeSync, constants, openSync, writeSync} from 'node:fs';
import {rm} from 'node:fs/promises';
import {Socket} from 'node:net';
import {promisify} from 'node:util';

/** Two named pipes between this process and a program that it starts. */
export type Pipes = {
	readonly errorsPath: string;
	readonly lifePath: string;
	/** The program was started and has its end of the pipe: ours is closed, so that its end is told. */
	started(): void;
	/** Waits until all that was written has been heard, closes both, and removes what lies at the base and beside it. */
	close(): Promise<void>;
};

/** What a program left behind in the pipe is waited for no longer than this: a child of its own may hold it open. */
const LAST_WORDS_MS = 300;

/**
 * Makes the pipe that brings the program's standard error, and the one that tells it that this process lives: it has a writer for as
 * long as we do.
 */
export async function makePipes(base: string, onErrors: (text: string) => void): Promise<Pipes> {
	const [errorsPath, lifePath] = [`${base}.errors`, `${base}.life`];
	await promisify(execFile)('mkfifo', ['-m', '600', errorsPath, lifePath]);
	const errors = openSync(errorsPath, constants.O_RDONLY | constants.O_NONBLOCK);
	// Until the program has opened it: a pipe that nobody writes to is at its end.
	let writer: number | undefined = openSync(errorsPath, constants.O_WRONLY | constants.O_NONBLOCK);
	const life = openSync(lifePath, constants.O_RDWR | constants.O_NONBLOCK);
	const socket = new Socket({fd: errors, readable: true, writable: false});
	const ended = Promise.withResolvers<void>();
	socket.setEncoding('utf8');
	socket.on('data', onErrors as (chunk: Buffer | string) => void);
	socket.on('error', () => {}).once('close', () => ended.resolve());
	const started = (): void => {
		if (writer !== undefined) {
			closeSync(writer);
			writer = undefined;
		}
	};
	return {
		errorsPath,
		lifePath,
		started,
		async close() {
			started();
			const timer = setTimeout(() => socket.destroy(), LAST_WORDS_MS);
			await ended.promise;
			clearTimeout(timer);
			// A line instead of the end: the watcher must not look for a program of this id, which may be another by now.
			writeSync(life, 'over\n');
			closeSync(life);
			// The program's own socket too: ended between two of its steps, ssh leaves it behind.
			await Promise.all([errorsPath, lifePath, base].map(path => rm(path, {force: true})));
		},
	};
}
