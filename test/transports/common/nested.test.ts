import {execFileSync} from 'node:child_process';
import {createPrivateKey} from 'node:crypto';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import ssh2 from 'ssh2';
import {describe, expect, onTestFinished, test} from 'vitest';
import {loginCommand} from '../../../drivers/transports/common/nested/login-command.js';
import {makeOneTimeKey} from '../../../drivers/transports/common/nested/one-time-keys.js';
import {QuestionCutter} from '../../../drivers/transports/common/nested/question-cutter.js';
import {serverInput} from '../../../drivers/transports/common/nested/server-command.js';
import transport from '../../../drivers/transports/ssh2.js';
import type {Hop, Link} from '../../../source/core/link.js';
import {openHop, person, plainHop, type TestRequest, testFolder} from '../hop.js';
import {hopBefore, startNested} from '../nested-host.js';
import {hasSshd} from '../sshd.js';

const TOKEN = 'hpctui0123456789';
const hop: Hop = {...plainHop(22), name: 'dev', host: 'dev1', user: 'nell', join: 'nested', connectTimeoutMs: 10_000};

describe('the command that logs in', () => {
	const after = (changes: Partial<Hop>): readonly string[] => {
		const {argv} = loginCommand({...hop, ...changes}, TOKEN);
		return argv.slice(argv.indexOf('Tunnel=no') + 1);
	};
	const line = "printf '%s%s' hpctui '0123456789:in:'; exec /bin/sh -s";

	test.each<[string, Partial<Hop>, readonly string[]]>([
		['a user who was named', {}, ['-l', 'nell', '--', 'dev1', line]],
		['one who was not is left to the ssh there', {isUserGuessed: true}, ['--', 'dev1', line]],
		['another port', {port: 2222}, ['-l', 'nell', '-p', '2222', '--', 'dev1', line]],
		['an IPv6 address', {host: 'fd71:7::10'}, ['-l', 'nell', '--', 'fd71:7::10', line]],
	])('%s', (_, changes, words) => {
		expect(after(changes)).toEqual(words);
	});

	test('its script is sh, and no login shell sees any of it but as one quoted word', () => {
		const [shell, option, script = ''] = loginCommand(hop, TOKEN).argv;
		expect([shell, option]).toEqual(['/bin/sh', '-c']);
		execFileSync('/bin/sh', ['-n'], {input: script});
	});
});

describe('questions among the words of ssh', () => {
	const ask = `${TOKEN}:ask:a key?\nyes/no? ${TOKEN}:asked:`;
	test.each<[string, readonly string[], readonly string[]]>([
		['words alone', ['debug1: Connecting\n'], ['words debug1: Connecting\n']],
		['a question of several lines', [`one\n${ask}two\n`], ['words one\n', 'asked a key?\nyes/no? ', 'words two\n']],
		['what only is told', [`${TOKEN}:tell:touch it${TOKEN}:told:`], ['told touch it']],
		['two in one piece', [ask + ask], ['asked a key?\nyes/no? ', 'asked a key?\nyes/no? ']],
		['byte by byte', [...ask], ['asked a key?\nyes/no? ']],
		['what only looks like one', ['hpctui01', '23 is a word\n'], ['words hpctui0123 is a word\n']],
		['another token', [`hpctui9876543210:ask:x`], ['words hpctui9876543210:ask:x']],
		['nothing that a server says ends a question early', [`${TOKEN}:ask::asked:?${TOKEN}:asked:`], ['asked :asked:?']],
	])('%s', (_, texts, wanted) => {
		const cutter = new QuestionCutter(TOKEN);
		const pieces: string[] = [];
		for (const {type, text} of texts.flatMap(each => cutter.feed(each))) {
			const goesOn = type === 'words' && pieces.at(-1)?.startsWith('words ') === true;
			pieces.push(goesOn ? `${pieces.pop()}${text}` : `${type} ${text}`);
		}

		expect(pieces).toEqual(wanted);
	});
});

test('keys are whole, and each is another one', () => {
	const keys = Array.from({length: 50}, () => makeOneTimeKey());
	for (const {privateText, publicLine} of keys) {
		const parsed = ssh2.utils.parseKey(privateText);
		const key = Array.isArray(parsed) ? parsed[0] : parsed;
		expect(key instanceof Error ? key : `${key?.type} ${key?.getPublicSSH().toString('base64')}`).toBe(publicLine);
		expect(createPrivateKey(privateText).asymmetricKeyType).toBe('ec');
	}

	expect(new Set(keys.map(({publicLine}) => publicLine)).size).toBe(keys.length);
});

test('what the server reads ends with the one empty line', () => {
	expect(serverInput('ecdsa AAAA', '-----BEGIN\n\nx\n-----END\n')).toBe('ecdsa AAAA\n-----BEGIN\nx\n-----END\n\n');
});

/** The last word is what the far login shell runs. */
const LAST = 'for last do :; done';
const LOGGED_IN = 'echo "Authenticated to dev1 ([10.0.0.1]:22)." >&2';
const SHELL = `${LAST}; ${LOGGED_IN}; echo Welcome; echo quota >&2; exec /bin/sh -c "$last"`;

describe('a login by the ssh of the hop before', () => {
	async function gatewayWith(ssh: string): Promise<{over: Link; left: () => Promise<readonly string[]>}> {
		const folder = await testFolder();
		const over = await hopBefore(folder, ssh);
		onTestFinished(() => over.close());
		return {over, left: () => readdir(join(folder, 'tmp'))};
	}

	const refusal = (over: Link, request: TestRequest = {}, changes: Partial<Hop> = {}): Promise<unknown> =>
		openHop({...hop, ...changes}, {over, transport, ...request}).catch((thrown: unknown) => thrown);

	/** Waits until what the hop before kept is gone: its shell ends after its channel. */
	async function untilEmpty(left: () => Promise<readonly string[]>): Promise<void> {
		await expect.poll(left, {timeout: 10_000}).toEqual([]);
	}

	test.each<[string, string, Record<string, unknown>]>([
		[
			'a name that is unknown there',
			'echo "ssh: Could not resolve hostname dev1: Name or service not known" >&2; exit 255',
			{
				kind: 'link',
				message: expect.stringMatching(/^seen from gateway: dev \(dev1\) cannot be reached: there is no host/),
			},
		],
		[
			'a refused connection',
			'echo "ssh: connect to host dev1 port 22: Connection refused" >&2; exit 255',
			{kind: 'link', message: expect.stringMatching(/^seen from gateway: .*refuses connections on port 22/)},
		],
		[
			'a key that is not taken',
			'echo "debug1: Authentications that can continue: publickey" >&2; echo "nell@dev1: Permission denied (publickey)." >&2; exit 255',
			{
				kind: 'auth',
				retry: 'after-user',
				hint: 'try by hand: ssh -t gateway ssh -v dev',
				message: 'seen from gateway: nell@dev was not let in (nothing could be tried; it offers: publickey)',
			},
		],
		[
			'a changed host key',
			'printf "%s\\n" "@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @" "Offending ED25519 key in /home/nell/.ssh/known_hosts:3" "Host key verification failed." >&2; exit 255',
			{kind: 'auth', hint: expect.stringMatching(/^on gateway: .*ssh-keygen -R/)},
		],
		[
			'an account without a shell',
			`${LOGGED_IN}; echo "This account is currently not available." >&2; exit 1`,
			{kind: 'remote', facts: {said: 'This account is currently not available.'}},
		],
		[
			'a host where nothing may be written',
			`TMPDIR=/nowhere; export TMPDIR; ${SHELL}`,
			{kind: 'link', message: expect.stringMatching(/no sshd came up there \(code 1\): mktemp: .*\/nowhere/)},
		],
	])('%s', async (_, ssh, wanted) => {
		const {over, left} = await gatewayWith(ssh);
		const fault = await refusal(over);
		expect(fault).toMatchObject({...wanted, facts: {hop: 'dev', ...(wanted['facts'] as object)}});
		await untilEmpty(left);
	});

	test('a host that keeps silent is given up', async () => {
		const {over, left} = await gatewayWith('exec sleep 60');
		const fault = await refusal(over, {}, {connectTimeoutMs: 300});
		expect(fault).toMatchObject({kind: 'link', message: expect.stringContaining('did not answer within 0.3 s')});
		await untilEmpty(left);
	});

	test('so is one that lets in and then does nothing', async () => {
		const {over, left} = await gatewayWith(`${LAST}; ${LOGGED_IN}; eval "\${last%;*}"; exec sleep 60`);
		const fault = await refusal(over, {}, {connectTimeoutMs: 3000});
		expect(fault).toMatchObject({
			kind: 'link',
			message: expect.stringContaining('the greeting of its sshd did not come within 3 s'),
		});
		await untilEmpty(left);
	});

	const ASKS = `
"$SSH_ASKPASS" "The authenticity of host 'dev1' can't be established.
ED25519 key fingerprint is SHA256:abc.
Are you sure you want to continue connecting (yes/no/[fingerprint])? " >"$TMPDIR/one" || exit 1
"$SSH_ASKPASS" "nell@dev1's password: " >"$TMPDIR/two" || exit 1
[ "$(cat "$TMPDIR/one" "$TMPDIR/two")" = 'yes
it'\\''s "\\me"' ] || { echo "nell@dev1: Permission denied (password)." >&2; exit 255; }
rm "$TMPDIR/one" "$TMPDIR/two"
${SHELL}`;

	test.skipIf(!hasSshd)(
		'asks what ssh asks, in its words, one after the other, through the noise of its shell',
		async () => {
			const {over, left} = await gatewayWith(ASKS);
			const {ask, asked} = person(['yes'], ['it\'s "\\me"']);
			const link = await openHop({...hop, user: 'somebody'}, {over, ask, transport});
			expect(asked.map(({kind, hop: name, prompts}) => [kind, name, prompts[0]?.text, prompts[0]?.isSecret])).toEqual([
				['host-key', 'dev', 'Are you sure you want to continue connecting (yes/no/[fingerprint])? ', false],
				['password', 'dev', "nell@dev1's password: ", true],
			]);
			expect(asked[0]?.text).toContain('The ssh of gateway asks:');
			expect((await link.run({argv: ['echo', 'there']})).code).toBe(0);
			await link.close();
			await untilEmpty(left);
		},
	);

	test('nobody is there: exit code 4, and nothing is tried', async () => {
		const {over, left} = await gatewayWith(ASKS);
		expect(await refusal(over)).toMatchObject({
			kind: 'auth',
			retry: 'after-user',
			message: expect.stringContaining('SHA256:abc'),
			hint: 'run: hpctui cluster login',
		});
		expect(await refusal(over, {ask: person(['yes']).ask})).toMatchObject({
			kind: 'auth',
			hint: expect.stringContaining("have ready: nell@dev1's password"),
		});
		await expect
			.poll(async () => (await left()).filter(name => name.startsWith('hpctui')), {timeout: 10_000})
			.toEqual([]);
	});
});

describe.skipIf(!hasSshd)('a link through it', () => {
	test('is one login at the host, knows the user there, and keeps what that login found', async () => {
		const {over, hop: nested, close} = await startNested();
		onTestFinished(close);
		const notes: string[] = [];
		const link = await openHop(
			{...nested, isUserGuessed: true, user: 'somebody'},
			{over, note: line => notes.push(line)},
		);
		expect(link.hop.user).toBe(nested.user);
		expect(link.hop.identities).toEqual(nested.identities);
		const {stdout} = await link.run({argv: ['/bin/sh', '-c', 'printf %s "$KRB5CCNAME"']});
		expect(Buffer.from(stdout).toString()).toBe('FILE:/tmp/krb5cc_2017_ab+c');
		await Promise.all(Array.from({length: 8}, () => link.run({argv: ['true']})));
		expect(notes.filter(line => /logged in there/.test(line))).toHaveLength(1);
	});

	test('breaks when the way to it does', async () => {
		const {over, hop: nested, endSsh, close} = await startNested();
		onTestFinished(close);
		const link = await openHop(nested, {over});
		const running = link.run({argv: ['sleep', '60'], timeoutMs: 50_000});
		running.catch(() => {});
		await endSsh();
		await expect(running).rejects.toMatchObject({kind: 'link'});
		expect(await link.closed).toMatchObject({kind: 'link', retry: 'now'});
	});
});
