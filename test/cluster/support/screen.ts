import {randomUUID} from 'node:crypto';
import type {Home} from './home.js';
import {inHost} from './hosts.js';
import {until} from './until.js';

/** The program in a terminal of 80x24 on the laptop. */
export type Screen = {
	/** Waits until a line of the screen matches, or so many lines. */
	shows(pattern: RegExp, options?: {readonly lines?: number; readonly timeoutMs?: number}): Promise<void>;
	/** What it shows now: lines of text, or with the colours (`escapes`). */
	text(escapes?: boolean): Promise<string>;
	/** Keys by tmux's names; what is none of them is typed. */
	press(...keys: readonly string[]): Promise<void>;
	/** Waits until the program ended by itself, with 0 unless another code is given. */
	ends(code?: number): Promise<void>;
	close(): Promise<void>;
};

const ENDED = 'the screen ended with';

/** Opens the screen, in a tmux of its own; with words, that command of the program instead. */
export async function openScreen(home: Home, ...command: readonly string[]): Promise<Screen> {
	const socket = `hpctui-${randomUUID()}`;
	const tmux = (...words: readonly string[]): Promise<string> => inHost('laptop', ['tmux', '-L', socket, ...words]);
	const words = home.argv(...command).slice(home.argv().indexOf('env'));
	// Once the program ended, its exit code stands on the screen for as long as anybody may want to read it.
	const lines = `${words.map(quoted).join(' ')}; echo ${ENDED} $?; exec sleep 600`;
	await tmux('-f', '/dev/null', 'new-session', '-d', '-x', '80', '-y', '24', lines);
	const shows: Screen['shows'] = async (pattern, {lines: count = 1, timeoutMs} = {}) => {
		let last = '';
		await until(
			`the screen shows ${pattern}`,
			async () => {
				last = await tmux('capture-pane', '-p');
				return last.split('\n').filter(line => pattern.test(line)).length >= count;
			},
			timeoutMs,
		).catch((error: unknown) => {
			throw new Error(`${error instanceof Error ? error.message : error}; it shows\n${last}`);
		});
	};

	return {
		shows,
		text: escapes => tmux('capture-pane', '-p', ...(escapes === true ? ['-e'] : [])),
		press: async (...keys) => {
			await tmux('send-keys', ...keys);
		},
		ends: (code = 0) => shows(new RegExp(`^${ENDED} ${code}$`)),
		close: async () => {
			await tmux('kill-server');
		},
	};
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
