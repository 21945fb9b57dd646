import {isIP} from 'node:net';
import {describe, expect, test} from 'vitest';
import {bytesOfAddress, isLiteralAddress, reachOf} from '../../source/core/ip-address.js';

describe('isLiteralAddress', () => {
	test.each([
		'10.0.0.1',
		'255.255.255.255',
		'1.2.3',
		'1.2.3.4.5',
		'256.1.1.1',
		'01.2.3.4',
		'::',
		'::1',
		'1::',
		'fe80::1',
		'2001:db8:0:0:0:0:2:1',
		'2001:db8::2:1',
		'::ffff:10.0.0.1',
		'::ffff:10.0.0.256',
		'1:2:3:4:5:6:7:8',
		'1:2:3:4:5:6:7::',
		'::2:3:4:5:6:7:8',
		'1:2:3:4:5:6:7:8:9',
		'1::2::3',
		':1',
		'1:',
		'12345::',
		'g::',
		'',
		'localhost',
		'10.0.0.1 ',
		'1:2:3:4:5:6:1.2.3.4',
		'1.2.3.4::',
	])('%s is taken as node:net takes it', text => {
		expect(isLiteralAddress(text)).toBe(isIP(text) !== 0);
	});

	test('a zone is no part of a literal address', () => {
		expect(isLiteralAddress('fe80::1%eth0')).toBe(false);
	});
});

test('bytes', () => {
	expect([...(bytesOfAddress('2001:db8::1') ?? [])]).toEqual([0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
	expect(bytesOfAddress('10.0.0.1')).toEqual(bytesOfAddress('::ffff:10.0.0.1'));
});

describe('reachOf', () => {
	test.each([
		['127.0.0.1', 'loopback'],
		['::1', 'loopback'],
		['169.254.3.4', 'link'],
		['fe80::1', 'link'],
		['febf::1', 'link'],
		['10.255.255.255', 'private'],
		['172.16.0.1', 'private'],
		['172.31.255.255', 'private'],
		['172.32.0.1', 'public'],
		['192.168.1.1', 'private'],
		['100.64.0.1', 'private'],
		['100.128.0.1', 'public'],
		['fd00::1', 'private'],
		['192.0.2.7', 'private'],
		['2001:db8::1', 'private'],
		['134.94.1.1', 'public'],
		['2001:638::1', 'public'],
		['::ffff:134.94.1.1', 'public'],
		['0.0.0.0', 'none'],
		['::', 'none'],
		['224.0.0.1', 'none'],
		['255.255.255.255', 'none'],
		['ff02::1', 'none'],
		['iris-013', 'none'],
	])('%s is %s', (address, reach) => {
		expect(reachOf(address)).toBe(reach);
	});
});
