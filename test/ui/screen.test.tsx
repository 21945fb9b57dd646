import {describe, expect, it, vi} from 'vitest';
import {ago, clusterOf, jobOf, NOW, sessionOf, variedSessions} from './fixtures/documents.js';
import {fakeClient} from './fixtures/fake-client.js';
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

const QUESTION = {
	prompt: 7,
	cluster: 'iris',
	question: {
		kind: 'keyboard-interactive' as const,
		hop: 'gateway',
		text: 'Welcome to the lab.\u001b[2J\nA push was sent.',
		prompts: [
			{text: 'Password:', isSecret: true},
			{text: 'Verification code:', isSecret: false},
		],
	},
};

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

describe('a server’s question', () => {
	it('lies over all, hides what is secret, and sends the answers in order', async () => {
		const screen = open({sessions: [sessionOf()]});
		await screen.until('analysis');
		screen.client.tell('prompt.asked', QUESTION);
		const frame = await screen.until('Verification code:');
		expect(frame).toContain('login gateway for iris');
		expect(frame).toContain('A push was sent.');
		screen.press('p', 'w', KEYS.enter);
		await screen.until('Password: **');
		screen.press('1', '2', KEYS.enter);
		await screen.untilGone('Verification code:');
		expect(screen.client.called.at(-1)).toEqual({name: 'prompt.answer', input: {prompt: 7, answers: ['pw', '12']}});
	});

	it('is declined by Esc, and goes when it was answered elsewhere', async () => {
		const screen = open({sessions: [sessionOf()]});
		await screen.until('analysis');
		screen.client.tell('prompt.asked', QUESTION);
		await screen.until('Verification code:');
		screen.press(KEYS.escape);
		await screen.untilGone('Verification code:');
		expect(screen.client.called.at(-1)?.input).toEqual({prompt: 7, answers: null});
		screen.client.tell('prompt.asked', {...QUESTION, prompt: 8});
		await screen.until('Verification code:');
		screen.client.tell('prompt.closed', {prompt: 8});
		await screen.untilGone('Verification code:');
	});

	it('does not take what was typed for something else', async () => {
		let now = NOW;
		const screen = open({sessions: [sessionOf()], now: () => now});
		await screen.until('analysis');
		screen.press('/', 'a');
		await screen.until(' / a');
		screen.client.tell('prompt.asked', QUESTION);
		await screen.until('Verification code:');
		screen.press('n', KEYS.enter, KEYS.enter);
		expect(screen.client.called.some(({name}) => name === 'prompt.answer')).toBe(false);
		now += 1000;
		screen.press('p');
		await screen.until('Password: *');
	});

	it('trusts a host key only when yes is typed', async () => {
		const screen = open({sessions: [sessionOf()]});
		await screen.until('analysis');
		screen.client.tell('prompt.asked', {
			prompt: 9,
			cluster: 'iris',
			question: {kind: 'host-key', hop: 'gateway', text: 'ED25519 SHA256:abc is not known', prompts: []},
		});
		await screen.until('Type yes to trust it');
		screen.press('y', 'e', 's', KEYS.enter);
		await screen.untilGone('Type yes');
		expect(screen.client.called.at(-1)?.input).toEqual({prompt: 9, answers: ['yes']});
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
