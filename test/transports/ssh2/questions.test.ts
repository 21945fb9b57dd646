import {once} from 'node:events';
import {describe, expect, test} from 'vitest';
import type {Asker} from '../../../source/core/link.js';
import {asksFor} from '../credentials.js';
import {hopTo, nobody, openHop, person, thinker} from '../hop.js';
import {ownServer} from '../ssh-server.js';

describe('questions', () => {
	test('several prompts in several rounds, in the server’s words made harmless', async () => {
		const box = await ownServer(
			asksFor([['User ID: ', 'Password: '], ['Duo option (1-3): ']], answers => answers.join() === 'ann,pw,1'),
			{banner: 'Authorised \x1b]0;x\x07users only'},
		);
		const {ask, asked} = person(['ann', 'pw'], ['1']);
		await openHop(await hopTo(box), {ask});
		expect(asked).toEqual([
			{
				kind: 'keyboard-interactive',
				hop: 'box',
				text: 'Authorised users only\nSecond factor\nLook at your token',
				prompts: [
					{text: 'User ID: ', isSecret: false},
					{text: 'Password: ', isSecret: true},
				],
			},
			{
				kind: 'keyboard-interactive',
				hop: 'box',
				text: 'Second factor\nLook at your token',
				prompts: [{text: 'Duo option (1-3): ', isSecret: true}],
			},
		]);
	});

	test('a wrong answer is asked again, three times', async () => {
		const box = await ownServer(asksFor([['Code: ']], answers => answers[0] === 'right'));
		const {ask, asked} = person(['a'], ['b'], ['c'], ['right']);
		await expect(openHop(await hopTo(box), {ask})).rejects.toMatchObject({
			kind: 'auth',
			facts: {
				tried: 'keyboard-interactive, keyboard-interactive, keyboard-interactive',
				offered: 'keyboard-interactive',
			},
		});
		expect(asked).toHaveLength(3);
	});

	test('nobody to answer is a fault at once, which names the question', async () => {
		const box = await ownServer(asksFor([['Verification code: ']], () => true));
		await expect(openHop(await hopTo(box), {ask: nobody})).rejects.toMatchObject({
			kind: 'auth',
			retry: 'after-user',
			hint: expect.stringContaining('Verification code'),
			message: expect.stringContaining('box was not let in'),
		});
	});

	test('no time-out runs while a person thinks', async () => {
		const box = await ownServer(asksFor([['Code: ']], answers => answers[0] === 'late'));
		const hop = await hopTo(box, {connectTimeoutMs: 150});
		await openHop(hop, {ask: thinker(5, 'late')});
	});

	test('asked again after a wrong answer: it is said', async () => {
		const box = await ownServer(asksFor([['Password: '], ['Code: ']], answers => answers[1] === '2'));
		const {ask, asked} = person(['pw'], ['1'], ['pw'], ['2']);
		await openHop(await hopTo(box), {ask});
		expect(asked.map(({text}) => text.split('\n')[0])).toEqual([
			'Second factor',
			'Second factor',
			'That was not it: try 2 of 3.',
			'Second factor',
		]);
	});

	test('a server that hangs up on an open question: a matter for the person, not for the next try', async () => {
		const box = await ownServer(asksFor([['Code: ']], () => true));
		const ask: Asker = async (_question, signal) => {
			const aborted = once(signal, 'abort');
			await box.close();
			await aborted;
			return undefined;
		};
		await expect(openHop(await hopTo(box), {ask})).rejects.toMatchObject({
			kind: 'auth',
			retry: 'after-user',
			message: 'box asked something and hung up before it was answered',
		});
	});

	test('a round without a question is noted', async () => {
		const box = await ownServer(asksFor([[], ['Code: ']], () => true));
		const notes: string[] = [];
		await openHop(await hopTo(box), {ask: person(['1']).ask, note: line => notes.push(line)});
		expect(notes).toContain('box: Second factor Look at your token');
	});
});

describe('one login', () => {
	test('answers given once are not kept for another hop', async () => {
		const gateway = await ownServer(asksFor([['Code: ']], answers => answers[0] === 'one'));
		const login = await ownServer(asksFor([['Code: ']], answers => answers[0] === 'two'));
		const {ask, asked} = person(['one'], ['two']);
		const first = await openHop(await hopTo(gateway, {name: 'gateway'}), {ask});
		await openHop(await hopTo(login, {name: 'login'}), {ask, over: first});
		expect(asked.map(question => question.hop)).toEqual(['gateway', 'login']);
	});
});
