import {Fault} from '../../../source/core/fault.js';

/** The data types of RFC 4251, section 5, as bytes; messages are these, one behind the other. */
export const u8 = (value: number): Buffer => Buffer.of(value);

/** An unsigned whole number of 32 bits, the highest byte first. */
export function u32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

/** A string: its length, then its bytes. */
export function str(value: string | Uint8Array): Buffer {
	const bytes = Buffer.from(value);
	return Buffer.concat([u32(bytes.length), bytes]);
}

/** Bytes with their length before them: how packets follow each other on the control socket. */
export const framed = (...parts: readonly Buffer[]): Buffer => str(Buffer.concat(parts));

/** Reads a message from its start. A message that is too short is a fault of kind `parse`. */
export class Reader {
	readonly #bytes: Buffer;
	#at = 0;

	constructor(bytes: Buffer) {
		this.#bytes = bytes;
	}

	u8(): number {
		return this.#take(1)[0] ?? 0;
	}

	u32(): number {
		return this.#take(4).readUInt32BE();
	}

	bytes(): Buffer {
		return this.#take(this.u32());
	}

	text(): string {
		return this.bytes().toString('utf8');
	}

	#take(length: number): Buffer {
		const end = this.#at + length;
		if (end > this.#bytes.length) {
			throw new Fault('parse', 'the control master sent a message that is cut short');
		}

		const taken = this.#bytes.subarray(this.#at, end);
		this.#at = end;
		return taken;
	}
}

/** More than any packet of SSH (RFC 4253, 6.1: 35000; OpenSSH takes 256 KiB): what is larger is no packet. */
const MOST_BYTES = 1024 * 1024;

/** Cuts a stream into its packets. Pure: bytes in, packets out. */
export class PacketCutter {
	#held: Buffer = Buffer.alloc(0);

	/** The packets that are whole with this chunk, without their lengths. */
	feed(chunk: Buffer): Buffer[] {
		let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
		const packets: Buffer[] = [];
		while (bytes.length >= 4) {
			const end = 4 + bytes.readUInt32BE();
			if (end > MOST_BYTES) {
				throw new Fault('parse', 'what answers at the control socket does not speak the protocol of OpenSSH');
			}

			if (bytes.length < end) {
				break;
			}

			packets.push(bytes.subarray(4, end));
			bytes = bytes.subarray(end);
		}

		this.#held = bytes;
		return packets;
	}
}
