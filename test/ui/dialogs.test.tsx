import {describe, expect, it} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {clusterOf, sessionOf} from './fixtures/documents.js';
import {KEYS, type Mounted} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const SIZES = [
	[80, 24],
	[60, 20],
	[200, 60],
] as const;

const LONG_TEXT = Array.from({length: 200}, (_, index) => `line ${index} ${'of many words '.repeat(20)}`).join('\n');
const FAULT = new Fault('refused', `the scheduler says ${'no '.repeat(120)}`, {hint: 'ask for less '.repeat(30)});

const open = opening({
	sessions: [sessionOf({name: 'a-session-with-a-name-that-is-as-long-as-names-may-be-here'})],
	answers: {
		'session.plan': () => ({script: LONG_TEXT, command: LONG_TEXT}),
		'session.extend': () => Promise.reject(FAULT),
		'cluster.add': () => ({...clusterOf(), name: 'new'}),
		'cluster.test': () => Promise.reject(FAULT),
	},
	run: async () => ({code: 1, text: LONG_TEXT}),
	complete: async () =>
		Array.from({length: 50}, (_, index) => ({word: `candidate-${index}`, what: 'which says a lot '.repeat(9)})),
});

/** Each dialog: what opens it, and the words by which it is known to be there. */
const DIALOGS: readonly (readonly [string, (screen: Mounted) => void | Promise<void>, string | RegExp])[] = [
	['help', screen => screen.press('?'), 'Esc close'],
	['stop', screen => screen.press('x'), 'y stop it'],
	['renew', screen => screen.press('r'), 'y renew it'],
	['notices', screen => screen.press('~'), 'nothing yet'],
	['a command', screen => screen.press(':', 'l'), ' : l'],
	['a search', screen => screen.press('z', '/'), ' search '],
	['a refused extension', screen => screen.press('+', KEYS.enter), 'the scheduler says no'],
	['the form', screen => screen.press('n'), 'new session'],
	['candidates', screen => screen.press(':', KEYS.tab), 'may follow'],
	['what a command said', screen => screen.press(':', 'l', 's', KEYS.enter), 'exit code 1'],
	[
		'the script',
		async screen => {
			screen.press('n');
			await screen.until('new session');
			screen.press(KEYS.enter);
		},
		'script for',
	],
	[
		'a test that failed',
		async screen => {
			screen.press('c');
			await screen.until('new cluster');
			screen.press(...'new', KEYS.enter);
		},
		'Enter try again',
	],
];

it('the help tells each key whole, however narrow the window', async () => {
	const screen = open({columns: 60, rows: 60});
	await screen.until('a-session-');
	screen.press('?');
	const help = await screen.until('Its terminal on the node');
	const told = help.replaceAll(/[│\s]+/g, ' ');
	expect(told).toContain('Its terminal on the node, where it was left; its log while the job does not run');
	expect(told).toContain('Stop the session, or the marked ones: ends the job (asks first)');
});

describe.each(SIZES)('at %ix%i', (columns, rows) => {
	it.each(DIALOGS)('%s fits, and its keys are in sight', async (_name, show, words) => {
		const screen = open({columns, rows});
		await screen.until('a-session-');
		await show(screen);
		const lines = (await screen.until(words)).split('\n');
		expect(lines).toHaveLength(rows);
		expect(Math.max(...lines.map(line => [...line].length))).toBeLessThanOrEqual(columns);
		// What its keys do stands there.
		expect(lines.slice(-2).join('\n')).not.toMatch(/[│╰]/);
	});
});
