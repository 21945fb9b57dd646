import {expect, test} from 'vitest';
import {lockedKeyOf, Passphrases} from '../../../drivers/transports/common/ssh-login/passphrases.js';
import type {Question} from '../../../source/core/link.js';
import {plainHop} from '../hop.js';

const KEY = '/home/me/.ssh/id_rsa';
const HOP = {...plainHop(22), identities: [KEY]};
const PUBLIC_KEY = ['none', `publickey (${KEY})`];

function question(text: string, kind: Question['kind'] = 'passphrase'): Question {
	return {kind, hop: 'box', text: '', prompts: [{text, isSecret: true}]};
}

test('what let somebody in is recalled at the next login, once', () => {
	const passphrases = new Passphrases();
	const first = passphrases.ofLogin();
	expect(first.recall(KEY)).toBeUndefined();
	first.given(KEY, 'wrong');
	first.given(KEY, 'right');
	expect(passphrases.ofLogin().recall(KEY)).toBeUndefined();
	first.succeeded();
	expect(passphrases.ofLogin().recall(KEY)).toBe('right');
	expect(passphrases.ofLogin().recall('/another')).toBeUndefined();
});

test('one that ssh does not take any more is forgotten', () => {
	const passphrases = new Passphrases();
	const first = passphrases.ofLogin();
	first.given(KEY, 'old');
	first.succeeded();
	const second = passphrases.ofLogin();
	expect([second.recall(KEY), second.recall(KEY)]).toEqual(['old', undefined]);
	expect(passphrases.ofLogin().recall(KEY)).toBeUndefined();
});

test.each([
	['ssh asks for a key of the hop', question(`Enter passphrase for key '${KEY}': `), PUBLIC_KEY, KEY],
	['a key that is not of the hop', question("Enter passphrase for key '/etc/other': "), PUBLIC_KEY, null],
	['a PIN', question('Enter PIN for authenticator: '), PUBLIC_KEY, null],
	['words around it', question(`(me@box) Enter passphrase for key '${KEY}': `), PUBLIC_KEY, null],
	['a server that speaks as ssh does', question(`Enter passphrase for key '${KEY}': `), ['keyboard-interactive'], null],
	[
		'the same after the key',
		question(`Enter passphrase for key '${KEY}': `),
		[...PUBLIC_KEY, 'keyboard-interactive', ...PUBLIC_KEY],
		null,
	],
	['another kind of question', question(`Enter passphrase for key '${KEY}': `, 'password'), PUBLIC_KEY, null],
] as const)('a passphrase is for whom: %s', (_what, asked, tried, key) => {
	expect(lockedKeyOf(asked, HOP, tried)).toBe(key);
});
