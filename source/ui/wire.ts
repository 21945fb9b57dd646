import type {Client} from '../client/client.js';
import {Fault} from '../core/fault.js';

/** The part of a client that the screen calls. It stays the same while the connection behind it is replaced. */
export type Wire = Pick<Client, 'call' | 'on'>;

/** A wire whose far end can be replaced. */
export type SwitchableWire = Wire & {
	/** From now on calls go to this client, and its notices come; null: there is none. */
	connect(client: Client | null): void;
};

type Listening = {readonly start: (client: Client) => () => void; stop: (() => void) | null};

/** A wire without a client yet. */
export function createWire(): SwitchableWire {
	let current: Client | null = null;
	const listening = new Set<Listening>();
	return {
		async call(name, input, signal) {
			if (current === null) {
				throw new Fault('daemon', 'the daemon is away', {hint: 'try again in a moment', retry: 'later'});
			}

			return current.call(name, input, signal);
		},
		on(name, listener) {
			const one: Listening = {start: client => client.on(name, listener), stop: null};
			one.stop = current === null ? null : one.start(current);
			listening.add(one);
			return () => {
				one.stop?.();
				listening.delete(one);
			};
		},
		connect(client) {
			current = client;
			for (const one of listening) {
				one.stop?.();
				one.stop = client === null ? null : one.start(client);
			}
		},
	};
}
