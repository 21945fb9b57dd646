import {describe, expect, test} from 'vitest';
import {formatClock, formatDuration, parseDuration, parseExtension, parseWalltime} from '../../source/core/duration.js';
import {Fault} from '../../source/core/fault.js';

function faultOf(run: () => unknown): Fault {
	try {
		run();
	} catch (error) {
		return Fault.from(error);
	}

	throw new Error('nothing was thrown');
}

describe('parseDuration', () => {
	test.each([
		['90s', 90],
		['45m', 2700],
		['4h', 14_400],
		['4H', 14_400],
		[' 4h ', 14_400],
		['1d12h', 129_600],
		['1d 12h', 129_600],
		['1d1h1m1s', 90_061],
		['1h30s', 3630],
		['08:00:00', 28_800],
		['8:00:00', 28_800],
		['100:00:00', 360_000],
		['00:00:01', 1],
		['2-12:00:00', 216_000],
		['0-00:01:00', 60],
		['3650d', 315_360_000],
	])('%s is %d seconds', (text, seconds) => {
		expect(parseDuration(text)).toBe(seconds);
	});

	test.each([
		'',
		' ',
		'4',
		'90',
		'4x',
		'h',
		'-4h',
		'+4h',
		'1h1h',
		'1m1h',
		'1.5h',
		'NaN',
		'Infinity',
		'1e3s',
		'04:00',
		'0',
		'0s',
		'00:00:00',
		'0d0h',
		'00:60:00',
		'1-24:00:00',
		'1-4h',
		'3651d',
		'999999999999999999999h',
		'4h; rm',
		'٤h',
		'unlimited',
	])('%j is refused with an example', text => {
		const fault = faultOf(() => parseDuration(text));
		expect(fault.kind).toBe('usage');
		expect(fault.hint).toMatch(/\d+[mh]/);
		expect(fault.message).toContain(JSON.stringify(text));
	});

	test('a number alone is answered with its possible units', () => {
		expect(faultOf(() => parseDuration('90')).hint).toBe('say the unit: 90m or 90h');
	});
});

describe('parseWalltime', () => {
	test('unlimited is not 0', () => {
		expect(parseWalltime('Unlimited')).toBe('unlimited');
		expect(parseWalltime('4h')).toBe(14_400);
		expect(faultOf(() => parseWalltime('00:00:00')).kind).toBe('usage');
	});
});

describe('parseExtension', () => {
	test.each([
		['+2h', {type: 'more', seconds: 7200}],
		['+ 30m', {type: 'more', seconds: 1800}],
		['8h', {type: 'total', seconds: 28_800}],
		['1-00:00:00', {type: 'total', seconds: 86_400}],
	] as const)('%s', (text, extension) => {
		expect(parseExtension(text)).toEqual(extension);
	});

	test.each(['', '+', '++2h', '-2h', '+0h', '2', '+2'])('%j is refused with both forms', text => {
		const fault = faultOf(() => parseExtension(text));
		expect(fault.kind).toBe('usage');
		expect(fault.hint).toContain('+2h');
		expect(fault.hint).toContain('8h');
	});
});

describe('formatting', () => {
	test.each([
		[0, '0s', '00:00:00'],
		[-5, '0s', '00:00:00'],
		[45, '45s', '00:00:45'],
		[60, '1m', '00:01:00'],
		[90.9, '1m 30s', '00:01:30'],
		[11_520, '3h 12m', '03:12:00'],
		[3605, '1h', '01:00:05'],
		[86_400, '1d', '1-00:00:00'],
		[187_200, '2d 4h', '2-04:00:00'],
		['unlimited', 'unlimited', 'unlimited'],
	] as const)('%s is %s and %s', (duration, short, clock) => {
		expect(formatDuration(duration)).toBe(short);
		expect(formatClock(duration)).toBe(clock);
	});

	test.each([1, 59, 60, 3599, 86_399, 86_400, 200_000])('the clock form of %d reads back', seconds => {
		expect(parseDuration(formatClock(seconds))).toBe(seconds);
	});
});
