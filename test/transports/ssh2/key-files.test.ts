import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Hop} from '../../../source/core/link.js';
import {keygen, publicBlob, wantsKey} from '../credentials.js';
import {hopTo, nobody, openHop, person, testFolder} from '../hop.js';
import {ownServer} from '../ssh-server.js';

describe('keys in files', () => {
	test.each([
		['ed25519', ['-t', 'ed25519']],
		['ecdsa 256', ['-t', 'ecdsa', '-b', '256']],
		['ecdsa 521', ['-t', 'ecdsa', '-b', '521']],
		['rsa', ['-t', 'rsa', '-b', '2048']],
		['rsa in PKCS #1', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
		['rsa in PKCS #8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8']],
		['ecdsa in PKCS #8', ['-t', 'ecdsa', '-b', '384', '-m', 'PKCS8']],
		['ecdsa in SEC 1', ['-t', 'ecdsa', '-b', '256', '-m', 'PEM']],
	])('%s', async (_name, argv) => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', '', ...argv);
		const box = await ownServer(wantsKey(await publicBlob(file)));
		const {ask, asked} = person();
		await openHop(await hopTo(box, {identities: ['/not/there', file]}), {ask});
		expect([asked, box.counts.attempts[0]]).toEqual([[], 'none']);
	});

	test.each([
		['OpenSSH', ['-t', 'ed25519']],
		['OpenSSH rsa', ['-t', 'rsa', '-b', '2048']],
		['PKCS #8', ['-t', 'ecdsa', '-m', 'PKCS8']],
		['old PEM', ['-t', 'rsa', '-b', '2048', '-m', 'PEM']],
	])('locked ones are unlocked with the passphrase: %s', async (_name, argv) => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', 'open sesame', ...argv);
		const box = await ownServer(wantsKey(await publicBlob(file)));
		const {ask, asked} = person(['wrong'], ['open sesame']);
		await openHop(await hopTo(box, {identities: [file]}), {ask});
		expect(asked).toMatchObject([
			{kind: 'passphrase', prompts: [{isSecret: true}]},
			{kind: 'passphrase', text: expect.stringContaining('That was not it')},
		]);
	});

	test('a passphrase is asked for once, for all hops and logins', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', 'open sesame', '-t', 'ed25519');
		const box = await ownServer(wantsKey(await publicBlob(file)));
		const hop = await hopTo(box, {identities: [file]});
		const {ask, asked} = person(['open sesame']);
		await Promise.all([openHop(hop, {ask}), openHop(hop, {ask})]);
		await openHop(hop, {ask: nobody});
		expect(asked).toHaveLength(1);
	});

	test('a passphrase that one login did not get is asked for by the next', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', 'open sesame', '-t', 'ed25519');
		const box = await ownServer(wantsKey(await publicBlob(file)));
		const hop = await hopTo(box, {identities: [file]});
		await expect(openHop(hop, {ask: nobody})).rejects.toMatchObject({kind: 'auth'});
		await openHop(hop, {ask: person(['open sesame']).ask});
	});

	test('a passphrase is only asked for when the server would take the key', async () => {
		const folder = await testFolder();
		keygen(join(folder, 'locked'), '-N', 'secret', '-t', 'ed25519');
		keygen(join(folder, 'open'), '-N', '', '-t', 'ed25519');
		const box = await ownServer(wantsKey(await publicBlob(join(folder, 'open'))));
		const {ask, asked} = person();
		await openHop(await hopTo(box, {identities: [join(folder, 'locked'), join(folder, 'open')]}), {ask});
		expect(asked).toEqual([]);
	});

	test('three wrong passphrases are enough', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', 'secret', '-t', 'ed25519');
		const box = await ownServer(wantsKey(await publicBlob(file)));
		const {ask, asked} = person(['a'], ['b'], ['c'], ['secret']);
		await expect(openHop(await hopTo(box, {identities: [file]}), {ask})).rejects.toMatchObject({kind: 'auth'});
		expect(asked).toHaveLength(3);
	});

	test('with nobody to ask for a passphrase, the fault says what is needed', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', 'secret', '-t', 'ed25519');
		const box = await ownServer(wantsKey(await publicBlob(file)));
		await expect(openHop(await hopTo(box, {identities: [file]}))).rejects.toMatchObject({
			kind: 'auth',
			retry: 'after-user',
			hint: expect.stringContaining(`passphrase of ${file}`),
		});
	});

	test('what is no key is noted and passed over', async () => {
		const folder = await testFolder();
		await writeFile(join(folder, 'junk'), 'hello');
		keygen(join(folder, 'id'), '-N', '', '-t', 'ed25519');
		const box = await ownServer(wantsKey(await publicBlob(join(folder, 'id'))));
		const notes: string[] = [];
		await openHop(await hopTo(box, {identities: [join(folder, 'junk'), join(folder, 'id')]}), {
			note: line => notes.push(line),
		});
		expect(notes.join('\n')).toContain('junk holds no private key');
	});
});

describe('a refusal', () => {
	test('names the hop, what was tried, and what is still offered', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', '', '-t', 'ed25519');
		const box = await ownServer(context => context.reject(['publickey', 'gssapi-with-mic' as never]));
		const hop: Hop = await hopTo(box, {identities: [file], user: 'ann'});
		await expect(openHop(hop)).rejects.toMatchObject({
			kind: 'auth',
			exitCode: 4,
			retry: 'after-user',
			message: `ann@box was not let in (tried: publickey (${file}); it still offers: publickey, gssapi-with-mic)`,
			hint: expect.stringContaining('openssh'),
		});
	});
});
