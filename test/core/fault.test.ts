import {describe, expect, test} from 'vitest';
import {Fault, type FaultKind} from '../../source/core/fault.js';
import {EXIT_CODES} from './exit-codes.js';

describe('exit codes', () => {
	test.each(EXIT_CODES)('%s: %d', (kind, code) => {
		expect(new Fault(kind, 'x').exitCode).toBe(code);
	});
});

test('says what is known, and no more', () => {
	expect(new Fault('link', 'iris cannot be reached').toDocument()).toEqual({
		kind: 'link',
		message: 'iris cannot be reached',
		hint: null,
		retry: 'never',
		facts: {},
	});
});

test('crosses the wire whole', () => {
	const fault = new Fault('refused', 'invalid partition', {
		hint: 'see the queues',
		retry: 'after-user',
		facts: {hop: 'login', code: 1, isFinal: true, said: null},
		cause: new Error('not for the wire'),
	});
	const document = fault.toDocument();
	const again = Fault.fromDocument(JSON.parse(JSON.stringify(document)));
	expect(again.toDocument()).toEqual(document);
	expect(again).toBeInstanceOf(Fault);
	expect(again.exitCode).toBe(6);
	expect(JSON.stringify(document)).not.toContain('not for the wire');
});

describe('whatever was thrown is a fault', () => {
	const fault = new Fault('auth', 'no');
	const error = new TypeError('x is undefined');
	test.each<[string, unknown, FaultKind, string]>([
		['a fault stays itself', fault, 'auth', 'no'],
		['an error is our bug', error, 'bug', 'x is undefined'],
		['a text', 'oops', 'bug', 'oops'],
		['nothing', undefined, 'bug', 'undefined'],
	])('%s', (_what, thrown, kind, message) => {
		expect(Fault.from(thrown)).toMatchObject({kind, message});
	});

	test('with its cause', () => {
		expect(Fault.from(fault)).toBe(fault);
		expect(Fault.from(error).cause).toBe(error);
	});
});
