import type {Fault} from '../core/fault.js';
import type {CallName, Calls, NoticeName, Notices, Welcome} from '../wire/calls.js';

/** A connection to the daemon. What the screen and the commands use; nothing else speaks to the socket. */
export type Client = {
	readonly welcome: Welcome;
	/** Rejects with the daemon's Fault, or with one of kind `daemon` when the connection broke. */
	call<Name extends CallName>(name: Name, input: Calls[Name]['in'], signal?: AbortSignal): Promise<Calls[Name]['out']>;
	/** Listens; the returned function stops it. */
	on<Name extends NoticeName>(name: Name, listener: (notice: Notices[Name]) => void): () => void;
	/** Settles once: null after `close()`, else why. */
	readonly closed: Promise<Fault | null>;
	close(): void;
};
