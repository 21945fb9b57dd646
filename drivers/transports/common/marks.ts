import {beginMark, endMark} from './script.js';

/** How much of what stood before the begin mark is kept, to be shown when there never is one. */
const NOISE_BYTES = 4096;

/** The longest exit code with its semicolon: `255;`. More than this after an end mark means that it was none of ours. */
const CODE_BYTES = 8;

/**
 * Cuts one stream of a remote program out of what the login shell printed around it. Pure: bytes in, bytes out.
 * Bytes that could be the start of an end mark are held back until it is clear; all others pass at once.
 */
export class MarkCutter {
	readonly #begin: Buffer;
	/** Null: all that follows the begin mark is the program's. */
	readonly #end: Buffer | null;
	#state: 'before' | 'within' | 'after' = 'before';
	#held: Buffer = Buffer.alloc(0);
	#noise = '';
	#code: number | null = null;

	constructor(token: string, hasEnd = true) {
		this.#begin = Buffer.from(beginMark(token));
		this.#end = hasEnd ? Buffer.from(endMark(token)) : null;
	}

	/** Whether the begin mark was seen. */
	get hasBegun(): boolean {
		return this.#state !== 'before';
	}

	/** Whether the end mark and the exit code behind it were seen. */
	get hasEnded(): boolean {
		return this.#code !== null;
	}

	/** The exit code behind the end mark; null until then. */
	get code(): number | null {
		return this.#code;
	}

	/** The end of what came before the begin mark. */
	get noise(): string {
		return this.#noise;
	}

	/** The program's own bytes in this chunk; empty where there are none. */
	feed(chunk: Buffer): Buffer {
		const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
		this.#held = Buffer.alloc(0);
		switch (this.#state) {
			case 'before':
				return this.#before(bytes);
			case 'within':
				return this.#within(bytes);
			case 'after':
				return this.#after(bytes);
		}
	}

	/** What was held back, when the stream is over without an end mark. */
	rest(): Buffer {
		const held = this.#state === 'within' ? this.#held : Buffer.alloc(0);
		this.#held = Buffer.alloc(0);
		return held;
	}

	#before(bytes: Buffer): Buffer {
		const at = bytes.indexOf(this.#begin);
		if (at === -1) {
			this.#hold(bytes, this.#begin);
			return Buffer.alloc(0);
		}

		this.#keepNoise(bytes.subarray(0, at));
		this.#state = 'within';
		return this.#within(bytes.subarray(at + this.#begin.length));
	}

	#hold(bytes: Buffer, mark: Buffer): void {
		const start = bytes.length - partialAtEnd(bytes, mark);
		this.#keepNoise(bytes.subarray(0, start));
		this.#held = bytes.subarray(start);
	}

	#keepNoise(bytes: Buffer): void {
		this.#noise = (this.#noise + bytes.toString('utf8')).slice(-NOISE_BYTES);
	}

	#within(bytes: Buffer): Buffer {
		if (this.#end === null) {
			return bytes;
		}

		const at = bytes.indexOf(this.#end);
		if (at === -1) {
			const start = bytes.length - partialAtEnd(bytes, this.#end);
			this.#held = bytes.subarray(start);
			return bytes.subarray(0, start);
		}

		this.#state = 'after';
		this.#after(bytes.subarray(at + this.#end.length));
		return bytes.subarray(0, at);
	}

	#after(bytes: Buffer): Buffer {
		if (this.#code === null) {
			const text = bytes.subarray(0, CODE_BYTES).toString('latin1');
			const code = /^(\d+);/.exec(text)?.[1];
			if (code !== undefined) {
				this.#code = Number(code);
			} else if (bytes.length < CODE_BYTES) {
				this.#held = bytes;
			}
		}

		return Buffer.alloc(0);
	}
}

/** How many bytes at the end could be the start of the mark. */
function partialAtEnd(bytes: Buffer, mark: Buffer): number {
	const first = mark[0] ?? 0;
	let at = bytes.indexOf(first, Math.max(0, bytes.length - mark.length + 1));
	while (at !== -1) {
		const length = bytes.length - at;
		if (bytes.compare(mark, 0, length, at) === 0) {
			return length;
		}

		at = bytes.indexOf(first, at + 1);
	}

	return 0;
}
