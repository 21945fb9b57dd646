import type {Socket} from 'node:net';
import {Fault} from '../../../source/core/fault.js';
import {Channel, MESSAGE, PACKET_BYTES, WINDOW_BYTES} from './channel.js';
import {PacketCutter, Reader, str, u8, u32} from './wire.js';

/** A channel that the far side did not open: its reason code and words (RFC 4254, 5.1). */
export class OpenFailure extends Error {
	readonly reason: number;

	constructor(reason: number, description: string) {
		super(description);
		this.reason = reason;
	}
}

type Opening = {readonly isSession: boolean; resolve(channel: Channel): void; reject(error: Error): void};

/** The length of the padding: there is none. */
const NO_PADDING = u8(0);

const EXTENDED_STDERR = 1;

/**
 * The SSH connection protocol (RFC 4254) over a socket on which a control master passes its messages on. We only ever open
 * channels: what the far side would open, the master refuses.
 */
export class Connection {
	readonly #socket: Socket;
	readonly #onHeard: () => void;
	readonly #cutter = new PacketCutter();
	readonly #openings = new Map<number, Opening>();
	readonly #channels = new Map<number, Channel>();
	readonly #over = Promise.withResolvers<void>();
	#nextId = 0;
	#failures = 0;
	#why: Fault | undefined;
	#drained: PromiseWithResolvers<void> | undefined;

	/** `onHeard`: told whenever something came. */
	constructor(socket: Socket, onHeard: () => void) {
		this.#onHeard = onHeard;
		this.#socket = socket;
		socket.on('data', (chunk: Buffer) => {
			this.#onHeard();
			this.#read(chunk);
		});
		socket.on('drain', () => {
			this.#drained?.resolve();
			this.#drained = undefined;
		});
		socket.on('error', () => {});
		socket.once('close', () => this.#over.resolve());
		socket.resume();
	}

	/** Settles when the socket is closed, from whichever side. */
	get over(): Promise<void> {
		return this.#over.promise;
	}

	/** How many channels the far side did not open. */
	get failures(): number {
		return this.#failures;
	}

	/** Opens a channel; rejects with an {@link OpenFailure} where the far side says no, with `why` when the connection is over. */
	async open(type: string, ...rest: readonly Buffer[]): Promise<Channel> {
		if (this.#why !== undefined) {
			throw this.#why;
		}

		const id = this.#nextId;
		this.#nextId += 1;
		return new Promise((resolve, reject) => {
			this.#openings.set(id, {isSession: type === 'session', resolve, reject});
			this.#send(Buffer.concat([u8(MESSAGE.open), str(type), u32(id), u32(WINDOW_BYTES), u32(PACKET_BYTES), ...rest]));
		});
	}

	/** Puts a question that every server answers: a request that none knows, on any open channel; else a channel that none opens. */
	ask(): void {
		const [channel] = this.#channels.values();
		if (channel === undefined) {
			this.open('ping@hpctui').then(
				opened => opened.destroy(),
				() => {},
			);
		} else {
			void channel.request('ping@hpctui');
		}
	}

	/** Ends all channels and hangs up: each fails with the fault. */
	destroy(why: Fault): void {
		this.#why ??= why;
		this.#socket.destroy();
		for (const opening of this.#openings.values()) {
			opening.reject(why);
		}

		this.#openings.clear();
		for (const channel of [...this.#channels.values()]) {
			channel.destroy(why);
			channel.freed();
		}
	}

	#read(chunk: Buffer): void {
		try {
			for (const packet of this.#cutter.feed(chunk)) {
				this.#take(packet);
			}
		} catch (thrown) {
			this.destroy(Fault.from(thrown));
		}
	}

	#take(packet: Buffer): void {
		const message = new Reader(packet);
		message.u8();
		const type = message.u8();
		const id = message.u32();
		const opening = this.#openings.get(id);
		if (opening !== undefined) {
			this.#openings.delete(id);
			if (type === MESSAGE.opened) {
				this.#opened(id, message, opening);
			} else {
				this.#failures += 1;
				opening.reject(new OpenFailure(message.u32(), message.text()));
			}

			return;
		}

		const channel = this.#channels.get(id);
		if (channel !== undefined) {
			deliver(channel, type, message);
		}
	}

	#opened(id: number, message: Reader, opening: Opening): void {
		const remote = {id: message.u32(), windowBytes: message.u32(), packetBytes: message.u32()};
		const channel = new Channel(
			{
				send: (bytes, payload) => this.#send(bytes, payload),
				whenDrained: () => {
					this.#drained ??= Promise.withResolvers<void>();
					return this.#drained.promise;
				},
				forget: () => this.#channels.delete(id),
			},
			remote,
			opening.isSession,
		);
		// Who does not listen must not be brought down by its end.
		channel.on('error', () => {});
		this.#channels.set(id, channel);
		opening.resolve(channel);
	}

	/** False when the socket is full; as long as nobody asks for `whenDrained`, that is nobody's matter. */
	#send(message: Buffer, payload: Uint8Array = Buffer.alloc(0)): boolean {
		const length = u32(1 + message.length + payload.length);
		this.#socket.cork();
		this.#socket.write(Buffer.concat([length, NO_PADDING, message]));
		const isFree = payload.length === 0 || this.#socket.write(payload);
		process.nextTick(() => this.#socket.uncork());
		return isFree;
	}
}

/** One message of the far side to an open channel. */
function deliver(channel: Channel, type: number, message: Reader): void {
	switch (type) {
		case MESSAGE.data:
			channel.received(message.bytes(), 'stdout');
			break;
		case MESSAGE.extended:
			channel.received(message.u32() === EXTENDED_STDERR ? message.bytes() : Buffer.alloc(0), 'stderr');
			break;
		case MESSAGE.adjust:
			channel.adjusted(message.u32());
			break;
		case MESSAGE.eof:
			channel.eofReceived();
			break;
		case MESSAGE.close:
			channel.closeReceived();
			break;
		case MESSAGE.success:
		case MESSAGE.failure:
			channel.replied(type === MESSAGE.success);
			break;
		case MESSAGE.request:
			noteExit(channel, message);
			break;
	}
}

/** `exit-status` and `exit-signal` (RFC 4254, 6.10); all else that a server may ask is its own matter. */
function noteExit(channel: Channel, message: Reader): void {
	const name = message.text();
	message.u8();
	if (name === 'exit-status') {
		channel.exit = {code: message.u32(), signal: null};
	} else if (name === 'exit-signal') {
		channel.exit = {code: null, signal: message.text()};
	}
}
