import type {Command} from './command.js';
import {Fault} from './fault.js';
import {FOLLOW_SCRIPT} from './follow-script.js';

/** A file that is followed at the far side. */
export type FollowedFile = {
	/** Names the file in the stream; chosen by us, never by the far side. */
	readonly key: string;
	/** Absolute. It may appear late. */
	readonly path: string;
	/** The first byte that is wanted. For `size` it is not used. */
	readonly offset: number;
	/** `content`: the bytes; `size`: only how many there are, when that changes. */
	readonly mode: 'content' | 'size';
};

export type FollowOptions = {
	/** The most bytes in one frame; 256 KiB when it is not said. */
	readonly chunkBytes?: number;
	/** Tenths of a second between two looks while something changes. 3 when it is not said. */
	readonly tickTenths?: number;
};

/** One piece of what the follower says. */
export type Frame =
	/** Bytes of a file, at most what one read of the channel held; `offset` is where they stand in the file. */
	| {readonly type: 'content'; readonly key: string; readonly offset: number; readonly bytes: Uint8Array}
	| {readonly type: 'size'; readonly key: string; readonly size: number}
	/** The file is shorter than what was read of it: it comes again from its start. */
	| {readonly type: 'truncated'; readonly key: string}
	/** Nothing new; the follower lives. About every ten seconds, and first of all. */
	| {readonly type: 'alive'};

/**
 * The one process that follows all files of a cluster: it writes frames until its standard input closes, so none is left
 * behind on the login node. To follow other files, start another one with the offsets reached.
 */
export function followerCommand(files: readonly FollowedFile[], options: FollowOptions = {}): Command {
	const {chunkBytes = 256 * 1024, tickTenths = 3} = options;
	const words = files.flatMap(file => {
		checkFile(file);
		return [file.key, file.mode === 'size' ? '-' : String(file.offset), file.path];
	});
	return {argv: ['/bin/sh', '-c', FOLLOW_SCRIPT, 'hpctui-follow', String(chunkBytes), String(tickTenths), ...words]};
}

function checkFile({key, path, offset}: FollowedFile): void {
	const isSound = /^[\w./:@+-]{1,200}$/.test(key) && path.startsWith('/') && !/[\n\0]/.test(path);
	if (!isSound || !Number.isSafeInteger(offset) || offset < 0) {
		throw new Fault('bug', `cannot follow ${JSON.stringify(path)} as ${JSON.stringify(key)} from ${offset}`);
	}
}

/** A header line is never longer than this; more means that the stream is not ours. */
const MAX_HEADER_BYTES = 300;

/** Takes the stream of the follower apart, byte-exact, wherever it is cut. */
export class FrameDecoder {
	#header: number[] = [];
	#content: {readonly key: string; offset: number; missing: number} | null = null;

	/** The frames in these bytes. Content is handed out as it comes, not held until its frame is whole. */
	push(bytes: Uint8Array): readonly Frame[] {
		const frames: Frame[] = [];
		for (let at = 0; at < bytes.length; ) {
			at = this.#content === null ? this.#readHeader(bytes, at, frames) : this.#readContent(bytes, at, frames);
		}

		return frames;
	}

	#readHeader(bytes: Uint8Array, from: number, frames: Frame[]): number {
		const end = bytes.indexOf(10, from);
		this.#header.push(...bytes.subarray(from, end === -1 ? Math.min(bytes.length, from + MAX_HEADER_BYTES) : end));
		if (this.#header.length >= MAX_HEADER_BYTES) {
			throw strange(this.#header);
		}

		if (end === -1) {
			return bytes.length;
		}

		const frame = this.#frameOf(String.fromCharCode(...this.#header));
		this.#header = [];
		if (frame !== null) {
			frames.push(frame);
		}

		return end + 1;
	}

	#frameOf(header: string): Frame | null {
		const [mark, key = '', first = '', second = ''] = header.split(' ');
		if (mark === '@' && isCount(first) && isCount(second)) {
			const missing = Number(second);
			this.#content = missing > 0 ? {key, offset: Number(first), missing} : null;
			return null;
		}

		if (mark === '%' && isCount(first)) {
			return {type: 'size', key, size: Number(first)};
		}

		if (mark === '!' && first === 'truncated') {
			return {type: 'truncated', key};
		}

		if (header === '~') {
			return {type: 'alive'};
		}

		throw strange([...header].map(letter => letter.charCodeAt(0)));
	}

	#readContent(bytes: Uint8Array, from: number, frames: Frame[]): number {
		const content = this.#content;
		if (content === null) {
			return from;
		}

		const piece = bytes.subarray(from, from + content.missing);
		frames.push({type: 'content', key: content.key, offset: content.offset, bytes: piece});
		content.offset += piece.length;
		content.missing -= piece.length;
		this.#content = content.missing > 0 ? content : null;
		return from + piece.length;
	}
}

function isCount(text: string): boolean {
	return /^\d{1,15}$/.test(text);
}

function strange(header: readonly number[]): Fault {
	const said = JSON.stringify(String.fromCharCode(...header.slice(0, 80)));
	return new Fault('parse', `the log follower said ${said}, which is no frame`, {retry: 'later', facts: {said}});
}
