import {Duplex, Readable} from 'node:stream';
import {str, u8, u32} from './wire.js';

/** The messages of RFC 4254, section 9. */
export const MESSAGE = {
	open: 90,
	opened: 91,
	refused: 92,
	adjust: 93,
	data: 94,
	extended: 95,
	eof: 96,
	close: 97,
	request: 98,
	success: 99,
	failure: 100,
} as const;

/** As OpenSSH's own: 2 MiB may be under way, in packets of up to 32 KiB. The master buffers no more than this for a channel. */
export const WINDOW_BYTES = 2 * 1024 * 1024;

/** The most bytes in one packet of a channel. */
export const PACKET_BYTES = 32 * 1024;

/** Credit is given back in pieces of this size: early, so that the far side does not wait for it. */
const GRANT_BYTES = WINDOW_BYTES / 4;

/** How the far program ended, where it was told. */
export type ExitStatus = {readonly code: number | null; readonly signal: string | null};

/** What a channel needs of the connection that it is on. */
export type ChannelPort = {
	/** Sends one message; false: wait for `whenDrained` before more. */
	send(message: Buffer, payload?: Uint8Array): boolean;
	whenDrained(): Promise<void>;
	/** The channel's number is free again. */
	forget(): void;
};

/** The far side's number for the channel, and what it takes. */
export type Remote = {readonly id: number; readonly windowBytes: number; readonly packetBytes: number};

/**
 * One channel of an SSH connection: a two-way stream with flow control of its own, and requests. Emits `freed` when the far side
 * has closed it: only then does a server stop to count it.
 */
export class Channel extends Duplex {
	/** The far program's standard error; a channel without one never has any. */
	readonly stderr: Readable;
	/** How the far program ended; null until it is told. */
	exit: ExitStatus | null = null;
	readonly #port: ChannelPort;
	readonly #remote: Remote;
	#window: number;
	#waiting: {bytes: Uint8Array; readonly done: () => void} | undefined;
	readonly #owed = {stdout: 0, stderr: 0};
	readonly #replies: ((isTaken: boolean) => void)[] = [];
	#isCloseSent = false;
	#isGone = false;

	/** `isSession`: it ends with the far side's close, behind which nothing is told, and not with its streams. */
	constructor(port: ChannelPort, remote: Remote, isSession: boolean) {
		super({allowHalfOpen: true, autoDestroy: !isSession});
		this.#port = port;
		this.#remote = remote;
		this.#window = remote.windowBytes;
		this.stderr = new Readable({read: () => this.#grant('stderr')});
	}

	/** Asks something of the far side (RFC 4254, 5.4); whether it was taken. False too when the channel is over. */
	async request(name: string, ...rest: readonly Buffer[]): Promise<boolean> {
		const reply = new Promise<boolean>(resolve => this.#replies.push(resolve));
		this.#send(MESSAGE.request, str(name), u8(1), ...rest);
		return reply;
	}

	/** Tells the far side something, and wants no answer. */
	tell(name: string, ...rest: readonly Buffer[]): void {
		this.#send(MESSAGE.request, str(name), u8(0), ...rest);
	}

	/** Bytes came. */
	received(bytes: Buffer, from: 'stdout' | 'stderr'): void {
		this.#owed[from] += bytes.length;
		const target = from === 'stdout' ? this : this.stderr;
		// Whoever is behind is granted nothing; reading on grants it.
		if (this.destroyed || target.push(bytes)) {
			this.#grant(from);
		}
	}

	/** The far side takes so many bytes more. */
	adjusted(bytes: number): void {
		this.#window += bytes;
		this.#pump();
	}

	/** The far side answered the oldest request. */
	replied(isTaken: boolean): void {
		this.#replies.shift()?.(isTaken);
	}

	/** The far side sends no more. */
	eofReceived(): void {
		if (!this.destroyed) {
			this.push(null);
			this.stderr.push(null);
		}
	}

	/** The far side closed the channel: what has come can still be read, what is still to be sent is dropped. */
	closeReceived(): void {
		this.#isGone = true;
		this.eofReceived();
		this.#sendClose();
		this.freed();
		for (const reply of this.#replies.splice(0)) {
			reply(false);
		}

		this.#waiting?.done();
		this.#waiting = undefined;
		this.end();
		if (this.readableEnded) {
			this.destroy();
		} else {
			this.once('end', () => this.destroy());
		}
	}

	/** The channel's number may be used again; the connection is over, or the far side has closed the channel. */
	freed(): void {
		this.#port.forget();
		this.emit('freed');
	}

	override _read(): void {
		this.#grant('stdout');
	}

	override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
		if (this.#isGone) {
			done();
			return;
		}

		this.#waiting = {bytes: chunk, done};
		this.#pump();
	}

	override _final(done: () => void): void {
		if (!this.#isGone) {
			this.#send(MESSAGE.eof);
		}

		done();
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		this.#sendClose();
		this.#waiting = undefined;
		this.stderr.push(null);
		for (const reply of this.#replies.splice(0)) {
			reply(false);
		}

		done(error);
	}

	#pump(): void {
		const waiting = this.#waiting;
		if (waiting === undefined) {
			return;
		}

		let isFree = true;
		while (waiting.bytes.length > 0 && this.#window > 0 && isFree) {
			const piece = waiting.bytes.subarray(0, Math.min(this.#window, this.#remote.packetBytes));
			waiting.bytes = waiting.bytes.subarray(piece.length);
			this.#window -= piece.length;
			isFree = this.#port.send(Buffer.concat([u8(MESSAGE.data), u32(this.#remote.id), u32(piece.length)]), piece);
		}

		if (waiting.bytes.length === 0 && isFree) {
			this.#waiting = undefined;
			waiting.done();
		} else if (!isFree) {
			void this.#port.whenDrained().then(() => this.#pump());
		}
	}

	#grant(from: 'stdout' | 'stderr'): void {
		if (this.#owed[from] >= GRANT_BYTES && !this.#isGone) {
			this.#send(MESSAGE.adjust, u32(this.#owed[from]));
			this.#owed[from] = 0;
		}
	}

	#sendClose(): void {
		if (!this.#isCloseSent) {
			this.#send(MESSAGE.close);
			this.#isCloseSent = true;
		}
	}

	#send(type: number, ...rest: readonly Buffer[]): void {
		if (!this.#isCloseSent) {
			this.#port.send(Buffer.concat([u8(type), u32(this.#remote.id), ...rest]));
		}
	}
}
