import {describe, expect, test} from 'vitest';
import {type AttachedHere, attachHere, expectWhole, terminalOf} from '../fixtures/attached.js';
import {ago, jobOf, sessionOf} from '../fixtures/documents.js';

const SIZES = [
	[80, 24],
	[60, 20],
	[200, 60],
] as const;

const SCROLLED = Array.from({length: 200}, (_, index) => `line ${index + 1}`).join('\r\n');
const QUESTION = {
	kind: 'keyboard-interactive',
	hop: 'login.iris.example.org',
	text: 'Welcome. Two factors are needed here since last week, for everyone.',
	prompts: [{text: 'Verification code: ', isSecret: false}],
} as const;

describe.each(SIZES)('an attached terminal at %ix%i', (columns, rows) => {
	const open = async (options: Parameters<typeof attachHere>[0] = {}): Promise<AttachedHere> => {
		const attached = await attachHere({columns, rows, ...options});
		await attached.shows(/2h 30m left · C-b \? help$/m);
		return attached;
	};

	/** The status line is the last, and everything else is whole above it. */
	const statusOf = ({frame}: AttachedHere): string => {
		expectWhole(frame(), columns, rows);
		return frame().at(-1) ?? '';
	};

	test('is the terminal, and a line below it', async () => {
		const attached = await open();
		attached.print('alice@iris-013:~$ 日本語 \x1b[31mred\x1b[0m');
		await attached.shows(/^alice@iris-013:~\$ 日本語 red$/m);
		expect(statusOf(attached)).toMatch(/^ analysis {2}1:shell\* .* iris-013 · 2h 30m left · C-b \? help$/);
		expect(attached.cursor()).toEqual({column: 28, row: 0});
		await attached.press('l', 's');
		expect(attached.client.typed).toEqual(['l', 's']);
		await attached.press('\x02');
		await attached.shows(/d detach · .*\[ scroll · \? help$/m);
		statusOf(attached);
		await attached.press('%');
		await attached.shows(/nothing is on that key; \? shows the keys$/m);
		statusOf(attached);
	});

	test('has a line with each of several terminals, and what does not fit says so', async () => {
		const titles = ['vim results.py', 'top', 'ipython', 'htop on the second node'];
		const terminals = titles.map((title, index) => terminalOf({terminal: index + 1, number: index + 1, title}));
		const attached = await open({terminals});
		const last = columns < 80 ? /^ analysis {2}… {2}4:htop on.*…\* {2}/ : /4:htop on the second …\* {2}/;
		expect(statusOf(attached)).toMatch(last);
		expect(statusOf(attached)).toMatch(
			columns < 100 ? / {2}… {2}/ : / {2}1:vim results\.py {2}2:top {2}3:ipython {2}4:/,
		);
		await attached.press('\x02', '1');
		await attached.shows(/^ analysis {2}1:vim results\.py\* {2}/m);
		statusOf(attached);
	});

	test('shows the log below', async () => {
		const attached = await open({log: 'first words\nTraceback of the log\n'});
		attached.print('$ above');
		await attached.press('\x02', 'l');
		await attached.shows(/^── log ─+$/m);
		await attached.shows(/^Traceback of the log$/m);
		statusOf(attached);
		const at = attached.frame().findIndex(row => row.startsWith('── log ─'));
		expect(rows - at).toBe(Math.floor((rows - 1) / 3) + 2);
		expect(attached.frame()[0]).toBe('$ above');
		await attached.press('\x02', 'z');
		await attached.hides('── log');
	});

	test('scrolls back, searches, marks and copies', async () => {
		const attached = await open({history: SCROLLED});
		await attached.press('\x02', '[');
		await attached.shows(/scrolled back 0 lines/);
		await attached.press('g');
		await attached.shows(/^line 1$/m);
		expect(statusOf(attached)).toMatch(/scrolled back \d+ lines/);
		expect(attached.cursor()).toEqual({column: 0, row: 0});
		await attached.press('/', '1', '5', '0');
		await attached.shows(/^ \/150_ .*Enter searches$/m);
		statusOf(attached);
		await attached.press('\r');
		await attached.shows(/^line 150$/m);
		expect(attached.frame()[attached.cursor().row]).toBe('line 150');
		await attached.press('/', 'z', 'z', '\r');
		await attached.shows('not found: zz');
		await attached.press('V', 'y');
		await attached.shows('copied 8 characters');
		expect(attached.written()).toContain(Buffer.from('line 150').toString('base64'));
	});

	test('helps: each key whole, to the last by scrolling', async () => {
		const attached = await open();
		await attached.press('\x02', '?');
		await attached.shows('keys behind the prefix');
		statusOf(attached);
		const linesNow = () =>
			attached
				.frame()
				.flatMap(row => (row.includes('│') ? [(row.split('│')[1] ?? '').replaceAll(/ +/g, ' ').trim()] : []));
		const seen = linesNow();
		// Each line down brings one more into sight.
		while (!seen.at(-1)?.endsWith('this.')) {
			const before = linesNow().join('\n');
			await attached.press('j');
			await expect.poll(() => linesNow().join('\n')).not.toBe(before);
			seen.push(linesNow().at(-1) ?? '');
		}

		const words = seen.join(' ');
		expect(words).toContain('C-b C-z Suspend, as any program of the shell');
		expect(words).toContain('Leave the mouse to your own terminal, and back');
		expect(words).toContain('with Shift the mouse is your own terminal’s. Esc closes this.');
		await attached.press('\x1b', '\x1b');
		await attached.hides('keys behind the prefix');
	});

	test('has a question of a server over it, and the line that is typed', async () => {
		const attached = await open();
		attached.client.tell('prompt.asked', {prompt: 3, cluster: 'iris', question: QUESTION});
		await attached.shows('login.iris.example.org asks');
		await attached.press('1', '2', '3');
		await attached.shows(/^ *│ 123 +│$/m);
		statusOf(attached);
		const {column, row} = attached.cursor();
		expect(attached.frame()[row]?.slice(0, column)).toMatch(/│ 123$/);
		await attached.press('\r');
		await attached.hides('asks');
		expect(attached.client.called.at(-1)).toEqual({name: 'prompt.answer', input: {prompt: 3, answers: ['123']}});
	});

	test('asks before it closes a terminal, and for more walltime', async () => {
		const attached = await open();
		await attached.press('\x02', 'x');
		await attached.shows('End terminal 1 and what runs in it?  y yes   n no');
		statusOf(attached);
		await attached.press('n', '\x02', '+');
		await attached.shows('more walltime for analysis');
		statusOf(attached);
	});

	test('offers the sessions', async () => {
		const other = sessionOf({id: 'b', name: 'a-session-with-a-long-name', job: jobOf({nodes: ['iris-020']})});
		const attached = await open({sessions: [sessionOf(), other]});
		await attached.press('\x02', 's');
		await attached.shows(/^ *│ > analysis +iris +ready +iris-013 +│$/m);
		await attached.shows(/a-session-with-/);
		statusOf(attached);
	});

	test('tells that the way is down, and that it is back', async () => {
		const attached = await open();
		attached.print('$ kept');
		const note = 'login.iris.example.org: connection reset; next try in 4 s';
		attached.client.tell('terminal.changed', {terminal: terminalOf({columns, rows: rows - 1, state: 'away', note})});
		await attached.shows(/away: login\.iris/);
		expect(statusOf(attached)).toMatch(columns < 100 ? /away: login\.iris.*…$/ : /next try in 4 s$/);
		expect(attached.frame()[0]).toBe('$ kept');
		attached.client.tell('terminal.changed', {terminal: terminalOf({columns, rows: rows - 1})});
		await attached.hides('away');
		attached.client.breakOff('the daemon ended');
		await attached.shows(/the daemon is away: the daemon ended/);
		statusOf(attached);
	});

	test('is over when its only terminal ends, and says how', async () => {
		const attached = await open();
		attached.client.tell('terminal.changed', {terminal: terminalOf({state: 'ended', note: 'it ended with 3'})});
		expect(await attached.over).toBe('it ended with 3');
		// The usual screen is back: nothing of ours stands on it.
		expect(attached.written()).toMatch(/^\x1b\[\?1049h/);
	});

	test('tells that the walltime is over', async () => {
		const attached = await attachHere({columns, rows, sessions: [sessionOf({job: jobOf({endsAt: ago(1)})})]});
		await attached.shows('walltime is over');
		statusOf(attached);
	});
});

test('read instead of looked at, it says once where one is, also when something is copied', async () => {
	const attached = await attachHere({env: {LANG: 'C.UTF-8', TERM: 'xterm', HPCTUI_SCREEN_READER: '1'}, now: Date.now});
	await attached.shows('attached to analysis on iris-013; C-b d leaves, C-b ? helps');
	attached.print('$ ls');
	await attached.shows(/^\$ ls$/m);
	await attached.press('\x02', 'y');
	await attached.shows(/^copied http.* with its token\n\$ ls$/m);
	await attached.press('\x02', 'l');
	await attached.shows(/hpctui logs analysis --follow/);
	expect(attached.written().split('attached to')).toHaveLength(2);
	expect(attached.written()).not.toMatch(/\x1b\[(?!\?2004h)/);
});
