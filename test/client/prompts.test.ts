import {PassThrough} from 'node:stream';
import {expect, test, vi} from 'vitest';
import {openClient} from '../../source/client/connection.js';
import {answerPrompts, type PromptTerminal} from '../../source/client/prompts.js';
import type {Question} from '../../source/core/link.js';
import {freshHome, serveFake} from './fake-daemon.js';

type Answers = readonly string[] | null;

function fakeTerminal(): PromptTerminal & {type(text: string): void; shown(): string} {
	const input = Object.assign(new PassThrough(), {isTTY: true, setRawMode: () => input});
	const output = Object.assign(new PassThrough(), {isTTY: true, columns: 80, rows: 24});
	let shown = '';
	output.on('data', chunk => {
		shown += String(chunk);
	});
	return {
		input: input as unknown as NodeJS.ReadStream,
		output: output as unknown as NodeJS.WriteStream,
		type: text => void input.write(text),
		shown: () => shown,
	};
}

async function setUp() {
	const {paths} = await freshHome();
	const answered: {prompt: number; answers: Answers}[] = [];
	const server = await serveFake(paths.socket, {
		'prompt.answer': async input => {
			answered.push(input);
			return {};
		},
	});
	const client = await openClient(paths.socket, {canAnswer: true});
	if (client === null) {
		throw new Error('nobody listens');
	}

	const terminal = fakeTerminal();
	let interrupts = 0;
	const stop = answerPrompts(client, terminal, () => {
		interrupts += 1;
	});
	const put = (prompt: number, question: Question) =>
		server.broadcast('prompt.asked', {prompt, cluster: 'lab', question});
	const untilShown = (text: string) => vi.waitUntil(() => terminal.shown().includes(text));
	return {server, client, terminal, answered, put, stop, untilShown, interrupts: () => interrupts};
}

const PASSWORD: Question = {
	kind: 'keyboard-interactive',
	hop: 'gateway',
	text: 'Welcome\x1b[2J to \x1b]0;evil\x07iris',
	prompts: [
		{text: 'Code:', isSecret: false},
		{text: 'Password:', isSecret: true},
	],
};

test('asks in order, shows who asks, and never shows a secret', async () => {
	const {terminal, answered, put, untilShown} = await setUp();
	put(1, PASSWORD);
	await untilShown('Code:');
	terminal.type('123456\r');
	await untilShown('Password:');
	terminal.type('hunter2\r');
	await vi.waitUntil(() => answered.length === 1);
	expect(answered).toEqual([{prompt: 1, answers: ['123456', 'hunter2']}]);
	expect(terminal.shown()).toContain('[lab] gateway asks:\nWelcome to iris\n');
	expect(terminal.shown()).not.toContain('hunter2');
	expect(terminal.shown()).not.toContain('\x1b[2J');
});

test.each([
	['yes', 'yes'],
	['YES', 'yes'],
	['y', 'no'],
	['', 'no'],
	['no', 'no'],
])('a host key: %j means %s', async (typed, answer) => {
	const {terminal, answered, put, untilShown} = await setUp();
	put(2, {kind: 'host-key', hop: 'login', text: 'SHA256:abc', prompts: []});
	await untilShown('(yes/no)');
	terminal.type(`${typed}\r`);
	await vi.waitUntil(() => answered.length === 1);
	expect(answered).toEqual([{prompt: 2, answers: [answer]}]);
});

test('C-d declines', async () => {
	const {terminal, answered, put, untilShown, interrupts} = await setUp();
	put(3, PASSWORD);
	await untilShown('Code:');
	terminal.type('\x04');
	await vi.waitUntil(() => answered.length === 1);
	expect(answered).toEqual([{prompt: 3, answers: null}]);
	expect(interrupts()).toBe(0);
});

test('C-c interrupts the command, and leaves the question to whoever else is there', async () => {
	const {terminal, answered, put, untilShown, interrupts} = await setUp();
	put(3, PASSWORD);
	await untilShown('Code:');
	terminal.type('\x03');
	await vi.waitUntil(() => interrupts() === 1);
	expect(answered).toEqual([]);
});

test('answered elsewhere: the question goes away, the next one comes', async () => {
	const {server, terminal, answered, put, untilShown} = await setUp();
	put(4, PASSWORD);
	await untilShown('Code:');
	server.broadcast('prompt.closed', {prompt: 4});
	put(5, {kind: 'password', hop: 'login', text: '', prompts: [{text: 'u@login password:', isSecret: true}]});
	await untilShown('u@login password:');
	terminal.type('secret\r');
	await vi.waitUntil(() => answered.length === 1);
	expect(answered).toEqual([{prompt: 5, answers: ['secret']}]);
});

test('stopped: the terminal is let go and nothing is answered', async () => {
	const {terminal, answered, put, stop, untilShown} = await setUp();
	put(6, PASSWORD);
	await untilShown('Code:');
	stop();
	await vi.waitUntil(() => terminal.input.isPaused());
	expect(answered).toEqual([]);
});
