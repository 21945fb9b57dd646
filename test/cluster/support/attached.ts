import {randomUUID} from 'node:crypto';
import type {Home} from './home.js';
import {inHost} from './hosts.js';
import {until} from './until.js';

/** `hpctui attach` in a terminal of 80x24 on the laptop. */
export type Attached = {
	/** What a person sees. */
	picture(): Promise<readonly string[]>;
	/** What stands on the window and above it. */
	all(): Promise<readonly string[]>;
	/** Waits until a line of it matches. */
	shows(pattern: RegExp, timeoutMs?: number): Promise<void>;
	/** tmux's names of keys. */
	press(...keys: readonly string[]): Promise<void>;
	/** Types text as it stands. */
	type(text: string): Promise<void>;
	/** Makes the window another. */
	resize(columns: number, rows: number): Promise<void>;
	/** Takes the terminal away under it. */
	close(): Promise<void>;
};

/** Attaches, in a tmux of its own. */
export async function attach(home: Home, ...words: readonly string[]): Promise<Attached> {
	return attachWith(home, [], ...words);
}

/** The same, with further settings of the environment (`NAME=value`). */
export async function attachWith(
	home: Home,
	settings: readonly string[],
	...words: readonly string[]
): Promise<Attached> {
	const socket = `hpctui-${randomUUID()}`;
	const tmux = (...args: readonly string[]): Promise<string> => inHost('laptop', ['tmux', '-L', socket, ...args]);
	const argv = home.argv('attach', ...words);
	const line = `env ${[...settings, ...argv.slice(argv.indexOf('env'))].join(' ')}; echo "attach ended with $?"; exec sleep 600`;
	const keeping = ['start-server', ';', 'set-option', '-g', 'history-limit', '20000', ';'];
	await tmux('-f', '/dev/null', ...keeping, 'new-session', '-d', '-x', '80', '-y', '24', line);
	const picture = async (): Promise<readonly string[]> => (await tmux('capture-pane', '-p')).split('\n');
	return {
		picture,
		all: async () => (await tmux('capture-pane', '-p', '-S', '-')).split('\n'),
		async shows(pattern, timeoutMs) {
			let last: readonly string[] = [];
			await until(
				`the terminal shows ${pattern}`,
				async () => {
					last = await picture();
					return last.some(each => pattern.test(each));
				},
				timeoutMs,
			).catch((error: unknown) => {
				throw new Error(`${error instanceof Error ? error.message : error}; it shows\n${last.join('\n')}`);
			});
		},
		press: async (...keys) => {
			await tmux('send-keys', ...keys);
		},
		type: async text => {
			await tmux('send-keys', '-l', text);
		},
		resize: async (columns, rows) => {
			await tmux('resize-window', '-x', String(columns), '-y', String(rows));
		},
		close: async () => {
			await tmux('kill-server').catch(() => undefined);
		},
	};
}
