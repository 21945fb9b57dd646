import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {keygen, wantsPassword} from '../credentials.js';
import {hopTo, openHop, person, testFolder} from '../hop.js';
import {ownServer} from '../ssh-server.js';

describe('passwords', () => {
	test('are asked for, again when wrong', async () => {
		const box = await ownServer(wantsPassword('pw'));
		const {ask, asked} = person(['no'], ['pw']);
		await openHop(await hopTo(box), {ask});
		expect(asked).toMatchObject([{kind: 'password'}, {kind: 'password', text: expect.stringContaining('not it')}]);
	});

	test('come after keys and questions, in one login', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', '', '-t', 'ed25519');
		const box = await ownServer(context =>
			context.method === 'password'
				? context.accept()
				: context.reject(['password', 'keyboard-interactive', 'publickey']),
		);
		const {ask} = person(['x'], ['x'], ['x'], ['pw']);
		await openHop(await hopTo(box, {identities: [file]}), {ask});
		expect(box.counts.attempts).toEqual([
			'none',
			'publickey',
			'keyboard-interactive',
			'keyboard-interactive',
			'keyboard-interactive',
			'password',
		]);
	});
});
