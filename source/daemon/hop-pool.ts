import {Fault} from '../core/fault.js';
import type {Asker, Hop, Link, Transport} from '../core/link.js';

/** A link that is shared: whoever took it gives it back, and the last one closes it. */
export type SharedLink = {readonly link: Link; release(): void};

/** Opens hops once each, however many clusters lie behind them: centres block accounts that open many connections. */
export type HopPool = {
	take(request: HopRequest, signal: AbortSignal): Promise<SharedLink>;
	/** Tells of each hop that was logged in to, by whomever: who was refused there may try again. The returned function ends it. */
	onLogin(listener: (hop: Hop) => void): () => void;
	/** How many times a host was logged in to since the start. */
	readonly authentications: number;
};

/** Which hop is wanted, over which one, and who is asked and told meanwhile. */
export type HopRequest = {
	readonly transport: Transport;
	readonly hop: Hop;
	readonly over: SharedLink | undefined;
	readonly ask: Asker;
	readonly note: (line: string) => void;
	/** Told when a login is really made, not when an open connection is shared. */
	readonly onAuthenticated: () => void;
};

type Entry = {readonly opening: Promise<Link>; users: number; readonly giveUp: AbortController};

/** Makes an empty pool. */
export function createHopPool(): HopPool {
	const entries = new Map<string, Entry>();
	const chains = new WeakMap<Link, string>();
	const listeners = new Set<(hop: Hop) => void>();
	let authentications = 0;
	return {
		async take(request, signal) {
			const key = `${request.over === undefined ? '' : (chains.get(request.over.link) ?? '')}>${keyOf(request)}`;
			const entry = entries.get(key) ?? begin(key, request);
			entry.users += 1;
			const release = once(() => leave(key, entry));
			try {
				const link = await unlessAborted(entry.opening, signal);
				return {link, release};
			} catch (error) {
				release();
				throw error;
			}
		},
		onLogin(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		get authentications() {
			return authentications;
		},
	};

	function begin(key: string, request: HopRequest): Entry {
		const giveUp = new AbortController();
		const {hop, over, ask, note} = request;
		const opening = request.transport.open({hop, over: over?.link, ask, note}, giveUp.signal);
		const entry: Entry = {opening, users: 0, giveUp};
		entries.set(key, entry);
		const drop = () => {
			if (entries.get(key) === entry) {
				entries.delete(key);
			}
		};
		opening.then(link => {
			authentications += 1;
			request.onAuthenticated();
			chains.set(link, key);
			for (const tell of listeners) {
				tell(hop);
			}

			void link.closed.then(drop);
		}, drop);
		return entry;
	}

	function leave(key: string, entry: Entry): void {
		entry.users -= 1;
		if (entry.users > 0) {
			return;
		}

		if (entries.get(key) === entry) {
			entries.delete(key);
		}

		entry.giveUp.abort(new Fault('cancelled', 'nobody wants this connection any more'));
		entry.opening.then(
			link => void link.close(),
			() => undefined,
		);
	}
}

/** What makes two hops the same connection: who logs in where and how, and by which files the host is trusted. */
function keyOf({transport, hop}: HopRequest): string {
	const {user, host, port, identities, agent, proxyCommand, join} = hop;
	const trust = [hop.knownHostsFiles, hop.hostKeyAlias, hop.strictHostKeyChecking];
	return JSON.stringify([transport.name, user, host, port, identities, agent, proxyCommand, join, ...trust]);
}

function once(action: () => void): () => void {
	let isDone = false;
	return () => {
		if (!isDone) {
			isDone = true;
			action();
		}
	};
}

async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
	signal.throwIfAborted();
	const {promise: aborted, reject} = Promise.withResolvers<never>();
	const onAbort = () => reject(signal.reason);
	signal.addEventListener('abort', onAbort, {once: true});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}
