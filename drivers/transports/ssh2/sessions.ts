import type {Client, ClientChannel} from 'ssh2';
import type {Fault} from '../../../source/core/fault.js';
import type {FarProcess, ProcessEnd} from '../common/process.js';
import {closedEarly, openInSlot, SessionSlots} from '../common/session-slots.js';
import type {Breakers} from './forward.js';
import {hangUp} from './insides.js';

/** Ask the server for a session; the callback gets the channel. */
type Open = (done: (error: Error | undefined, channel: ClientChannel) => void) => void;

/** Opens session channels on one connection, never more at once than the server takes. */
export class Sessions {
	readonly #client: Client;
	readonly #hop: string;
	/** Why the connection is over; undefined while it is not. */
	readonly #fault: () => Fault | undefined;
	readonly #slots = new SessionSlots();
	readonly #breakers: Breakers;

	constructor(client: Client, hop: string, fault: () => Fault | undefined, breakers: Breakers) {
		this.#client = client;
		this.#hop = hop;
		this.#fault = fault;
		this.#breakers = breakers;
	}

	/** See {@link SessionSlots.onCrowded}. */
	onCrowded(listener: () => void): () => void {
		return this.#slots.onCrowded(listener);
	}

	/** Starts the login shell's line without a terminal. */
	async start(line: string, signal: AbortSignal): Promise<FarProcess> {
		return this.#processOf(await this.open(done => this.#client.exec(line, done), signal));
	}

	/** Opens a session once there is room for it. */
	async open(open: Open, signal: AbortSignal): Promise<ClientChannel> {
		return openInSlot(this.#slots, {
			hop: this.#hop,
			signal,
			open: () => this.#opened(open),
			isRefusal,
			onClosed: (channel, release) => channel.once('close', release),
			giveUp(channel) {
				channel.resume();
				channel.close();
			},
			over: this.#fault,
		});
	}

	async #opened(open: Open): Promise<ClientChannel> {
		return new Promise((resolve, reject) => {
			open((error, channel) => (error === undefined ? resolve(channel) : reject(error)));
		});
	}

	#processOf(channel: ClientChannel): FarProcess {
		const ended = Promise.withResolvers<ProcessEnd>();
		// At once, not only when all that was read is consumed, as ssh2 would.
		const fail = (fault: Fault): void => ended.resolve({type: 'broken', fault});
		this.#breakers.add(fail);
		channel.once('close', (code?: number | null, signal?: string) => {
			this.#breakers.delete(fail);
			if (code === undefined) {
				ended.resolve({type: 'broken', fault: this.#fault() ?? closedEarly(this.#hop)});
			} else {
				ended.resolve({type: 'exited', code, signal: signal?.replace(/^SIG/, '') ?? null});
			}
		});
		// A far shell that goes away while we write to it is told by the end of the channel.
		channel.on('error', () => {});
		const letGo = (): void => {
			channel.close();
			channel.resume();
			channel.stderr.resume();
		};
		return {
			stdin: channel,
			stdout: channel,
			stderr: channel.stderr,
			ended: ended.promise,
			letGo,
			kill: () => {
				hangUp(this.#client, channel);
				letGo();
				// The server answers only when the program is gone, which may take its time.
				ended.resolve({type: 'exited', code: null, signal: 'HUP'});
			},
		};
	}
}

/** A session channel that was not opened (RFC 4254, 5.1): ssh2 keeps the reason code on the error. */
function isRefusal(error: unknown): boolean {
	return error instanceof Error && 'reason' in error && typeof error.reason === 'number';
}
