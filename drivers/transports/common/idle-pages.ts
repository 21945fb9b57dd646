import type {Duplex} from 'node:stream';

/**
 * How long a connection that is done with its last answer has to be silent before it is given up for another one, by what it speaks. A
 * browser keeps its connections for minutes, in case it asks once more, and asks anew where one was closed. A WebSocket is opened
 * again as well, but a page notices; what is inside TLS may be either. Others would not come back: they are left alone.
 */
const IDLE_MS = {unused: 1000, http: 1000, tls: 10_000, websocket: 20_000, other: Number.POSITIVE_INFINITY} as const;

type Speech = keyof typeof IDLE_MS;

const REQUEST_LINE = /^[A-Z]+ \S+ HTTP\/1\.[01]\r\n/;
const UPGRADE = /\r\nupgrade: *websocket\r\n/i;
/** The type of a TLS record that begins a handshake (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 0x16;

/** What a connection speaks, by the first bytes of its client. */
export function speechOf(bytes: Uint8Array): Speech {
	const text = Buffer.from(bytes).toString('latin1');
	if (REQUEST_LINE.test(text)) {
		return UPGRADE.test(text) ? 'websocket' : 'http';
	}

	return bytes[0] === TLS_HANDSHAKE ? 'tls' : 'other';
}

/** One connection, as the bytes tell it that pass. */
export class PageConnection {
	readonly #now: () => number;
	#speech: Speech = 'unused';
	#isAnswered = true;
	#lastAt: number;

	constructor(now: () => number) {
		this.#now = now;
		this.#lastAt = now();
	}

	sent(bytes: Uint8Array): void {
		const isFirst = this.#speech === 'unused';
		// A connection of pages may be made a WebSocket by any of its requests.
		if (isFirst || (this.#speech === 'http' && speechOf(bytes) === 'websocket')) {
			this.#speech = speechOf(bytes);
		}

		this.#isAnswered = false;
		this.#lastAt = this.#now();
	}

	received(): void {
		this.#speech = this.#speech === 'unused' ? 'other' : this.#speech;
		this.#isAnswered = true;
		this.#lastAt = this.#now();
	}

	/** For how many milliseconds it could have been given up; negative: not yet, or never. */
	get spareMs(): number {
		return this.#isAnswered ? this.#now() - this.#lastAt - IDLE_MS[this.#speech] : -1;
	}
}

/** The open connections of a host that has room for few. */
export class IdlePages {
	readonly #open = new Map<PageConnection, Duplex>();

	add(connection: PageConnection, stream: Duplex): void {
		this.#open.set(connection, stream);
		stream.once('close', () => this.#open.delete(connection));
	}

	/** Closes the one that is spared most easily, if there is any. */
	giveUpOne(): void {
		const [first] = [...this.#open].sort(([one], [other]) => other.spareMs - one.spareMs);
		if (first !== undefined && first[0].spareMs >= 0) {
			this.#open.delete(first[0]);
			first[1].destroy();
		}
	}
}
