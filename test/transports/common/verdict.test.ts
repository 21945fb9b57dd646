import {describe, expect, test} from 'vitest';
import {connectAborted, verdictOfError, verdictOfOpenFailure} from '../../../drivers/transports/common/verdict.js';
import {Fault} from '../../../source/core/fault.js';
import {placeName} from '../../../source/core/place.js';

describe('verdictOfOpenFailure', () => {
	test.each([
		// As OpenSSH 9.2 says it: reason 2 with strerror's words, reason 1 with its own.
		[2, 'Connection refused', 'refused'],
		[2, 'Connection timed out', 'silent'],
		[2, 'No route to host', 'unreachable'],
		[2, 'Network is unreachable', 'unreachable'],
		[2, 'Name or service not known', 'unreachable'],
		[2, 'Temporary failure in name resolution', 'unreachable'],
		[1, 'administratively prohibited: open failed', 'forbidden'],
		[1, 'open failed', 'forbidden'],
		[2, 'open failed', 'unknown'],
		[2, '', 'unknown'],
		[undefined, 'server closed channel unexpectedly', 'unknown'],
		// dropbear, macOS
		[1, '', 'forbidden'],
		[2, 'Operation timed out', 'silent'],
		[2, 'Host is down', 'unreachable'],
	])('%s %j is %s', (reason, description, wanted) => {
		expect(verdictOfOpenFailure(reason, description)).toBe(wanted);
	});
});

describe('verdictOfError', () => {
	test.each([
		['ECONNREFUSED', 'refused'],
		['ENOENT', 'refused'],
		['ETIMEDOUT', 'silent'],
		['EHOSTUNREACH', 'unreachable'],
		['ENOTFOUND', 'unreachable'],
		['EACCES', 'forbidden'],
		['EWHATEVER', 'unknown'],
	])('%s is %s', (code, wanted) => {
		expect(verdictOfError(Object.assign(new Error('x'), {code}))).toBe(wanted);
	});
});

describe('connectAborted', () => {
	const endpoint = {host: 'fe80::1', port: 80};

	test('the clock means silence', async () => {
		const signal = AbortSignal.timeout(0);
		await new Promise(resolve => signal.addEventListener('abort', resolve));
		const fault = connectAborted('login', endpoint, signal);
		expect([fault.kind, fault.facts.verdict]).toEqual(['link', 'silent']);
	});

	test('a fault of kind timeout means silence too', () => {
		const signal = AbortSignal.abort(new Fault('timeout', 'too long'));
		expect(connectAborted('login', endpoint, signal).kind).toBe('link');
	});

	test('a change of mind is one', () => {
		expect(connectAborted('login', endpoint, AbortSignal.abort()).kind).toBe('cancelled');
	});

	test('addresses of IPv6 stand in brackets', () => {
		expect(placeName(endpoint)).toBe('[fe80::1]:80');
	});
});
