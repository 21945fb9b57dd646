import {expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {formatSize, parseSize} from '../../source/core/size.js';

test.each([
	['8G', 8 * 1024 ** 3],
	['8g', 8 * 1024 ** 3],
	['8GB', 8 * 1024 ** 3],
	['8 GiB', 8 * 1024 ** 3],
	['512M', 512 * 1024 ** 2],
	['1.5T', 1.5 * 1024 ** 4],
	['100K', 102_400],
	['900B', 900],
])('%s is %d bytes', (text, bytes) => {
	expect(parseSize(text)).toBe(bytes);
});

test.each(['', '8', '8X', '-8G', '0G', '8GG', 'G', '1e3G', 'NaN', '99999999999P', '8,5G'])(
	'%j is refused with an example',
	text => {
		expect(() => parseSize(text)).toThrow(Fault);
		expect(() => parseSize(text)).toThrow(JSON.stringify(text));
	},
);

test.each([
	[8 * 1024 ** 3, '8G'],
	[1.5 * 1024 ** 4, '1.5T'],
	[512 * 1024 ** 2, '512M'],
	[1023, '1023B'],
	[1024, '1K'],
	[0, '0B'],
	[-1, '0B'],
	[1024 ** 3 - 1, '1023.9M'],
])('%d bytes are %s', (bytes, text) => {
	expect(formatSize(bytes)).toBe(text);
});
