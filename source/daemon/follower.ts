import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {Frame} from '../core/follow.js';
import type {Link} from '../core/link.js';
import {pauseBefore} from '../core/pause.js';
import {followOnce} from './follow-round.js';

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

type Watched = {readonly path: string; readonly mode: 'content' | 'size'; offset: number};

/** Several sessions often begin or end together: one new process for all of them. */
const GATHER_MS = 30;

/** A host with one session at a time does everything else meanwhile. */
const YIELD_MS = 1000;

const RETRY = {firstMs: 1000, factor: 2, maxMs: 60_000};

/**
 * Follows the files of one cluster over one channel. What the set of files or the link is may change at any time: the
 * process is then replaced by another one that goes on at the offsets reached. Whatever the old one still says is dropped,
 * so each byte is delivered once.
 */
export function createFollower(options: FollowerOptions): Follower {
	const {clock, note} = options;
	const files = new Map<string, Watched>();
	let link: Link | null = null;
	let round = new AbortController();
	let isClosed = false;
	let isRunning = false;
	let failures = 0;

	return {
		attach(next) {
			link = next;
			failures = 0;
			void next.closed.then(() => {
				if (link === next) {
					link = null;
					restart();
				}
			});
			restart();
		},
		watch(key, path, {offset, mode}) {
			files.set(key, {path, mode, offset});
			restart();
		},
		unwatch(key) {
			if (files.delete(key)) {
				restart();
			}
		},
		offsetOf: key => files.get(key)?.offset ?? null,
		close() {
			isClosed = true;
			round.abort();
		},
	};

	/** Ends the round that runs, if any; the next one begins with what holds then. */
	function restart(): void {
		round.abort();
		if (!isRunning && hasWork()) {
			isRunning = true;
			void keepFollowing();
		}
	}

	function hasWork(): boolean {
		return !isClosed && link !== null && files.size > 0;
	}

	async function keepFollowing(): Promise<void> {
		while (hasWork()) {
			round = new AbortController();
			const {signal} = round;
			await pause(GATHER_MS, signal);
			if (!signal.aborted && link !== null) {
				await followFrom(link, signal);
			}
		}

		isRunning = false;
	}

	async function followFrom(from: Link, signal: AbortSignal): Promise<void> {
		const set = new Map(files);
		const wanted = [...set].map(([key, {path, mode, offset}]) => ({key, path, mode, offset}));
		try {
			await followOnce({link: from, files: wanted, clock, take: frame => take(frame, set)}, signal);
		} catch (error) {
			if (!signal.aborted) {
				await complain(Fault.from(error), signal);
			}
		}
	}

	async function complain(fault: Fault, signal: AbortSignal): Promise<void> {
		if (fault.facts['yielded'] === true) {
			await pause(YIELD_MS, signal);
			return;
		}

		const said = fault.facts['said'];
		note(`${fault.message}${typeof said === 'string' && said !== '' ? `: ${said}` : ''}`);
		await pause(pauseBefore(failures, RETRY, Math.random()), signal);
		failures += 1;
	}

	async function pause(ms: number, signal: AbortSignal): Promise<void> {
		await clock.sleep(ms, signal).catch(() => {});
	}

	/** A frame of a file that is still the one that was asked for. */
	async function take(frame: Frame, set: ReadonlyMap<string, Watched>): Promise<void> {
		failures = 0;
		if (frame.type === 'alive') {
			return;
		}

		const {key} = frame;
		const file = set.get(key);
		if (file === undefined || files.get(key) !== file) {
			return;
		}

		switch (frame.type) {
			case 'content':
				await takeContent(key, file, frame);
				break;
			case 'size':
				options.onSize(key, frame.size);
				break;
			case 'truncated':
				file.offset = 0;
				options.onTruncated(key);
				break;
		}
	}

	async function takeContent(key: string, file: Watched, frame: {offset: number; bytes: Uint8Array}): Promise<void> {
		if (frame.offset !== file.offset) {
			throw new Fault('parse', `the log follower went on at ${frame.offset} instead of ${file.offset}`, {retry: 'now'});
		}

		file.offset += frame.bytes.length;
		await options.onChunk(key, frame.offset, frame.bytes);
	}
}
