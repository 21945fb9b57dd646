import {Fault, type FaultDocument} from '../core/fault.js';

/** A longer message is refused, on both sides: 16 MiB. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** The notice by which a client gives up a call that it made; beside the table of calls, since it is framing's own. */
export const CANCEL = 'call.cancel';

/** One message of JSON-RPC 2.0, taken apart. `garbage`: a line that is none; the next line may well be one. */
export type Message =
	| {readonly type: 'request'; readonly id: number; readonly method: string; readonly params: unknown}
	| {readonly type: 'answer'; readonly id: number; readonly result: unknown}
	| {readonly type: 'failure'; readonly id: number | null; readonly fault: FaultDocument}
	| {readonly type: 'notice'; readonly method: string; readonly params: unknown}
	| {readonly type: 'garbage'; readonly why: string};

/** The code that JSON-RPC leaves to servers; what went wrong stands in the fault beside it. */
const SERVER_ERROR = -32_000;

const LINE_FEED = 0x0a;

/**
 * One line for the socket, line feed included.
 *
 * @throws {Fault} `daemon` where the message would be longer than {@link MAX_MESSAGE_BYTES}.
 */
export function encode(message: Exclude<Message, {type: 'garbage'}>): string {
	const line = `${JSON.stringify(documentOf(message))}\n`;
	// A UTF-16 unit is at most three bytes of UTF-8: short lines need no count.
	if (line.length * 3 > MAX_MESSAGE_BYTES && Buffer.byteLength(line) > MAX_MESSAGE_BYTES) {
		throw new Fault('daemon', `a message of ${Buffer.byteLength(line)} bytes is longer than the socket takes`, {
			facts: {bytes: Buffer.byteLength(line), maxBytes: MAX_MESSAGE_BYTES},
		});
	}

	return line;
}

function documentOf(message: Exclude<Message, {type: 'garbage'}>): object {
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
		keptBytes += part.byteLength;
		if (keptBytes > maxBytes) {
			throw new Fault('parse', `a message on the socket is longer than ${maxBytes} bytes`, {facts: {maxBytes}});
		}

		kept.push(part);
	};

	return chunk => {
		const messages: Message[] = [];
		let start = 0;
		for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
			keep(chunk.subarray(start, end));
			const line = Buffer.concat(kept, keptBytes).toString('utf8').trim();
			kept = [];
			keptBytes = 0;
			start = end + 1;
			if (line !== '') {
				messages.push(parseMessage(line));
			}
		}

		if (start < chunk.byteLength) {
			keep(chunk.subarray(start));
		}

		return messages;
	};
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
