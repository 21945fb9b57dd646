import {expect, test} from 'vitest';
import {addressOf, bytesOfAddress} from '../../source/core/ip-address.js';
import {methodReply, readGreeting, readRequest, replyFor, requestReply} from '../../source/core/socks.js';

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const bytes = (...values: readonly (number | readonly number[])[]): Uint8Array => Uint8Array.from(values.flat());
const greeting = (...values: readonly number[]) => readGreeting(bytes(...values));

test('a greeting, whole or not', () => {
	expect(greeting()).toEqual({type: 'more'});
	expect(greeting(5)).toEqual({type: 'more'});
	expect(greeting(5, 2, 1)).toEqual({type: 'more'});
	expect(greeting(5, 2, 2, 0)).toEqual({type: 'greeting', length: 4, isOpen: true});
	expect(greeting(5, 1, 2, 9)).toEqual({type: 'greeting', length: 3, isOpen: false});
});

test('whoever speaks SOCKS4 or HTTP is a stranger', () => {
	expect(greeting(4, 1)).toEqual({type: 'stranger'});
	expect(readGreeting(bytes(text('GET / HTTP/1.1')))).toEqual({type: 'stranger'});
});

test.each<[string, Uint8Array, string, number]>([
	['an IPv4 address', bytes(5, 1, 0, 1, [10, 71, 4, 11], [0x1f, 0x90]), '10.71.4.11', 8080],
	['an IPv6 address', bytes(5, 1, 0, 4, [...(bytesOfAddress('fd00::1:5') ?? [])], [0, 80]), 'fd00::1:5', 80],
	['a name', bytes(5, 1, 0, 3, 5, text('node1'), [0, 22]), 'node1', 22],
])('a connection to %s, at whatever byte it is cut', (_what, request, host, port) => {
	for (let length = 0; length < request.length; length++) {
		expect(readRequest(request.subarray(0, length))).toEqual({type: 'more'});
	}

	const more = bytes([...request], text('GET'));
	expect(readRequest(more)).toEqual({type: 'connect', length: request.length, host, port});
});

test.each<[string, Uint8Array, string]>([
	['BIND', bytes(5, 2, 0, 1, [0, 0, 0, 0], [0, 0]), 'no-such-command'],
	['UDP', bytes(5, 3, 0, 1, [0, 0, 0, 0], [0, 0]), 'no-such-command'],
	['an address of another kind', bytes(5, 1, 0, 2, [0, 0, 0, 0], [0, 0]), 'no-such-address'],
	['another version', bytes(4, 1, 0, 1, [0, 0, 0, 0], [0, 0]), 'failure'],
	['a name that is none', bytes(5, 1, 0, 3, 4, text('a\nb '), [0, 22]), 'failure'],
	['a name like an option', bytes(5, 1, 0, 3, 2, text('-v'), [0, 22]), 'failure'],
	['an empty name', bytes(5, 1, 0, 3, 0, [0, 22]), 'failure'],
	['port 0', bytes(5, 1, 0, 1, [10, 0, 0, 1], [0, 0]), 'failure'],
])('%s is refused', (_what, request, reply) => {
	expect(readRequest(request)).toEqual({type: 'refused', reply});
});

test('replies are those of RFC 1928', () => {
	expect([...methodReply(true)]).toEqual([5, 0]);
	expect([...methodReply(false)]).toEqual([5, 255]);
	expect([...requestReply('succeeded')]).toEqual([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
	expect(requestReply('refused')[1]).toBe(5);
	expect(requestReply('no-such-command')[1]).toBe(7);
});

test.each<[string, string, string]>([
	['refused', 'Connection refused', 'refused'],
	['silent', '', 'expired'],
	['unreachable', 'Network is unreachable', 'network-unreachable'],
	['unreachable', 'Name or service not known', 'host-unreachable'],
	['forbidden', 'prohibited', 'forbidden'],
	['unknown', 'open failed', 'failure'],
])('a connection that is %s (%s) is told as %s', (verdict, said, reply) => {
	expect(replyFor(verdict, said)).toBe(reply);
});

test.each(['::', '::1', 'fd00::1:5', '2001:db8::', '1:2:3:4:5:6:7:8', 'fe80::a:0:0:1', '10.0.0.1'])(
	'the text of %s',
	address => {
		const all = bytesOfAddress(address) ?? new Uint8Array();
		const its = address.includes('.') ? all.subarray(12) : all;
		expect(bytesOfAddress(addressOf(its))).toEqual(all);
	},
);
