import {describe, expect, test} from 'vitest';
import {alertTerminal, terminalNotification} from '../../source/client/alert.js';

const notification = {
	session: '1',
	name: 'analysis',
	cluster: 'iris;x',
	code: 'walltime-soon',
	text: 'at most 10m\u001b]0;evil\u0007',
	terminal: true,
	desktop: false,
};
const OSC9 = /^\u001b\]9;analysis on iris,x: at most 10m[^\u0007\u001b]*\u0007/;
const OSC777 = /\u001b\]777;notify;analysis on iris,x;at most 10m[^\u0007\u001b]*\u0007$/;

describe('the notification of a terminal', () => {
	test.each([
		['iTerm2', {TERM_PROGRAM: 'iTerm.app'}, true, false],
		['kitty', {TERM: 'xterm-kitty'}, true, false],
		['foot', {TERM: 'foot'}, false, true],
		['a terminal of VTE', {TERM: 'xterm-256color', VTE_VERSION: '7000'}, false, true],
		['one that does not say', {TERM: 'xterm-256color'}, true, true],
	])('of %s', (_what, env, isOsc9, isOsc777) => {
		const said = terminalNotification(notification, env);
		expect([OSC9.test(said), OSC777.test(said)]).toEqual([isOsc9, isOsc777]);
	});

	test('is passed on by tmux', () => {
		expect(terminalNotification(notification, {TERM: 'tmux-256color', TMUX: '/tmp/x'})).toMatch(
			/^\u001bPtmux;\u001b\u001b\]9;/,
		);
	});
});

test.each([
	[{}, true, {TERM: 'xterm'}, /^\u0007\u001b\]9/],
	[{desktop: true}, true, {TERM: 'xterm'}, /^\u0007$/],
	[{terminal: false}, true, {TERM: 'xterm'}, /^$/],
	[{}, false, {TERM: 'xterm'}, /^$/],
	[{}, true, {TERM: 'dumb'}, /^$/],
])('a bell first: %j, a terminal: %s, %j', (some, isTTY, env, wanted) => {
	const written: string[] = [];
	const terminal = {isTTY, write: (text: string) => written.push(text)} as unknown as NodeJS.WriteStream;
	alertTerminal({...notification, ...some}, {env, terminal});
	expect(written.join('')).toMatch(wanted);
});
