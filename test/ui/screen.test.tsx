import {describe, expect, it} from 'vitest';
import {ago, clusterOf, sessionOf, variedSessions} from './fixtures/documents.js';
import {fakeClient} from './fixtures/fake-client.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening();

describe('the list', () => {
	it('keeps the cursor on its session when others come and go', async () => {
		const screen = open({sessions: [sessionOf(), sessionOf({id: 'b', name: 'second', createdAt: ago(200)})]});
		await screen.until('second');
		screen.press('j');
		await screen.until(/▸ ● ready +second/);
		screen.client.change(sessionOf({id: 'c', name: 'newest', createdAt: ago(1)}));
		expect(await screen.until('newest')).toMatch(/▸ ● ready +second/);
		screen.client.change(sessionOf({id: 'b', name: 'second', createdAt: ago(200), state: 'starting'}));
		await screen.until(/▸ ◐ starting +second/);
	});

	it('hides what ended earlier until asked, and keeps what ended now', async () => {
		const old = sessionOf({id: 'old', name: 'yesterday', state: 'ended', outcome: 'completed', endedAt: ago(900)});
		const screen = open({sessions: [sessionOf(), old]});
		expect(await screen.until('1 ended: a shows')).not.toContain('yesterday');
		screen.press('a');
		await screen.until('yesterday');
		screen.press('a');
		await screen.untilGone('yesterday');
		screen.client.change(sessionOf({state: 'ended', outcome: 'cancelled', endedAt: ago(-1)}));
		await screen.until('cancelled, just now');
	});

	it('filters as one types, keeps view keys out of the box, and goes back', async () => {
		const screen = open({sessions: variedSessions()});
		await screen.until('analysis');
		screen.press('/');
		await screen.until(' / ');
		screen.press('r', 'e', 'd', 'i', 's');
		expect(await screen.untilGone('analysis')).toContain('next try');
		expect(screen.outside.copied).toEqual([]);
		screen.press(KEYS.enter);
		await screen.until('matching redis');
		screen.press(KEYS.escape);
		await screen.until('analysis');
	});

	it('takes several keys in one piece for several keys', async () => {
		const screen = open({sessions: variedSessions()});
		await screen.until('analysis');
		screen.press('jjj');
		await screen.until(/▸ ◐ starting +train/);
	});
});

describe('the panes', () => {
	it('turns with Tab, by letters, and zooms', async () => {
		const screen = open({
			sessions: [sessionOf()],
			answers: {'session.history': () => [{at: ago(90), type: 'started', text: 'runs on iris-013'}]},
		});
		await screen.until('analysis');
		screen.press(KEYS.tab);
		expect(await screen.until('▸tunnels')).toContain('here → gateway → login → 172.17.6.55:8888');
		expect(screen.frame()).toMatch(/silent +3000 ms +iris-013:8888 +hostname em1/);
		screen.press('i');
		expect(await screen.until('▸job')).toContain('slurm 4242');
		screen.press('e');
		await screen.until('runs on iris-013');
		screen.press('z');
		await screen.untilGone('sessions ─');
		screen.press(KEYS.escape);
		await screen.until('sessions ─');
	});

	it('follows the log, and stays where one scrolls to', async () => {
		const lines = Array.from({length: 200}, (_, index) => `line ${index}`).join('\n');
		const screen = open({sessions: [sessionOf()], log: `${lines}\n`});
		await screen.until('line 199');
		screen.press('z');
		await screen.untilGone('sessions ─');
		screen.press(KEYS.pageUp);
		await screen.untilGone('line 199');
		const text = Buffer.from('more\n');
		const offset = Buffer.byteLength(lines) + 1;
		const piece = {subscription: 1, path: '/log', offset, base64: text.toString('base64'), size: offset + text.length};
		screen.client.tell('log.piece', piece);
		expect(await screen.until('of 201')).not.toContain('more');
		screen.press('G');
		await screen.until('more');
	});

	it('shows the last state of a progress bar, keeps colours and drops all else', async () => {
		const log = 'ok \u001b[32mgreen\u001b[0m\u001b[2J\u001b]0;title\u0007 end\n 10%|#\r 60%|######';
		const colored = open({sessions: [sessionOf()], log});
		const frame = await colored.until('60%|######');
		expect(frame).toContain('\u001b[32mgreen');
		expect(frame).not.toContain('10%');
		expect(frame).not.toContain('title');
		const plain = open({sessions: [sessionOf()], log, env: {LANG: 'C.UTF-8', NO_COLOR: '1'}});
		expect(await plain.until('60%|######')).toContain('ok green end');
	});
});

describe('the connection', () => {
	it('says that the daemon is away, finds it again and loses nothing', async () => {
		const later = fakeClient({sessions: [sessionOf(), sessionOf({id: 'b', name: 'since-then', createdAt: ago(1)})]});
		const screen = open({sessions: [sessionOf()], reconnect: async () => later});
		await screen.until('analysis');
		screen.client.breakOff('socket closed');
		expect(await screen.until('the daemon is away (socket closed)')).toContain('analysis');
		await screen.until('since-then');
		expect(screen.frame()).toMatch(/▸ ● ready +analysis/);
		await screen.untilGone('the daemon is away');
	});

	it('asks for everything anew when a notice was missed', async () => {
		const screen = open({sessions: [sessionOf()]});
		await screen.until('● iris 12 ms');
		const count = () => screen.client.called.filter(({name}) => name === 'session.subscribe').length;
		screen.client.change(sessionOf({name: 'renamed'}));
		await screen.until('renamed');
		expect(count()).toBe(1);
		screen.client.tell('session.changed', {sequence: 9, session: sessionOf({name: 'gap'})});
		await screen.until('gap');
		expect(count()).toBe(2);
	});

	it('shows the link of each cluster', async () => {
		const {link} = clusterOf();
		const clusters = [clusterOf(), clusterOf({name: 'lab', link: {...link, state: 'needs-user'}})];
		const screen = open({clusters, sessions: [sessionOf({needsUser: 'gateway'})]});
		expect(await screen.until('? lab needs you')).toContain('needs your answer for gateway');
		screen.client.tell('cluster.changed', {cluster: clusterOf({link: {...link, state: 'down'}})});
		await screen.until('✗ iris down');
	});

	it('where there is no room for all, leaves out those that nobody uses', async () => {
		const {link} = clusterOf();
		const idle = ['a', 'b', 'c', 'd', 'e'].map(name =>
			clusterOf({name: `${name}-cluster`, link: {...link, state: 'idle'}}),
		);
		const screen = open({clusters: [...idle, clusterOf(), clusterOf({name: 'lab', link: {...link, state: 'down'}})]});
		await screen.until(/✗ lab down {3}● iris 12 ms {3}○ a-cluster idle/);
	});
});
