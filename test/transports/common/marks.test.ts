import {describe, expect, test} from 'vitest';
import {MarkCutter} from '../../../drivers/transports/common/marks.js';

const TOKEN = 'hpctui0123456789';
const BEGIN = `${TOKEN}:begin:`;
const END = `${TOKEN}:end:`;

/** Feeds the text in pieces of one size and gives what the cutter made of it. */
function cut(text: string, size: number) {
	const cutter = new MarkCutter(TOKEN);
	const bytes = Buffer.from(text);
	const pieces: Buffer[] = [];
	for (let at = 0; at < bytes.length; at += size) {
		pieces.push(Buffer.from(cutter.feed(bytes.subarray(at, at + size))));
	}

	pieces.push(cutter.rest());
	return {own: Buffer.concat(pieces).toString(), code: cutter.code, hasBegun: cutter.hasBegun, noise: cutter.noise};
}

const CASES: readonly [string, string, ReturnType<typeof cut>][] = [
	['nothing around', `${BEGIN}hello\n${END}0;`, {own: 'hello\n', code: 0, hasBegun: true, noise: ''}],
	[
		'noise before',
		`motd\n*** art ***\n${BEGIN}x${END}3;`,
		{own: 'x', code: 3, hasBegun: true, noise: 'motd\n*** art ***\n'},
	],
	['noise after', `${BEGIN}x${END}255;\nlogout\n`, {own: 'x', code: 255, hasBegun: true, noise: ''}],
	['no output', `${BEGIN}${END}0;`, {own: '', code: 0, hasBegun: true, noise: ''}],
	[
		'never begun',
		'This account is not available.\n',
		{own: '', code: null, hasBegun: false, noise: 'This account is not available.\n'},
	],
	['never ended', `${BEGIN}half`, {own: 'half', code: null, hasBegun: true, noise: ''}],
	[
		'ends in half a mark',
		`${BEGIN}half${END.slice(0, 9)}`,
		{own: `half${END.slice(0, 9)}`, code: null, hasBegun: true, noise: ''},
	],
	[
		'looks like a mark',
		`${BEGIN}h hp hpctui0 ${TOKEN} ${TOKEN}:en${END}0;`,
		{own: `h hp hpctui0 ${TOKEN} ${TOKEN}:en`, code: 0, hasBegun: true, noise: ''},
	],
	[
		'a mark right after a false start',
		`${BEGIN}${TOKEN.slice(0, 8)}${END}7;`,
		{own: TOKEN.slice(0, 8), code: 7, hasBegun: true, noise: ''},
	],
];

describe('MarkCutter', () => {
	for (const size of [1, 2, 7, 64, 10_000]) {
		test.each(CASES)(`pieces of ${size}: %s`, (_name, text, wanted) => {
			expect(cut(text, size)).toEqual(wanted);
		});
	}

	test('bytes that cannot begin a mark pass at once', () => {
		const cutter = new MarkCutter(TOKEN);
		cutter.feed(Buffer.from(BEGIN));
		expect(cutter.feed(Buffer.from('prompt> ')).toString()).toBe('prompt> ');
		expect(cutter.feed(Buffer.from('h')).toString()).toBe('');
		expect(cutter.feed(Buffer.from('i')).toString()).toBe('hi');
	});

	test('any bytes pass unchanged', () => {
		const cutter = new MarkCutter(TOKEN);
		cutter.feed(Buffer.from(BEGIN));
		const bytes = Buffer.from(Array.from({length: 512}, (_, index) => index % 256));
		expect(cutter.feed(bytes).equals(bytes)).toBe(true);
	});

	test('of a conversation every byte passes at once, and nothing ends it', () => {
		const cutter = new MarkCutter(TOKEN, false);
		expect(cutter.feed(Buffer.from(`motd${BEGIN}h`)).toString()).toBe('h');
		expect(cutter.feed(Buffer.from(END)).toString()).toBe(END);
		expect([cutter.noise, cutter.hasEnded]).toEqual(['motd', false]);
	});

	test('of endless noise only the end is kept', () => {
		const cutter = new MarkCutter(TOKEN);
		for (let line = 0; line < 1000; line += 1) {
			cutter.feed(Buffer.from(`line ${line} of a very long message of the day\n`));
		}

		expect(cutter.noise.length).toBeLessThanOrEqual(4096);
		expect(cutter.noise).toContain('line 999 ');
	});
});
