import {describe, expect, it} from 'vitest';
import {NOW, QUESTION, sessionOf} from './fixtures/documents.js';
import {KEYS} from './fixtures/mounted.js';
import {opening} from './fixtures/opening.js';

const open = opening();

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
