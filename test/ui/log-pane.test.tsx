import {describe, expect, it} from 'vitest';
import {createLogBuffer} from '../../source/ui/log-buffer.js';
import {marked, matchesOf, nearestMatch, patternOf, TROUBLE} from '../../source/ui/log-search.js';
import {sessionOf} from './fixtures/documents.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const openScreen = opening({sessions: [sessionOf()]});
const open = (log: string) => openScreen({log});

const numbered = (count: number, text: (index: number) => string = () => 'line') =>
	Array.from({length: count}, (_, index) => `${text(index)} ${index}\n`).join('');

/** A job that fails twice among much else. */
const FAILING = numbered(200, index => (index === 50 || index === 120 ? 'RuntimeError: out of luck' : 'step'));

describe('the log', () => {
	it('is searched from the bottom up, and back', async () => {
		const screen = open(FAILING);
		await screen.until('step 199');
		screen.press('z', '/', ...'luck', KEYS.enter);
		expect(await screen.until('RuntimeError: out of luck 120')).toContain('2 of 2 with “luck”');
		screen.press('n');
		expect(await screen.until('RuntimeError: out of luck 50')).toContain('1 of 2 with “luck”');
		screen.press('n');
		await screen.until('no “luck” further up');
		screen.press('N');
		await screen.until('RuntimeError: out of luck 120');
		screen.press(KEYS.escape);
		await screen.untilGone('further up');
		screen.press(KEYS.escape);
		await screen.untilGone('with “luck”');
		expect(screen.frame()).toContain('step 119');
	});

	it('says where nothing is found, and stays', async () => {
		const screen = open(FAILING);
		await screen.until('step 199');
		screen.press('z', '/', ...'unheard', KEYS.enter);
		expect(await screen.until('no “unheard” further up in the 200 lines')).toContain('step 199');
	});

	it('leads from error to error', async () => {
		const screen = open(FAILING);
		await screen.until('step 199');
		screen.press('[');
		await screen.until('RuntimeError: out of luck 120');
		screen.press('[');
		await screen.until('RuntimeError: out of luck 50');
		screen.press(']');
		await screen.until('RuntimeError: out of luck 120');
	});

	it('pauses while lines come, and follows again', async () => {
		const screen = open(numbered(100));
		await screen.until('following');
		screen.press('p');
		await screen.untilGone('following');
		const offset = Buffer.byteLength(numbered(100));
		const more = Buffer.from('the newest\n');
		screen.client.tell('log.piece', {
			subscription: 1,
			path: '/home/alice/.hpctui/output',
			offset,
			base64: more.toString('base64'),
			size: offset + more.length,
		});
		expect(await screen.until('of 101')).not.toContain('the newest');
		screen.press('p');
		expect(await screen.until('the newest')).toContain('following');
	});

	it('wraps long lines, and keeps the end in sight', async () => {
		const screen = open(`${'a'.repeat(100)}END\n`.repeat(30));
		await screen.until('a'.repeat(70));
		expect(screen.frame()).not.toContain('END');
		screen.press('w');
		const frame = await screen.until('END');
		expect(frame.split('\n').filter(line => line.includes('END')).length).toBeGreaterThan(2);
		expect(frame.split('\n').at(-4)).toContain('END');
		screen.press(KEYS.pageUp);
		await screen.until(/line \d+ of 30/);
		screen.press('w');
		await screen.untilGone('END');
	});
});

describe('a search', () => {
	const buffer = createLogBuffer();
	buffer.append('one\nTwo\n\u001b[31mtw\u001b[0mo\nthree\n');

	it('looks without regard to case until there is a capital, and past colours', () => {
		expect(matchesOf(buffer, patternOf('two'))).toEqual([1, 2]);
		expect(matchesOf(buffer, patternOf('Two'))).toEqual([1]);
		expect(matchesOf(buffer, patternOf('t.o'))).toEqual([]);
	});

	it('finds the nearest up and down, the line itself not counted', () => {
		const two = patternOf('two');
		expect(nearestMatch(buffer, two, 4, -1)).toBe(2);
		expect(nearestMatch(buffer, two, 2, -1)).toBe(1);
		expect(nearestMatch(buffer, two, 1, -1)).toBeNull();
		expect(nearestMatch(buffer, two, -1, 1)).toBe(1);
		expect(nearestMatch(buffer, two, 2, 1)).toBeNull();
	});

	it('marks what matches', () => {
		expect(marked('a two b TWO', patternOf('two'))).toEqual([
			{text: 'a ', isMatch: false},
			{text: 'two', isMatch: true},
			{text: ' b ', isMatch: false},
			{text: 'TWO', isMatch: true},
		]);
	});

	it.each([
		'Traceback (most recent call last):',
		'slurmstepd: error: *** JOB 42 ON node1 CANCELLED ***',
		'bash: foo: command not found',
		'Segmentation fault (core dumped)',
		'Killed',
		'ValueError: x',
	])('knows %s for trouble', line => {
		expect(line.search(TROUBLE)).not.toBe(-1);
	});

	it.each(['terror', 'all is well', 'errors: none here'])('takes %j for none', line => {
		expect(line.search(TROUBLE)).toBe(-1);
	});
});
