import {join} from 'node:path';
import type {AuthContext} from 'ssh2';
import {expect, test, vi} from 'vitest';
import transport from '../../../drivers/transports/openssh.js';
import {hopTo, openHop, person, plainHop, testFolder} from '../hop.js';
import {ownServer} from '../ssh-server.js';

vi.mock('node-pty', () => {
	throw new Error('the native part was not compiled');
});

/** Three questions in a row, an odd answer among them. */
const ANSWERS = ['correct "horse\' $HOME', '', '123456'];
const wantsAll = (context: AuthContext): void => {
	if (context.method !== 'keyboard-interactive') {
		context.reject(['keyboard-interactive']);
		return;
	}

	const prompts = ['Password: ', 'Anything else? ', 'Code: '].map(prompt => ({prompt, echo: true}));
	context.prompt(prompts, 'Door', 'As you know', answers => {
		answers.join('|') === ANSWERS.join('|') ? context.accept() : context.reject(['keyboard-interactive']);
	});
};

test('without node-pty questions come all the same, and none is shown while it is typed', async () => {
	const box = await ownServer(wantsAll);
	const notes: string[] = [];
	const {ask, asked} = person(...ANSWERS.map(answer => [answer]));
	const link = await openHop(await hopTo(box), {transport, ask, note: line => notes.push(line)});
	expect(asked.flatMap(({prompts}) => prompts)).toEqual(
		['Password: ', 'Anything else? ', 'Code: '].map(text => ({text: expect.stringContaining(text), isSecret: true})),
	);
	expect(asked[0]?.text).toBe('Door\nAs you know');
	expect(notes.join('\n')).toContain('node-pty is missing');
	expect((await link.run({argv: ['true']})).code).toBe(0);
});

test('a host key is asked for, and nobody there is exit code 4', async () => {
	const box = await ownServer();
	const hop = {...plainHop(box.port), knownHostsFiles: [join(await testFolder(), 'known')]};
	await expect(openHop(hop, {transport})).rejects.toMatchObject({kind: 'auth', exitCode: 4});
	const {ask, asked} = person(['yes']);
	await openHop(hop, {transport, ask});
	expect(asked).toMatchObject([
		{kind: 'host-key', text: expect.stringContaining('SHA256:'), prompts: [{isSecret: false}]},
	]);
});
