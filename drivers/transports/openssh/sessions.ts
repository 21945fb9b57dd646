import {Fault} from '../../../source/core/fault.js';
import type {FarProcess, ProcessEnd} from '../common/process.js';
import {closedEarly, openInSlot, SessionSlots} from '../common/session-slots.js';
import type {Channel} from './channel.js';
import {type Connection, OpenFailure} from './connection.js';
import {str} from './wire.js';

/** Opens session channels (RFC 4254, section 6), never more at once than the server takes. */
export class Sessions {
	readonly #connection: Connection;
	readonly #hop: string;
	/** Why the connection is over; undefined while it is not. */
	readonly #fault: () => Fault | undefined;
	readonly #slots = new SessionSlots();
	#roundTripMs: number | null = null;

	constructor(connection: Connection, hop: string, fault: () => Fault | undefined) {
		this.#connection = connection;
		this.#hop = hop;
		this.#fault = fault;
	}

	/** How long the server took to open the last session: it does so at once. */
	get roundTripMs(): number | null {
		return this.#roundTripMs;
	}

	/** See {@link SessionSlots.onCrowded}. */
	onCrowded(listener: () => void): () => void {
		return this.#slots.onCrowded(listener);
	}

	/** Starts the login shell's line without a terminal. */
	async start(line: string, signal: AbortSignal): Promise<FarProcess> {
		const channel = await this.open(signal);
		await this.ask(channel, 'exec', str(line));
		const ended = endOf(channel, () => this.#fault() ?? closedEarly(this.#hop));
		const letGo = (): void => {
			channel.destroy();
		};
		return {
			stdin: channel,
			stdout: channel,
			stderr: channel.stderr,
			ended,
			letGo,
			kill() {
				channel.tell('signal', str('HUP'));
				// The server answers only when the program is gone, which may take its time.
				channel.exit ??= {code: null, signal: 'HUP'};
				letGo();
			},
		};
	}

	/** Opens a session once there is room for it. */
	async open(signal: AbortSignal): Promise<Channel> {
		return openInSlot(this.#slots, {
			signal,
			hop: this.#hop,
			open: async () => {
				const askedAt = performance.now();
				const channel = await this.#connection.open('session');
				this.#roundTripMs = performance.now() - askedAt;
				return channel;
			},
			isRefusal: error => error instanceof OpenFailure,
			giveUp: channel => channel.destroy(),
			onClosed: (channel, release) => channel.once('freed', release),
			over: this.#fault,
		});
	}

	/** Has a session do something; a fault where the server does not. */
	async ask(channel: Channel, name: string, ...rest: readonly Buffer[]): Promise<void> {
		if (!(await channel.request(name, ...rest))) {
			channel.destroy();
			throw (
				this.#fault() ??
				new Fault('remote', `${this.#hop} refused a session’s request (${name})`, {
					hint: `try by hand: ssh ${this.#hop} true`,
					retry: 'later',
					facts: {hop: this.#hop},
				})
			);
		}
	}
}

/** How the program of a session ended, once its streams are read to their ends. `early`: nobody told how. */
export async function endOf(channel: Channel, early: () => Fault): Promise<ProcessEnd> {
	return new Promise(resolve => {
		channel.once('close', () => {
			resolve(channel.exit === null ? {type: 'broken', fault: early()} : {type: 'exited', ...channel.exit});
		});
	});
}
