import type {Fault} from '../core/fault.js';
import type {CallName, Calls, NoticeName, Notices, Welcome} from '../wire/calls.js';

/** A connection to the daemon. What the screen and the commands use; nothing else speaks to the socket. */
export type Client = {
	readonly welcome: Welcome;
	/** Rejects with the daemon's Fault, or with one of kind `daemon` when the connection broke. */
	call<Name extends CallName>(name: Name, input: Calls[Name]['in'], signal?: AbortSignal): Promise<Calls[Name]['out']>;
	/** Listens; the returned function stops it. */
	on<Name extends NoticeName>(name: Name, listener: (notice: Notices[Name]) => void): () => void;
	/** Listens to the bytes of a channel, from the first on, however late one begins; the returned function stops it. */
	onBytes(channel: number, listener: (bytes: Uint8Array) => void): () => void;
	/** Bytes into a channel. False: the daemon does not read as fast as it is told. */
	sendBytes(channel: number, bytes: Uint8Array): boolean;
	/** Settles once: null after `close()`, else why. */
	readonly closed: Promise<Fault | null>;
	close(): void;
};
