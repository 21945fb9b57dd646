import type {Client} from '../client/client.js';
import {keepConnected} from './connection.js';
import {createFeed} from './feed.js';
import {createKeyboard, type Keyboard} from './keyboard.js';
import {createLogBuffer} from './log-buffer.js';
import {createLogFollower} from './log-follower.js';
import type {LogLines} from './log-search.js';
import {keepMemory, type MemoryPlace} from './memory-file.js';
import type {Outside} from './outside.js';
import {keepTime} from './pace.js';
import {initialState, type State} from './state.js';
import {createStore, type Store} from './store.js';
import {createUsageFollower} from './usage-follower.js';
import {watchState} from './watch.js';
import {createWire} from './wire.js';

/** What the runtime reaches outside, but for the daemon and the store, which are its own. */
export type Surroundings = Omit<Outside, 'wire' | 'store' | 'log'> & {
	readonly size: State['size'];
	readonly memory: MemoryPlace;
};

/** The screen without a terminal: the state, the keys, and all that keeps the state true. */
export type Runtime = {
	readonly store: Store;
	readonly keyboard: Keyboard;
	readonly log: LogLines;
	/** Keeps connected until the signal; rejects when the first connection fails. */
	connect(options: ConnectOptions): Promise<void>;
	close(): void;
};

/** The daemon that the screen begins with, and how it gets another. */
export type ConnectOptions = {
	readonly client: Client | Promise<Client>;
	readonly reconnect: (() => Promise<Client>) | undefined;
	readonly signal: AbortSignal;
};

/** Puts the parts of the screen together. */
export function createRuntime({size, memory, ...surroundings}: Surroundings): Runtime {
	const store = createStore(initialState(surroundings.now(), size, memory.read()));
	const wire = createWire();
	const log = createLogBuffer();
	const onChange = (isReading: boolean) =>
		store.dispatch({type: 'log-changed', first: log.first, end: log.end, isReading});
	const usage = createUsageFollower(wire, store);
	const follower = createLogFollower({wire, buffer: log, onChange});
	const feed = createFeed(wire, store, surroundings);
	const keyboard = createKeyboard({...surroundings, store, wire, log});
	const stops = [
		keepTime(store, surroundings.now),
		keepMemory(store, memory),
		watchState(store, {wire, usage, log: follower, sshConfig: surroundings.sshConfig}),
		feed.close,
		follower.close,
		usage.close,
	];
	return {
		store,
		keyboard,
		log,
		connect: options => keepConnected({...options, store, wire, feed}),
		close() {
			for (const stop of stops) {
				stop();
			}
		},
	};
}
