import {readFile, stat, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import ssh2, {type ParsedKey} from 'ssh2';
import {describe, expect, test} from 'vitest';
import {fingerprintOf} from '../../../drivers/transports/common/known-hosts.js';
import {Fault} from '../../../source/core/fault.js';
import type {Hop} from '../../../source/core/link.js';
import {hopTo, openHop, person, plainHop, testFolder} from '../hop.js';
import {makeHostKey, makeKeyPair, ownServer, type TestServer} from '../ssh-server.js';

const OTHER_KEY = makeKeyPair().public.split(' ').slice(0, 2).join(' ');

const shownBy = ({hostKeyLine}: TestServer): string =>
	fingerprintOf(Buffer.from(hostKeyLine.trim().split(' ')[2] ?? '', 'base64'));

async function unknownHop({port}: TestServer, changes: Partial<Hop> = {}): Promise<{hop: Hop; file: string}> {
	const file = join(await testFolder(), '.ssh', 'known_hosts');
	return {file, hop: {...plainHop(port), knownHostsFiles: [file], ...changes}};
}

describe('a host key', () => {
	test('that is known is taken without a question', async () => {
		const {ask, asked} = person();
		await openHop(await hopTo(await ownServer()), {ask});
		expect(asked).toEqual([]);
	});

	test('that is unknown is shown with its fingerprint, and kept after a yes', async () => {
		const box = await ownServer();
		const {hop, file} = await unknownHop(box);
		const {ask, asked} = person(['yes']);
		await openHop(hop, {ask});
		expect(asked).toMatchObject([{kind: 'host-key', hop: 'box', text: expect.stringContaining(shownBy(box))}]);
		expect(asked[0]?.text).toContain('ssh-ed25519');
		expect(await readFile(file, 'utf8')).toBe(box.hostKeyLine);
		expect([(await stat(file)).mode & 0o777, (await stat(dirname(file))).mode & 0o777]).toEqual([0o600, 0o700]);

		const second = person();
		await openHop(hop, {ask: second.ask});
		expect(second.asked).toEqual([]);
	});

	test('is added behind a file that does not end in a newline', async () => {
		const box = await ownServer();
		const file = join(await testFolder(), 'known_hosts');
		await writeFile(file, `other ${OTHER_KEY}`);
		await openHop({...plainHop(box.port), knownHostsFiles: [file], strictHostKeyChecking: 'accept-new'});
		expect(await readFile(file, 'utf8')).toBe(`other ${OTHER_KEY}\n${box.hostKeyLine}`);
	});

	test.each([
		['no', ['no'], 'was not trusted'],
		['nobody', undefined, 'nobody was there'],
	])('that is unknown is refused after the answer %s', async (_name, answer, words) => {
		const {hop, file} = await unknownHop(await ownServer());
		await expect(openHop(hop, {ask: person(answer).ask})).rejects.toMatchObject({
			kind: 'auth',
			retry: 'after-user',
			message: expect.stringContaining(words),
		});
		await expect(stat(file)).rejects.toThrow();
	});

	test('that is unknown is refused unasked under `yes`', async () => {
		const {hop} = await unknownHop(await ownServer(), {strictHostKeyChecking: 'yes'});
		const {ask, asked} = person(['yes']);
		await expect(openHop(hop, {ask})).rejects.toMatchObject({kind: 'auth', facts: {hop: 'box'}});
		expect(asked).toEqual([]);
	});

	test('that is unknown is taken and noted under `no`', async () => {
		const box = await ownServer();
		const {hop} = await unknownHop(box, {strictHostKeyChecking: 'no'});
		const notes: string[] = [];
		await openHop(hop, {note: line => notes.push(line)});
		expect(notes.join('\n')).toContain(shownBy(box));
	});

	test.each(['yes', 'ask', 'accept-new', 'no'] as const)('that changed is refused under `%s`', async strictness => {
		const box = await ownServer();
		const file = join(await testFolder(), 'known_hosts');
		await writeFile(file, `# a comment\n[127.0.0.1]:${box.port} ${OTHER_KEY}\n`);
		const hop: Hop = {...plainHop(box.port), knownHostsFiles: [file], strictHostKeyChecking: strictness};
		const {ask, asked} = person(['yes']);
		const fault = await openHop(hop, {ask}).catch((thrown: unknown) => thrown);
		expect(fault).toBeInstanceOf(Fault);
		expect(fault).toMatchObject({
			kind: 'auth',
			exitCode: 4,
			hint: expect.stringContaining(`ssh-keygen -R '[127.0.0.1]:${box.port}' -f '${file}'`),
			facts: {file, line: 2, shown: shownBy(box), known: expect.stringContaining('SHA256:')},
		});
		expect((fault as Fault).message).toContain(`${file}:2`);
		expect(asked).toEqual([]);
	});

	test('that is revoked is refused', async () => {
		const box = await ownServer();
		const file = join(await testFolder(), 'known_hosts');
		await writeFile(file, `${box.hostKeyLine}@revoked * ${box.hostKeyLine.split(' ').slice(1).join(' ')}`);
		await expect(openHop({...plainHop(box.port), knownHostsFiles: [file]})).rejects.toMatchObject({
			kind: 'auth',
			message: expect.stringContaining('revoked'),
		});
	});

	test('is looked up under its alias', async () => {
		const box = await ownServer();
		const file = join(await testFolder(), 'known_hosts');
		await writeFile(file, box.hostKeyLine.replace(/^\S+/, 'the-cluster'));
		await openHop({...plainHop(box.port), knownHostsFiles: [file], hostKeyAlias: 'the-cluster'});
	});

	test('is found in any of several files, and those that are missing do not matter', async () => {
		const box = await ownServer();
		const folder = await testFolder();
		await writeFile(join(folder, 'second'), box.hostKeyLine);
		await openHop({...plainHop(box.port), knownHostsFiles: [join(folder, 'first'), join(folder, 'second')]});
	});

	test('of a known type is asked for first', async () => {
		const rsa = ssh2.utils.generateKeyPairSync('rsa', {bits: 2048}).private;
		const ed25519 = makeHostKey();
		const box = await ownServer(undefined, {hostKey: [ed25519, rsa]});
		const key = ssh2.utils.parseKey(rsa) as ParsedKey;
		const file = join(await testFolder(), 'known_hosts');
		await writeFile(file, `[127.0.0.1]:${box.port} ssh-rsa ${key.getPublicSSH().toString('base64')}\n`);
		await openHop({...plainHop(box.port), knownHostsFiles: [file], strictHostKeyChecking: 'yes'});
	});
});
