import {setTimeout as sleep} from 'node:timers/promises';
import type {Client, ClientChannel} from 'ssh2';
import {Fault} from '../../../source/core/fault.js';
import {cancelled, unlessAborted} from '../common/cancelled.js';
import type {FarProcess, ProcessEnd} from '../common/process.js';
import type {Breakers} from './forward.js';
import {hangUp} from './insides.js';
import {SessionSlots} from './session-slots.js';

/** Ask the server for a session; the callback gets the channel. */
type Open = (done: (error: Error | undefined, channel: ClientChannel) => void) => void;

/** A pause after a session was refused while none of ours was open: sshd may still be clearing the last one away. */
const REFUSED_PAUSE_MS = 100;
const REFUSED_ATTEMPTS = 20;

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

	/** Starts the login shell's line without a terminal. */
	async start(line: string, signal: AbortSignal): Promise<FarProcess> {
		return this.#processOf(await this.open(done => this.#client.exec(line, done), signal));
	}

	/** Opens a session once there is room for it. */
	async open(open: Open, signal: AbortSignal): Promise<ClientChannel> {
		for (let attempt = 1; ; attempt += 1) {
			const slot = await this.#slots.take(signal);
			try {
				const channel = await this.#opened(open);
				channel.once('close', () => slot.release());
				if (signal.aborted) {
					channel.resume();
					channel.close();
					throw cancelled(signal, `a session on ${this.#hop}`);
				}

				return channel;
			} catch (error) {
				const mayWait = isRefusal(error) && (this.#slots.refused() || attempt < REFUSED_ATTEMPTS);
				slot.release();
				if (!mayWait) {
					throw this.#faultFor(error);
				}

				await unlessAborted(sleep(REFUSED_PAUSE_MS), signal, `a session on ${this.#hop}`);
			}
		}
	}

	async #opened(open: Open): Promise<ClientChannel> {
		return new Promise((resolve, reject) => {
			open((error, channel) => (error === undefined ? resolve(channel) : reject(error)));
		});
	}

	#faultFor(error: unknown): Fault {
		const over = this.#fault();
		if (over !== undefined || error instanceof Fault) {
			return over ?? Fault.from(error);
		}

		const said = error instanceof Error ? error.message : String(error);
		return new Fault('remote', `${this.#hop} did not start a session: ${said}`, {
			hint: `try by hand: ssh ${this.#hop} true`,
			retry: 'later',
			facts: {hop: this.#hop, said},
			cause: error,
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

function closedEarly(hop: string): Fault {
	return new Fault('link', `${hop} closed the session before the program's end was told`, {
		retry: 'later',
		facts: {hop},
	});
}

/** A session channel that was not opened (RFC 4254, 5.1): ssh2 keeps the reason code on the error. */
function isRefusal(error: unknown): boolean {
	return error instanceof Error && 'reason' in error && typeof error.reason === 'number';
}
