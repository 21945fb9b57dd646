import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {
	createDecoder,
	encode,
	encodeBytes,
	type LineMessage,
	MAX_MESSAGE_BYTES,
	type Message,
	parseMessage,
} from '../../source/wire/framing.js';

const MESSAGES: readonly (LineMessage | Extract<Message, {type: 'bytes'}>)[] = [
	{type: 'request', id: 1, method: 'session.list', params: {all: true}},
	{type: 'answer', id: 1, result: [{name: 'größe ⌛ 名前\n\r\t\u2028\0'}]},
	{
		type: 'failure',
		id: 2,
		fault: new Fault('auth', 'the code was refused', {hint: 'once more', facts: {hop: 'gateway'}}).toDocument(),
	},
	{type: 'failure', id: null, fault: new Fault('parse', 'no').toDocument()},
	{type: 'notice', method: 'prompt.closed', params: {prompt: 3}},
	{type: 'bytes', channel: 7, bytes: Buffer.from('\u001b[1mé\n\u0001{"id":1}\r\n\0')},
	{type: 'bytes', channel: 4_000_000_000, bytes: Buffer.alloc(0)},
	{type: 'answer', id: 3, result: null},
];

const bytesOf = (message: (typeof MESSAGES)[number]): Buffer =>
	Buffer.from(message.type === 'bytes' ? encodeBytes(message.channel, message.bytes) : encode(message));

/** A small generator with a seed, so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
		return state / 2 ** 32;
	};
}

describe('framing', () => {
	const bytes = Buffer.concat(MESSAGES.map(bytesOf));

	test('cut at every single place, the same messages come out', () => {
		for (let cut = 0; cut <= bytes.length; cut += 1) {
			const decode = createDecoder();
			expect([...decode(bytes.subarray(0, cut)), ...decode(bytes.subarray(cut))]).toEqual(MESSAGES);
		}
	});

	test('byte by byte', () => {
		const decode = createDecoder();
		expect([...bytes].flatMap(byte => decode(Uint8Array.of(byte)))).toEqual(MESSAGES);
	});

	test.each([1, 2, 3, 4, 5, 6, 7, 8])('cut at random, with noise between (seed %i)', seed => {
		const random = randomFrom(seed);
		const decode = createDecoder();
		const noise = Buffer.from('\n\r\n{"jsonrpc":\n\xff\xfe\n', 'latin1');
		const stream = Buffer.concat([noise, bytes, noise, bytes]);
		const heard: Message[] = [];
		for (let at = 0; at < stream.length; ) {
			const length = 1 + Math.floor(random() * 40);
			heard.push(...decode(stream.subarray(at, at + length)));
			at += length;
		}

		expect(heard.filter(message => message.type !== 'garbage')).toEqual([...MESSAGES, ...MESSAGES]);
		expect(heard.filter(message => message.type === 'garbage')).toHaveLength(4);
	});

	test('a line may be as long as the bound and no longer, however it arrives', () => {
		const decode = createDecoder(10);
		expect(decode(Buffer.from('"12345678"\n'))).toMatchObject([{type: 'garbage'}]);
		expect(() => decode(Buffer.from('"123456789"\n'))).toThrow(Fault);
		const other = createDecoder(10);
		expect(other(Buffer.from('"1234567'))).toEqual([]);
		expect(() => other(Buffer.from('89"'))).toThrow(/longer than 10 bytes/);
	});

	test('so may a frame of bytes, and its head tells before its bytes have come', () => {
		expect(createDecoder(10)(encodeBytes(1, Buffer.alloc(10)))).toMatchObject([{type: 'bytes', channel: 1}]);
		expect(() => createDecoder(10)(encodeBytes(1, Buffer.alloc(11)).subarray(0, 9))).toThrow(/longer than 10 bytes/);
	});

	test('a message too long is refused where it is made', () => {
		const result = 'ü'.repeat(MAX_MESSAGE_BYTES / 2);
		expect(() => encode({type: 'answer', id: 1, result})).toThrow(Fault);
		expect(encode({type: 'answer', id: 1, result: 'x'.repeat(MAX_MESSAGE_BYTES - 100)}).length).toBeGreaterThan(0);
	});

	test.each([
		['', 'garbage'],
		['[]', 'garbage'],
		['null', 'garbage'],
		['1', 'garbage'],
		['{}', 'garbage'],
		['{"id":"a","method":"x"}', 'garbage'],
		['{"id":null,"method":"x"}', 'garbage'],
		['{"method":4,"id":1}', 'garbage'],
		['{"method":"x"}', 'notice'],
		['{"id":1,"method":"x"}', 'request'],
		['{"id":1,"result":0}', 'answer'],
		['{"id":1,"error":{"message":"other"}}', 'failure'],
		['{"id":1,"error":{"data":[]}}', 'failure'],
		['{"__proto__":{"method":"x"}}', 'garbage'],
	])('%s is %s', (line, type) => {
		expect(parseMessage(line).type).toBe(type);
	});

	test('an error without a fault becomes one', () => {
		expect(parseMessage('{"id":1,"error":{"code":-32601,"message":"no such method"}}')).toEqual({
			type: 'failure',
			id: 1,
			fault: {kind: 'daemon', message: 'no such method', hint: null, retry: 'never', facts: {}},
		});
	});
});
