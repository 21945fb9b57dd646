import {describe, expect, it} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {orderOf, type Sort} from '../../source/ui/session-order.js';
import {ago, sessionOf} from './fixtures/documents.js';
import {KEYS, type Mounted} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening();

const named = (...names: readonly string[]) =>
	names.map((name, index) => sessionOf({id: name, name, createdAt: ago(index)}));
const inputsOf = (screen: Mounted, name: string) =>
	screen.client.called.filter(call => call.name === name).map(({input}) => input);

describe('marks', () => {
	it('are acted on together, and asked about by name', async () => {
		const screen = open({
			sessions: named('one', 'two', 'three'),
			answers: {
				'session.stop': ({session}) => sessionOf({id: session, name: session, state: 'ended', outcome: 'cancelled'}),
			},
		});
		await screen.until('three');
		screen.press(' ', ' ');
		expect(await screen.until('2 marked')).toMatch(/▸ +● ready +three/);
		screen.press('x');
		const frame = await screen.until('Stop these 2 sessions?');
		expect(frame).toContain('one (iris), two (iris)');
		screen.client.change(sessionOf({id: 'new', name: 'newest', createdAt: ago(-5)}));
		screen.press('y');
		await screen.until('2 sessions: their jobs are being ended');
		expect(inputsOf(screen, 'session.stop')).toEqual([{session: 'one'}, {session: 'two'}]);
		expect(screen.frame()).not.toContain('marked');
	});

	it('tell the first refusal, and hold up nobody else', async () => {
		const screen = open({
			sessions: named('one', 'two'),
			answers: {
				'session.stop': ({session}) => {
					if (session === 'one') {
						throw new Fault('link', 'iris cannot be reached');
					}

					return sessionOf({id: session, name: session});
				},
			},
		});
		await screen.until('two');
		screen.press('*', 'x');
		await screen.until('Stop these 2 sessions?');
		screen.press('y');
		await screen.until('iris cannot be reached');
		expect(inputsOf(screen, 'session.stop')).toHaveLength(2);
	});

	it('fit only what can be done with them, and go by Esc', async () => {
		const over = sessionOf({id: 'over', name: 'over', state: 'ended', outcome: 'completed', endedAt: ago(-1)});
		const screen = open({sessions: [...named('live'), over]});
		await screen.until('over');
		screen.press('*');
		await screen.until('2 marked');
		screen.press('d');
		await screen.until('Forget over?');
		screen.press('n');
		await screen.untilGone('Forget over?');
		screen.press(KEYS.escape);
		await screen.untilGone('marked');
	});
});

describe('renewal', () => {
	it('says what stays and what does not, and asks the daemon for a successor', async () => {
		const screen = open({
			sessions: named('one'),
			answers: {'session.renew': () => sessionOf({id: 'one', name: 'one'})},
		});
		await screen.until('one');
		screen.press('r');
		expect(await screen.until('Renew one?')).toContain('Files and URL stay');
		screen.press('y');
		await screen.until('one: a successor takes over when it answers');
		expect(inputsOf(screen, 'session.renew')).toEqual([{session: 'one', walltime: null, overlapSeconds: 0}]);
	});
});

describe('the order', () => {
	const sessions = new Map(
		[
			sessionOf({id: 'a', name: 'Beta', cluster: 'iris', createdAt: ago(3), state: 'ready'}),
			sessionOf({id: 'b', name: 'alpha', cluster: 'zeus', createdAt: ago(2), state: 'queued'}),
			sessionOf({id: 'c', name: 'gamma', cluster: 'iris', createdAt: ago(1), state: 'reconnecting'}),
			sessionOf({id: 'd', name: 'aaa', cluster: 'iris', createdAt: ago(0), state: 'ended', endedAt: ago(0)}),
		].map(session => [session.id, session] as const),
	);
	const sorted = (sort: Sort) => orderOf(sessions, sort, {sessions: new Map(), order: [], sort}).join('');

	it.each([
		['newest', 'cbad'],
		['name', 'bacd'],
		['state', 'cbad'],
		['cluster', 'cadb'],
	] as const)('%s is %s', (sort, order) => {
		expect(sorted(sort)).toBe(order);
	});

	it('by the end has what ends first before what has no end', () => {
		const job = sessionOf().job;
		const three = ['2026-11-20T12:00:00Z', null, '2026-11-20T11:00:00Z'].map((endsAt, index) =>
			sessionOf({id: String(index), createdAt: ago(index), job: {...job, endsAt}}),
		);
		const map = new Map(three.map(session => [session.id, session]));
		expect(orderOf(map, 'end', {sessions: new Map(), order: [], sort: 'end'})).toEqual(['2', '0', '1']);
	});
});

describe('by cluster', () => {
	it('each has its heading, and the cursor goes from session to session', async () => {
		const screen = open({
			sessions: [
				sessionOf({id: 'a', name: 'one', cluster: 'iris', createdAt: ago(1)}),
				sessionOf({id: 'b', name: 'two', cluster: 'zeus', createdAt: ago(2), state: 'queued'}),
			],
			memory: {sort: 'end'},
		});
		await screen.until('what ends first');
		await screen.until('two');
		screen.press('s');
		const frame = await screen.until('iris  1 session, 1 ready');
		expect(frame).toContain('zeus  1 session, 0 ready');
		expect(frame).toMatch(/▸ +● ready +one/);
		screen.press('j');
		await screen.until(/▸ +○ queued +two/);
		screen.press('s');
		await screen.untilGone('1 session, 1 ready\n');
	});

	it('keeps the cursor in sight among headings', async () => {
		const many = Array.from({length: 60}, (_, index) =>
			sessionOf({id: `s${index}`, name: `job-${index}`, cluster: `c${String(index).padStart(2, '0')}`}),
		);
		const screen = open({sessions: many, memory: {sort: 'cluster'}});
		await screen.until('job-0');
		screen.press('G');
		await screen.until(/▸ +● ready +job-59/);
		screen.press('k');
		await screen.until(/▸ +● ready +job-58/);
	});
});
