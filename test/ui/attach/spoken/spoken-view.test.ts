import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {createEmulator} from '../../../../source/terminal/emulator.js';
import {type AttachState, initialAttachState} from '../../../../source/ui/attach/attach-state.js';
import type {Attachment} from '../../../../source/ui/attach/attachment.js';
import {enterCopyMode} from '../../../../source/ui/attach/copy-mode.js';
import type {RealTerminal} from '../../../../source/ui/attach/real-terminal.js';
import {createSpokenView} from '../../../../source/ui/attach/spoken/spoken-view.js';
import {terminalOf} from '../../fixtures/attached.js';
import {NOW, sessionOf} from '../../fixtures/documents.js';

const SIZE = {columns: 40, rows: 8};
const GREETING = 'attached to analysis on iris-013; C-b d leaves, C-b ? helps\n';
const QUESTION = {
	kind: 'password',
	hop: 'login',
	text: '',
	prompts: [{text: 'Password: ', isSecret: true}],
} as const;

beforeEach(() => void vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'Date']}));
afterEach(() => void vi.useRealTimers());

/** A view of a terminal that is attached already; the clock is turned by hand. */
function viewed(given: Partial<AttachState> = {}, kept = '') {
	let written = '';
	const emulator = createEmulator({...SIZE, scrollbackLines: 20_000, isOneRoll: true});
	const attachment = {
		state: initialAttachState(true, NOW),
		screen: emulator,
		async history() {
			const picture = createEmulator({...SIZE, scrollbackLines: 1000});
			await picture.write(kept);
			return picture;
		},
	};
	const real = {
		size: SIZE,
		write(text: string) {
			written += text;
			return true;
		},
		want: () => undefined,
	};
	const view = createSpokenView({
		attachment: attachment as unknown as Attachment,
		real: real as unknown as RealTerminal,
		now: Date.now,
	});
	const set = (some: Partial<AttachState>): void => {
		attachment.state = {...attachment.state, ...some};
		view.changed();
	};
	/** What was written since it was last asked for. */
	const news = (): string => {
		const text = written.replaceAll('\r\n', '\n');
		written = '';
		return text;
	};
	set({session: sessionOf(), current: terminalOf(), tabs: [terminalOf()], ...given});
	return {
		view,
		set,
		news,
		async print(text: string) {
			// The emulator takes each piece of what is written in a timer of next to no time.
			await Promise.all([emulator.write(text), vi.advanceTimersByTimeAsync(4)]);
			view.changed();
		},
		turn: (ms: number) => vi.advanceTimersByTimeAsync(ms),
	};
}

test('says where one is, then what the terminal prints, as it comes', async () => {
	const {print, turn, news} = viewed();
	await print('$ ');
	await turn(16);
	expect(news()).toBe(`${GREETING}$ `);
	await print('ls');
	await turn(16);
	expect(news()).toBe('ls');
	await print('\r\na\r\n$ ');
	await turn(16);
	expect(news()).toBe('\na\n$ ');
});

test('says the keys as they are configured', () => {
	const bindings = [{id: 'detach', keys: ['q'], title: '', action: {type: 'detach'}}] as const;
	expect(viewed({prefix: 'C-a', bindings}).news()).toBe('attached to analysis on iris-013; C-a q leaves\n');
});

test('what is drawn over waits until it is quiet, and no longer than a second', async () => {
	const {print, turn, news} = viewed();
	await print('10 %');
	await turn(16);
	news();
	for (let step = 0; step < 10; step++) {
		await print(`\r2${step} %`);
		await turn(90);
	}

	expect(news()).toBe('');
	await print('\r30 %');
	await turn(90);
	expect(news()).toBe('\n30 %');
	await print('\r40 %');
	await turn(100);
	expect(news()).toBe('');
	await turn(60);
	expect(news()).toBe('\n40 %');
});

test('what a tmux at the far side never drew is asked for from what it keeps', async () => {
	const lines = Array.from({length: 100}, (_, index) => String(index + 1));
	const {print, turn, news} = viewed({}, ['x', 'y', 'z', '$ seq 100', ...lines, '$ '].join('\r\n'));
	await print('\x1b[?1049h\x1b[Hx\r\ny\r\nz\r\n$ seq 100');
	await turn(200);
	news();
	await print(`\x1b[H\x1b[2J${[...lines.slice(-7), '$ '].join('\r\n')}`);
	await turn(200);
	await turn(200);
	expect(news()).toBe(`\n${lines.join('\n')}\n$ `);
});

describe('around the terminal', () => {
	test.each<[name: string, given: Partial<AttachState>, said: string]>([
		['the daemon that is away', {lost: 'it ended'}, 'the daemon is away: it ended; reconnecting\n'],
		[
			'the way that is down',
			{current: terminalOf({state: 'away', note: 'login: reset'})},
			'away: login: reset; reconnecting\n',
		],
		['another terminal', {current: terminalOf({terminal: 2, number: 2})}, 'terminal 2 of analysis on iris-013\n'],
		[
			'how one ended',
			{current: terminalOf({state: 'ended', note: 'it ended with 3'})},
			'terminal 1 ended: it ended with 3\n',
		],
		['a message', {message: {text: 'copied 3 characters', isBad: false}}, 'copied 3 characters\n'],
		['a message with a control sequence', {message: {text: 'a\x1b[31mb', isBad: true}}, 'ab\n'],
		[
			'the walltime that ends',
			{session: {...sessionOf(), warnings: [{code: 'walltime-soon', message: '10 minutes left', at: 'now'}]}},
			'10 minutes left\n',
		],
		[
			'a question, and no secret',
			{overlay: {type: 'prompt', asked: {prompt: 1, cluster: 'iris', question: QUESTION}, answers: [], text: 'abc'}},
			'login asks\nPassword:\nEnter answers, Esc declines\n> ***',
		],
		[
			'the sessions',
			{sessions: new Map([['a', sessionOf()]]), overlay: {type: 'sessions', ids: ['a'], selected: 0}},
			'sessions: arrows choose, Enter goes there, Esc leaves\n1 of 1: analysis, ready, on iris-013, iris\n',
		],
	])('%s is said on a line of its own, and the prompt again', async (_name, given, said) => {
		const {set, print, turn, news} = viewed();
		await print('$ ls');
		await turn(16);
		news();
		set(given);
		await turn(200);
		expect(news()).toBe(`\n${said}${given.overlay ? '' : '$ ls'}`);
	});

	test('what is back is said', async () => {
		const {set, turn, news} = viewed({lost: 'x', current: terminalOf({state: 'away'})});
		await turn(16);
		news();
		set({lost: null, current: terminalOf()});
		expect(news()).toBe('the daemon is back\nback on iris-013\n');
	});

	test('scrolling back reads lines, and the terminal waits meanwhile', async () => {
		const {set, print, turn, news} = viewed();
		const copy = enterCopyMode(['one', 'two  ', ''], SIZE, {line: 1, column: 0});
		news();
		set({copy});
		expect(news()).toMatch(/^3 lines to read: arrows.*\ntwo\n$/);
		set({copy: {...copy, cursor: {line: 1, column: 1}}});
		set({copy: {...copy, cursor: {line: 2, column: 1}}});
		expect(news()).toBe('w\nblank\n');
		set({copy: {...copy, cursor: {line: 2, column: 1}, typing: {text: 'o', direction: 1}}});
		set({copy: {...copy, cursor: {line: 2, column: 1}, typing: {text: 'on', direction: 1}}});
		set({copy: {...copy, cursor: {line: 0, column: 0}}});
		expect(news()).toBe('/on\none\n');
		await print('$ new');
		await turn(2000);
		expect(news()).toBe('');
		set({copy: null});
		await turn(200);
		expect(news()).toBe('back in the terminal\n$ new');
	});
});

test('while the terminal is somebody else’s nothing is written, and nothing is lost', async () => {
	const {view, set, print, turn, news} = viewed();
	await print('$ ');
	await turn(16);
	news();
	view.leave();
	expect(news()).toBe('\n');
	await print('a\r\n$ ');
	set({message: {text: 'news', isBad: false}});
	await turn(2000);
	expect(news()).toBe('');
	view.returned();
	view.changed();
	await turn(200);
	expect(news()).toBe(`${GREETING}news\n$ a\n$ `);
});

test('the last words of a terminal come before that it ended', async () => {
	const {set, print, news} = viewed();
	await print('$ exit\r\nbye');
	set({current: terminalOf({state: 'ended', note: 'it ended with 3'})});
	expect(news()).toBe(`${GREETING}$ exit\nbye\nterminal 1 ended: it ended with 3\n`);
});

test('the last words are said when it closes, and the line is ended', async () => {
	const {view, print, news} = viewed();
	await print('logout');
	view.close();
	expect(news()).toBe(`${GREETING}logout\n`);
});
