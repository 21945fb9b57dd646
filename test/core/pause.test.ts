import {expect, test} from 'vitest';
import {pauseBefore} from '../../source/core/pause.js';

const rule = {firstMs: 1000, factor: 2, maxMs: 60_000};

test.each([
	[0, 0, 500],
	[0, 0.999_999, 1000],
	[1, 0, 1000],
	[1, 0.5, 1500],
	[5, 0.999_999, 32_000],
	[6, 0.999_999, 60_000],
	[6, 0, 30_000],
	[5000, 0.999_999, 60_000],
])('before try %d, by chance %d: %d ms', (attempt, random, ms) => {
	expect(pauseBefore(attempt, rule, random)).toBe(ms);
});
