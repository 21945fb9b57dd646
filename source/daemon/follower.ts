import type {Clock} from '../core/clock.js';
import type {Link} from '../core/link.js';

/** What a follower needs, and whom it tells. */
export type FollowerOptions = {
	readonly clock: Clock;
	/** Bytes of a file, each exactly once and in order; the next ones wait until it is done. */
	readonly onChunk: (key: string, offset: number, bytes: Uint8Array) => void | Promise<void>;
	/** How long a file is that is only watched. */
	readonly onSize: (key: string, size: number) => void;
	/** The file became shorter than what was read of it: its chunks begin at 0 again. */
	readonly onTruncated: (key: string) => void;
	readonly note: (line: string) => void;
};

/** Which part of a file is wanted. */
export type WatchOptions = {readonly offset: number; readonly mode: 'content' | 'size'};

/** The one follower of a cluster: it keeps the stream open over links that come and go. */
export type Follower = {
	/** Use this link from now on, until it closes or another one is given. */
	attach(link: Link): void;
	/** Follow a file from the offset. A key that is watched already starts anew with these options. */
	watch(key: string, path: string, options: WatchOptions): void;
	unwatch(key: string): void;
	/** The next byte that would be delivered; null when the key is not watched. */
	offsetOf(key: string): number | null;
	close(): void;
};
