import {describe, expect, it, vi} from 'vitest';
import {ago, sessionOf} from './fixtures/documents.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening();

describe('Enter', () => {
	it('hands the terminal over to the session’s own', async () => {
		const screen = open({sessions: [sessionOf()]});
		await screen.until('analysis');
		screen.press(KEYS.enter);
		await vi.waitFor(() => expect(screen.outside.done).toEqual([`attach ${sessionOf().id}`]));
	});

	it('shows the log in the whole window while the job does not run', async () => {
		const {job} = sessionOf();
		const screen = open({sessions: [sessionOf({state: 'queued', url: null, tunnels: [], job: {...job, nodes: []}})]});
		await screen.until('analysis');
		screen.press(KEYS.enter);
		await screen.untilGone('sessions ─');
		expect(screen.outside.done).toEqual([]);
	});
});

describe('acting', () => {
	it('stops the session that was shown when x was pressed', async () => {
		const screen = open({
			sessions: [sessionOf(), sessionOf({id: 'b', name: 'second', createdAt: ago(200)})],
			answers: {'session.stop': () => sessionOf()},
		});
		await screen.until('second');
		screen.press('x');
		await screen.until('Stop analysis?');
		screen.client.change(sessionOf({id: 'c', name: 'newest', createdAt: ago(1)}));
		screen.client.tell('session.removed', {sequence: 2, id: 'b'});
		await screen.until('newest');
		screen.press('y');
		await screen.until('its job is being ended');
		expect(screen.client.called.filter(({name}) => name === 'session.stop')).toEqual([
			{name: 'session.stop', input: {session: '01JD3Z0001'}},
		]);
	});

	it('says what stays on the cluster of a session that is forgotten', async () => {
		const ended = sessionOf({state: 'ended', outcome: 'cancelled', endedAt: ago(1), url: null});
		const warning = 'its folder /home/u/s stays on iris: gateway cannot be reached';
		const screen = open({sessions: [ended], answers: {'session.remove': () => ({warning})}});
		await screen.until('1 ended: a shows');
		screen.press('a');
		await screen.until('analysis');
		screen.press('d');
		await screen.until('Forget analysis?');
		screen.press('y');
		expect(await screen.until('analysis: forgotten')).toContain(warning);
	});

	it('says what happened without being asked, and calls', async () => {
		const screen = open({sessions: [sessionOf()]});
		await screen.until('analysis');
		screen.client.tell('notification', {
			session: '01JD3Z0001',
			name: 'analysis',
			cluster: 'iris',
			code: 'walltime-soon',
			text: 'at most 10m of walltime left\u001b[2J',
			terminal: true,
			desktop: false,
		});
		await screen.until('analysis: at most 10m of walltime left');
		expect(screen.outside.done).toEqual(['alert walltime-soon']);
	});

	it('does nothing when one says no', async () => {
		const screen = open({sessions: [sessionOf()]});
		await screen.until('analysis');
		screen.press('x');
		await screen.until('Stop analysis?');
		screen.press('n');
		await screen.untilGone('Stop analysis?');
		expect(screen.client.called.some(({name}) => name === 'session.stop')).toBe(false);
	});

	it('copies the URL with its token and shows it without', async () => {
		const screen = open({sessions: [sessionOf()]});
		await screen.until('analysis');
		screen.press('y');
		const frame = await screen.until('copied http://127.0.0.1:8888/ with its token');
		expect(frame).not.toContain('s3cr3t');
		expect(screen.outside.copied).toEqual(['http://127.0.0.1:8888/?token=s3cr3t']);
		screen.press('o');
		await screen.until('opening http://127.0.0.1:8888/');
		expect(screen.outside.opened).toEqual(['http://127.0.0.1:8888/?token=s3cr3t']);
	});

	it('says quietly that a key does nothing, and why one cannot be used', async () => {
		const screen = open({sessions: [sessionOf({state: 'queued', url: null, tunnels: []})]});
		await screen.until('analysis');
		screen.press('u');
		await screen.until('u does nothing here');
		screen.press('y');
		await screen.until('analysis has no URL yet: it is queued');
		screen.press('d');
		await screen.until('analysis has not ended: x stops it');
	});

	it('shows the refusal of more walltime in the scheduler’s own words', async () => {
		const {Fault} = await import('../../source/core/fault.js');
		const screen = open({
			sessions: [sessionOf()],
			answers: {
				'session.extend': () => {
					throw new Fault('refused', 'Access/permission denied for job 4242', {hint: 'hpctui renew analysis'});
				},
			},
		});
		await screen.until('analysis');
		screen.press('+');
		await screen.until('2h30m left of 4h');
		screen.press('\u0015', '+', '2', 'h', KEYS.enter);
		const frame = await screen.until('Access/permission denied for job 4242');
		expect(frame).toContain('hpctui renew analysis');
		expect(frame).toContain('+2h');
		expect(screen.client.called.at(-1)?.input).toEqual({session: '01JD3Z0001', type: 'more', seconds: 7200});
	});

	it('leaves on q and on C-c', async () => {
		const screen = open();
		await screen.until('No sessions yet.');
		screen.press('q', '\u0003', '\u001a');
		expect(screen.outside.done).toEqual(['leave', 'leave', 'suspend']);
	});
});
