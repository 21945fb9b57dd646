import {execFile} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {eventually} from '../demo/eventually.js';

/** A terminal that a person could sit at: tmux keeps its screen, so that what it shows can be read. */
export type Terminal = {
	/** What stands on the screen, one string a row. */
	rows(): Promise<readonly string[]>;
	/** Presses keys by tmux's names (`Escape`, `Enter`, `C-c`) one after another. */
	press(...keys: readonly string[]): Promise<void>;
	resize(columns: number, rows: number): Promise<void>;
	/** Waits until the words are on the screen. */
	shows(words: string | RegExp): Promise<void>;
	/** Waits until they are gone. */
	hides(words: string | RegExp): Promise<void>;
	/** Whether a program has taken the alternate screen, hidden the cursor, or asked for the mouse. */
	modes(): Promise<{readonly isAlternate: boolean; readonly hasCursor: boolean; readonly hasMouse: boolean}>;
	/** Keeps the bytes that programs write from now on in a file. */
	keepBytes(file: string): Promise<void>;
	/** What stands on the screen and above it. */
	all(): Promise<string>;
	/** The process that runs in it. */
	pid(): Promise<number>;
	close(): Promise<void>;
};

/** Opens a terminal of this size that runs a shell command. */
export async function openTerminal(
	command: string,
	env: NodeJS.ProcessEnv,
	size: {readonly columns: number; readonly rows: number} = {columns: 80, rows: 24},
): Promise<Terminal> {
	const socket = `hpctui-${randomUUID().slice(0, 8)}`;
	const tmux = async (...argv: readonly string[]) => runTmux(socket, argv, env);
	await tmux('new-session', '-d', '-x', String(size.columns), '-y', String(size.rows), command);
	await tmux('set-option', '-g', 'remain-on-exit', 'on');
	const text = async () => tmux('capture-pane', '-p');
	const screen = () => eventually(text);
	const ask = async (format: string) => (await tmux('display-message', '-p', format)).trim();
	return {
		rows: async () => (await text()).split('\n').slice(0, size.rows),
		press: async (...keys) => {
			for (const key of keys) {
				await tmux('send-keys', key);
			}
		},
		resize: async (columns, rows) => {
			await tmux('resize-window', '-x', String(columns), '-y', String(rows));
		},
		shows: async words => screen().toMatch(words),
		hides: async words => screen().not.toMatch(words),
		modes: async () => {
			const [alternate, cursor, mouse] = (await ask('#{alternate_on} #{cursor_flag} #{mouse_any_flag}')).split(' ');
			return {isAlternate: alternate === '1', hasCursor: cursor === '1', hasMouse: mouse === '1'};
		},
		keepBytes: async file => {
			await tmux('pipe-pane', `cat > '${file}'`);
		},
		all: async () => tmux('capture-pane', '-p', '-J', '-S', '-'),
		pid: async () => Number(await ask('#{pane_pid}')),
		close: async () => {
			await tmux('kill-server').catch(() => undefined);
		},
	};
}

async function runTmux(socket: string, argv: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
	// TMUX: this may itself be run in one.
	const {TMUX: _outer, ...rest} = env;
	return new Promise((resolve, reject) => {
		execFile(
			'tmux',
			['-L', socket, '-f', '/dev/null', ...argv],
			{env: {...rest, TERM: 'xterm-256color'}},
			(error, stdout) => (error === null ? resolve(stdout) : reject(error)),
		);
	});
}
