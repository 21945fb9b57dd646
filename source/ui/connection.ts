import type {Client} from '../client/client.js';
import {Fault} from '../core/fault.js';
import type {Feed} from './feed.js';
import type {Store} from './store.js';
import {cleanDocument} from './text/clean.js';
import type {SwitchableWire} from './wire.js';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

export type ConnectionOptions = {
	readonly client: Client | Promise<Client>;
	/** Finds the daemon again, or starts it. Without it a broken connection stays broken, and says so. */
	readonly reconnect: (() => Promise<Client>) | undefined;
	readonly store: Store;
	readonly wire: SwitchableWire;
	readonly feed: Feed;
	readonly signal: AbortSignal;
	readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
};

/**
 * Keeps the screen connected until the signal: loads everything, waits for the connection's end, tells it, finds the
 * daemon again and loads anew. Rejects only when the very first connection fails.
 */
export async function keepConnected(options: ConnectionOptions): Promise<void> {
	const {store, wire, feed, signal} = options;
	let client: Client | null = await options.client;
	while (!signal.aborted && client !== null) {
		const ended = await whileOpen(client, signal, async open => {
			wire.connect(open);
			return followUntilEnd(open, feed, store);
		});
		wire.connect(null);
		client = await findAgain(ended, options);
	}
}

/** The connection is closed when the person leaves, so that it does not keep the process. */
async function whileOpen<Result>(client: Client, signal: AbortSignal, use: (client: Client) => Promise<Result>) {
	const close = () => client.close();
	signal.addEventListener('abort', close);
	try {
		return await use(client);
	} finally {
		signal.removeEventListener('abort', close);
		client.close();
	}
}

/** Answers why the connection ended. */
async function followUntilEnd(client: Client, feed: Feed, store: Store): Promise<Fault | null> {
	const loaded = feed.load().then(
		() => store.dispatch({type: 'connection-changed', connection: {type: 'up'}}),
		(error: unknown) => {
			client.close();
			throw error;
		},
	);
	const failed = loaded.then(
		() => null,
		(error: unknown) => Fault.from(error),
	);
	const closed = await client.closed;
	return (await failed) ?? closed;
}

async function findAgain(why: Fault | null, options: ConnectionOptions): Promise<Client | null> {
	const {store, reconnect, signal, sleep = pause} = options;
	let said = why?.message ?? 'it ended';
	for (let tries = 0; !signal.aborted; tries++) {
		store.dispatch({type: 'connection-changed', connection: {type: 'lost', why: cleanDocument(said), tries}});
		if (reconnect === undefined) {
			return null;
		}

		await sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries), signal);
		try {
			return signal.aborted ? null : await reconnect();
		} catch (error) {
			said = Fault.from(error).message;
		}
	}

	return null;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
	await new Promise<void>(resolve => {
		const timer = setTimeout(resolve, ms);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
