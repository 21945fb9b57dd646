import {Fault, type FaultDocument} from '../core/fault.js';

/** A longer message is refused, on both sides: 16 MiB. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** The notice by which a client gives up a call that it made; beside the table of calls, since it is framing's own. */
export const CANCEL = 'call.cancel';

/** One message, taken apart: of JSON-RPC 2.0, or bytes between its lines. `garbage`: a line that is none; the next line may well be one. */
export type Message =
	| {readonly type: 'request'; readonly id: number; readonly method: string; readonly params: unknown}
	| {readonly type: 'answer'; readonly id: number; readonly result: unknown}
	| {readonly type: 'failure'; readonly id: number | null; readonly fault: FaultDocument}
	| {readonly type: 'notice'; readonly method: string; readonly params: unknown}
	/** Bytes of a channel (a terminal, a program's streams), as they are. */
	| {readonly type: 'bytes'; readonly channel: number; readonly bytes: Uint8Array}
	| {readonly type: 'garbage'; readonly why: string};

/** The code that JSON-RPC leaves to servers; what went wrong stands in the fault beside it. */
const SERVER_ERROR = -32_000;

const LINE_FEED = 0x0a;

/** Begins a frame of bytes: start of heading, which JSON never begins with. */
const FRAME_MARK = 0x01;
/** The mark, the channel and the length. */
const FRAME_HEAD_BYTES = 9;

/** A message that is one line. */
export type LineMessage = Exclude<Message, {type: 'garbage' | 'bytes'}>;

/**
 * One line for the socket, line feed included.
 *
 * @throws {Fault} `daemon` where the message would be longer than {@link MAX_MESSAGE_BYTES}.
 */
export function encode(message: LineMessage): string {
	const line = `${JSON.stringify(documentOf(message))}\n`;
	// A UTF-16 unit is at most three bytes of UTF-8: short lines need no count.
	if (line.length * 3 > MAX_MESSAGE_BYTES && Buffer.byteLength(line) > MAX_MESSAGE_BYTES) {
		throw new Fault('daemon', `a message of ${Buffer.byteLength(line)} bytes is longer than the socket takes`, {
			facts: {bytes: Buffer.byteLength(line), maxBytes: MAX_MESSAGE_BYTES},
		});
	}

	return line;
}

/**
 * Bytes of a channel, for the socket: a mark that no line begins with, channel and length, and the bytes untouched. A terminal
 * would otherwise pay for base64 and JSON with every key.
 */
export function encodeBytes(channel: number, bytes: Uint8Array): Uint8Array {
	const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + bytes.byteLength);
	frame.writeUInt8(FRAME_MARK, 0);
	frame.writeUInt32BE(channel, 1);
	frame.writeUInt32BE(bytes.byteLength, 5);
	frame.set(bytes, FRAME_HEAD_BYTES);
	return frame;
}

function documentOf(message: LineMessage): object {
	switch (message.type) {
		case 'request':
			return {jsonrpc: '2.0', id: message.id, method: message.method, params: message.params};
		case 'answer':
			return {jsonrpc: '2.0', id: message.id, result: message.result ?? null};
		case 'failure':
			return {
				jsonrpc: '2.0',
				id: message.id,
				error: {code: SERVER_ERROR, message: message.fault.message, data: message.fault},
			};
		case 'notice':
			return {jsonrpc: '2.0', method: message.method, params: message.params};
	}
}

/**
 * Makes a decoder: give it bytes however they were cut, and it returns the messages that they completed.
 *
 * @throws {Fault} `parse`, from the decoder, once a line grows past `maxBytes`; the connection is of no use then.
 */
export function createDecoder(maxBytes = MAX_MESSAGE_BYTES): (chunk: Uint8Array) => Message[] {
	let kept: Uint8Array[] = [];
	let keptBytes = 0;

	const keep = (part: Uint8Array): void => {
		kept.push(part);
		keptBytes += part.byteLength;
		if (kept[0]?.[0] !== FRAME_MARK) {
			refuseOver(keptBytes - (part.at(-1) === LINE_FEED ? 1 : 0), maxBytes);
		}
	};

	const whole = (): Buffer => {
		const bytes = Buffer.concat(kept, keptBytes);
		kept = [];
		keptBytes = 0;
		return bytes;
	};

	/** Where the message that begins in what is kept ends in the chunk, from `start` on; null: not yet. */
	const endIn = (chunk: Uint8Array, start: number): number | null => {
		const first = kept[0]?.[0] ?? chunk[start];
		if (first !== FRAME_MARK) {
			const end = chunk.indexOf(LINE_FEED, start);
			return end === -1 ? null : end + 1;
		}

		const head = keptBytes >= FRAME_HEAD_BYTES ? kept : [...kept, chunk.subarray(start, start + FRAME_HEAD_BYTES)];
		const length = frameLength(Buffer.concat(head, Math.min(FRAME_HEAD_BYTES, totalOf(head))));
		if (length === null) {
			return null;
		}

		refuseOver(length, maxBytes);
		const end = start + FRAME_HEAD_BYTES + length - keptBytes;
		return end <= chunk.byteLength ? end : null;
	};

	return chunk => {
		const messages: Message[] = [];
		let start = 0;
		for (let end = endIn(chunk, 0); end !== null; end = start < chunk.byteLength ? endIn(chunk, start) : null) {
			keep(chunk.subarray(start, end));
			start = end;
			const message = messageFrom(whole());
			if (message !== null) {
				messages.push(message);
			}
		}

		if (start < chunk.byteLength) {
			keep(chunk.subarray(start));
		}

		return messages;
	};
}

/** The length that a frame's head tells; null: it is not whole yet. */
function frameLength(head: Buffer): number | null {
	return head.byteLength < FRAME_HEAD_BYTES ? null : head.readUInt32BE(5);
}

function totalOf(parts: readonly Uint8Array[]): number {
	return parts.reduce((sum, part) => sum + part.byteLength, 0);
}

function refuseOver(bytes: number, maxBytes: number): void {
	if (bytes > maxBytes) {
		throw new Fault('parse', `a message on the socket is longer than ${maxBytes} bytes`, {facts: {maxBytes}});
	}
}

/** A whole line or frame; null: an empty line. */
function messageFrom(whole: Buffer): Message | null {
	if (whole[0] === FRAME_MARK) {
		return {type: 'bytes', channel: whole.readUInt32BE(1), bytes: whole.subarray(FRAME_HEAD_BYTES)};
	}

	const line = whole.toString('utf8').trim();
	return line === '' ? null : parseMessage(line);
}

/** One line, understood or called garbage; never throws. */
export function parseMessage(line: string): Message {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		return {type: 'garbage', why: 'a line on the socket is not JSON'};
	}

	if (!isRecord(value)) {
		return {type: 'garbage', why: 'a message on the socket is not an object'};
	}

	return typeof value['method'] === 'string' ? questionFrom(value, value['method']) : replyFrom(value);
}

function questionFrom(value: Record<string, unknown>, method: string): Message {
	const id = value['id'];
	if (id === undefined) {
		return {type: 'notice', method, params: value['params']};
	}

	return typeof id === 'number'
		? {type: 'request', id, method, params: value['params']}
		: {type: 'garbage', why: 'the id of a request is not a number'};
}

function replyFrom(value: Record<string, unknown>): Message {
	const id = value['id'];
	if (isRecord(value['error'])) {
		return {type: 'failure', id: typeof id === 'number' ? id : null, fault: faultFrom(value['error'])};
	}

	return typeof id === 'number' && 'result' in value
		? {type: 'answer', id, result: value['result']}
		: {type: 'garbage', why: 'a message on the socket is neither a request, an answer nor a notice'};
}

/** The fault of an error; an error without one (not from our daemon) becomes one of kind `daemon`. */
function faultFrom(error: Record<string, unknown>): FaultDocument {
	const document = error['data'];
	if (isRecord(document) && typeof document['kind'] === 'string' && typeof document['message'] === 'string') {
		return {hint: null, retry: 'never', facts: {}, ...document} as unknown as FaultDocument;
	}

	return new Fault('daemon', String(error['message'] ?? 'the daemon answered with an error')).toDocument();
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
