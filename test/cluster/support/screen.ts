import {randomUUID} from 'node:crypto';
import type {Home} from './home.js';
import {inHost} from './hosts.js';
import {until} from './until.js';

/** The screen of the program in a terminal of 80x24 on the laptop. */
export type Screen = {
	/** Waits until a line of the screen matches. */
	shows(pattern: RegExp): Promise<void>;
	press(...keys: readonly string[]): Promise<void>;
	/** Waits until the program ended by itself, with 0. */
	ends(): Promise<void>;
	close(): Promise<void>;
};

const ENDED = 'the screen ended with';

/** Opens the screen, in a tmux of its own. */
export async function openScreen(home: Home): Promise<Screen> {
	const socket = `hpctui-${randomUUID()}`;
	const tmux = (...words: readonly string[]): Promise<string> => inHost('laptop', ['tmux', '-L', socket, ...words]);
	const words = home.argv().slice(home.argv().indexOf('env'));
	// Once the program ended, its exit code stands on the screen for as long as anybody may want to read it.
	const lines = `${words.join(' ')}; echo ${ENDED} $?; exec sleep 600`;
	await tmux('-f', '/dev/null', 'new-session', '-d', '-x', '80', '-y', '24', lines);
	const shows: Screen['shows'] = async pattern => {
		let last = '';
		await until(`the screen shows ${pattern}`, async () => {
			last = await tmux('capture-pane', '-p');
			return last.split('\n').some(line => pattern.test(line));
		}).catch((error: unknown) => {
			throw new Error(`${error instanceof Error ? error.message : error}; it shows\n${last}`);
		});
	};

	return {
		shows,
		press: async (...keys) => {
			await tmux('send-keys', ...keys);
		},
		ends: () => shows(new RegExp(`^${ENDED} 0$`)),
		close: async () => {
			await tmux('kill-server');
		},
	};
}
