import {readFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {spawn} from 'node-pty';

/** Output that comes within this long belongs together. */
const QUIET_MS = 60;
/** What sysconf(_SC_CLK_TCK) says on Linux. */
const TICKS_A_SECOND = 100;

/** A program in a terminal of 80x24, and how soon it answers. */
export type Watched = {
	/** Waits until the program wrote these words, and then for a moment nothing. */
	shows(words: string): Promise<void>;
	/** From the key to the first output that holds these words; to the first of any kind where none are named. */
	pressMs(key: string, words?: string): Promise<number>;
	/** Bytes that the program writes until it is quiet. */
	bytesAfter(act: () => void): Promise<number>;
	/** The share of a core over so long. */
	cpuShare(ms: number): Promise<number>;
	write(text: string): void;
	close(): Promise<void>;
};

/** Starts a program in a terminal. */
export function watch([file = '', ...argv]: readonly string[], env: NodeJS.ProcessEnv): Watched {
	const terminal = spawn(file, argv, {cols: 80, rows: 24, env, encoding: null});
	let seen = '';
	let bytes = 0;
	let last = performance.now();
	let onOutput: () => void = () => {};
	terminal.onData(data => {
		const chunk = data as unknown as Buffer;
		seen = (seen + chunk.toString('latin1')).slice(-100_000);
		bytes += chunk.length;
		last = performance.now();
		onOutput();
	});
	const ended = new Promise<void>(resolve => terminal.onExit(() => resolve()));
	const next = () =>
		new Promise<void>(resolve => {
			onOutput = resolve;
		});
	const quiet = async (): Promise<void> => {
		while (performance.now() - last < QUIET_MS) {
			await pause(QUIET_MS / 3);
		}
	};
	const ticks = (): number => {
		const fields = readFileSync(`/proc/${terminal.pid}/stat`, 'utf8')
			.replace(/^.*\) /, '')
			.split(' ');
		return Number(fields[11]) + Number(fields[12]);
	};
	return {
		async shows(words) {
			while (!seen.includes(words)) {
				await next();
			}

			await quiet();
		},
		async pressMs(key, words = '') {
			seen = '';
			const begin = performance.now();
			terminal.write(key);
			do {
				await next();
			} while (!seen.includes(Buffer.from(words).toString('latin1')));

			return performance.now() - begin;
		},
		async bytesAfter(act) {
			const before = bytes;
			last = performance.now();
			act();
			await quiet();
			return bytes - before;
		},
		async cpuShare(ms) {
			const before = ticks();
			await pause(ms);
			return (ticks() - before) / TICKS_A_SECOND / (ms / 1000);
		},
		write: text => terminal.write(text),
		async close() {
			terminal.kill('SIGTERM');
			await ended;
		},
	};
}
