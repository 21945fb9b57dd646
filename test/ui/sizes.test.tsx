import {describe, expect, it} from 'vitest';
import {ago, jobOf, QUESTION, sessionOf, variedSessions} from './fixtures/documents.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening();

const SIZES = [
	[80, 24],
	[60, 20],
	[200, 60],
] as const;

/** Each line as wide as the window at most, and as many lines as it has rows. */
function expectToFill(frame: string, columns: number, rows: number) {
	const lines = frame.split('\n');
	expect(lines).toHaveLength(rows);
	for (const line of lines) {
		expect([...line].length).toBeLessThanOrEqual(columns);
	}
}

describe.each(SIZES)('at %ix%i', (columns, rows) => {
	it('shows what to do first when there is no cluster', async () => {
		const screen = open({columns, rows, clusters: []});
		const frame = await screen.until('the demo');
		expect(frame).toContain('another host');
		expectToFill(frame, columns, rows);
	});

	it('shows how to begin when there is no session', async () => {
		const frame = await open({columns, rows}).until('No sessions yet.');
		expect(frame).toContain('makes a new one on iris');
		expectToFill(frame, columns, rows);
	});

	it('shows one session whole', async () => {
		const frame = await open({columns, rows, sessions: [sessionOf()], log: 'first\nlast\n'}).until('last');
		expect(frame).toMatch(/▸ ● ready +analysis/);
		expect(frame).toContain('iris-013');
		expect(frame).toContain(':8888');
		expect(frame).toContain('2h30m');
		expect(frame).not.toContain('s3cr3t');
		expectToFill(frame, columns, rows);
	});

	it('shows only what there is room for of hundreds, with the cursor in sight', async () => {
		const sessions = Array.from({length: 300}, (_, index) =>
			sessionOf({id: `s${index}`, name: `job-${index}`, createdAt: ago(index)}),
		);
		const screen = open({columns, rows, sessions});
		await screen.until('1 of 300');
		screen.press('G');
		const frame = await screen.until('300 of 300');
		expect(frame).toMatch(/▸ ● ready +job-299/);
		expectToFill(frame, columns, rows);
	});

	it('tells each kind of trouble by a sign and a word', async () => {
		const frame = await open({columns, rows, sessions: variedSessions()}).until('big-mem');
		for (const word of ['queued', 'starting', 'ready', 'reconnecting', 'next try in 8s']) {
			expect(frame).toContain(word);
		}

		expectToFill(frame, columns, rows);
	});

	it('has room for the form, the help and a question', async () => {
		const screen = open({columns, rows, sessions: variedSessions()});
		await screen.until('big-mem');
		screen.press('n');
		expectToFill(await screen.until('new session'), columns, rows);
		screen.press(KEYS.escape);
		await screen.untilGone('new session');
		screen.press('?');
		expectToFill(await screen.until('Sessions'), columns, rows);
		screen.client.tell('prompt.asked', QUESTION);
		expectToFill(await screen.until('Verification code'), columns, rows);
	});
});

describe('the window', () => {
	it('follows its size', async () => {
		const screen = open({sessions: variedSessions()});
		await screen.until('analysis');
		screen.resize(120, 30);
		await screen.until(/^╭.{118}╮$/m);
		expectToFill(screen.frame(), 120, 30);
		screen.resize(60, 20);
		await screen.until(/^╭.{58}╮$/m);
		expectToFill(screen.frame(), 60, 20);
	});

	it('draws plain signs where the console has no others', async () => {
		const frame = await open({sessions: [sessionOf()], env: {TERM: 'linux'}}).until('analysis');
		expect(frame).toMatch(/> \* ready +analysis/);
		expect(frame).toMatch(/^[\x20-\x7e\n]*$/);
	});

	it('makes what strangers wrote harmless', async () => {
		const job = jobOf({nodes: ['n1\u001b]52;c;aGk=\u0007']});
		const frame = await open({sessions: [sessionOf({name: 'a\u001b[31mb\u202ec\nd', job})]}).until('abc d');
		expect(frame).toMatch(/ready +abc d/);
		expect(frame).not.toContain('52;c');
	});
});
