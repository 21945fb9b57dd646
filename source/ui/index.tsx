import type {Client} from '../client/client.js';
import {copyText} from '../client/clipboard.js';
import {Fault} from '../core/fault.js';
import type {Paths} from '../wire/paths.js';
import {openInBrowser} from './browser.js';
import {keepConnected} from './connection.js';
import type {Outside} from './effects.js';
import {createFeed} from './feed.js';
import {createKeyboard} from './keyboard.js';
import {loadInk} from './load-ink.js';
import {createLogBuffer} from './log-buffer.js';
import {createLogFollower} from './log-follower.js';
import type {TerminalControl} from './mount.js';
import {keepTime} from './pace.js';
import {initialState} from './state.js';
import {createStore} from './store.js';
import {guardTerminal} from './terminal.js';
import {themeFrom} from './theme.js';
import {watchState} from './watch.js';
import {createWire} from './wire.js';

/** What the screen is given. */
export type ScreenOptions = {
	/** A connection that may answer questions (`canAnswer`). A promise of one lets the first frame come before it. */
	readonly client: Client | Promise<Client>;
	/** Finds the daemon again when the connection broke. */
	readonly reconnect?: () => Promise<Client>;
	readonly env: NodeJS.ProcessEnv;
	readonly paths?: Paths;
	readonly platform?: NodeJS.Platform;
	readonly stdout?: NodeJS.WriteStream;
	readonly stdin?: NodeJS.ReadStream;
	readonly now?: () => number;
};

/**
 * Shows the screen until the person leaves; sessions stay. Rejects when there is no terminal, when the daemon cannot be
 * reached at the start, and with `cancelled` when a signal ended it. The terminal is left as it was found in every case.
 */
export async function runScreen(options: ScreenOptions): Promise<void> {
	const {env, stdout = process.stdout, stdin = process.stdin, platform = process.platform, now = Date.now} = options;
	if (!stdout.isTTY || !stdin.isTTY) {
		throw new Fault('usage', 'the screen needs a terminal', {hint: 'hpctui ls shows the sessions without one'});
	}

	const {mount} = await loadInk();
	const theme = themeFrom(env);
	const store = createStore(initialState(now(), {columns: stdout.columns || 80, rows: stdout.rows || 24}));
	const wire = createWire();
	const buffer = createLogBuffer();
	const leaving = new AbortController();
	let control: TerminalControl | undefined;
	const outside: Outside = {
		wire,
		store,
		theme,
		now,
		copy: text => copyText(text, {env, terminal: stdout}),
		browse: url => openInBrowser(url, env, platform),
		suspend: () => control?.handOver(suspendProcess),
		redraw: () => control?.handOver(async () => undefined),
		leave: () => leaving.abort(),
	};
	const onChange = () => store.dispatch({type: 'log-changed', first: buffer.first, end: buffer.end});
	const follower = createLogFollower({wire, buffer, onChange});
	const feed = createFeed(wire, store);
	const screen = mount({
		store,
		keyboard: createKeyboard(outside),
		theme,
		log: buffer,
		stdout,
		stdin,
		onReady(given) {
			control = given;
		},
	});
	const guard = guardTerminal(stdout, stdin, {
		onSignal: signal => leaving.abort(new Fault('cancelled', `ended by ${signal}`)),
		unmount: () => screen.unmount(),
	});
	const stops = [keepTime(store, now), watchState(store, wire, follower), feed.close, follower.close];
	try {
		const {signal} = leaving;
		const connected = keepConnected({...options, reconnect: options.reconnect, store, wire, feed, signal});
		await Promise.race([ended(signal), screen.ended, connected.then(() => ended(signal))]);
	} finally {
		leaving.abort();
		for (const stop of stops) {
			stop();
		}

		screen.unmount();
		guard.release();
	}
}

/** Resolves when the person leaves, rejects when a signal made it so. */
async function ended(signal: AbortSignal): Promise<void> {
	if (!signal.aborted) {
		await new Promise(resolve => signal.addEventListener('abort', resolve, {once: true}));
	}

	if (signal.reason instanceof Fault) {
		throw signal.reason;
	}
}

/** Stops this process as C-z does. It goes on here when the shell continues it, or at once where nobody can stop it. */
async function suspendProcess(): Promise<void> {
	process.kill(process.pid, 'SIGTSTP');
	await new Promise(resolve => setTimeout(resolve, 50));
}
