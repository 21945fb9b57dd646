import {execFileSync, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import ssh2, {type AuthContext, type ParsedKey} from 'ssh2';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {Asker, Hop} from '../../../source/core/link.js';
import {hopTo, nobody, openHop, person, testFolder} from '../hop.js';
import {type ServerOptions, startServer, type TestServer} from '../ssh-server.js';

type Decide = NonNullable<ServerOptions['authenticate']>;

async function server(authenticate: Decide, options: ServerOptions = {}): Promise<TestServer> {
	const started = await startServer({authenticate, ...options});
	onTestFinished(() => started.close());
	return started;
}

const keygen = (file: string, ...argv: string[]): void => {
	execFileSync('ssh-keygen', ['-q', '-f', file, ...argv]);
};

const publicBlob = async (file: string): Promise<Buffer> =>
	Buffer.from((await readFile(`${file}.pub`, 'utf8')).split(' ')[1] ?? '', 'base64');

/** Whether the attempt bears a good signature of this key. A mere question for the key is answered with yes. */
function isSigned(context: AuthContext, blob: Buffer): boolean {
	if (context.method !== 'publickey' || !context.key.data.equals(blob)) {
		return false;
	}

	const key = ssh2.utils.parseKey(blob) as ParsedKey;
	return (
		context.signature === undefined ||
		key.verify(context.blob ?? Buffer.alloc(0), context.signature, context.hashAlgo) === true
	);
}

const takes =
	(blob: Buffer): Decide =>
	context =>
		isSigned(context, blob) ? context.accept() : context.reject(['publickey']);

/** Asks rounds of questions; the answers decide. */
const asks =
	(rounds: readonly (readonly string[])[], isRight: (answers: readonly string[]) => boolean): Decide =>
	context => {
		if (context.method !== 'keyboard-interactive') {
			context.reject(['keyboard-interactive']);
			return;
		}

		const given: string[] = [];
		const left = [...rounds];
		const next = (): void => {
			const round = left.shift();
			if (round === undefined) {
				isRight(given) ? context.accept() : context.reject(['keyboard-interactive']);
				return;
			}

			const prompts = round.map(prompt => ({prompt, echo: prompt.startsWith('User')}));
			context.prompt(prompts, 'Second \x1b[31mfactor\x1b[0m', 'Look at your token', answers => {
				given.push(...answers);
				next();
			});
		};
		next();
	};

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
		const box = await server(takes(await publicBlob(file)));
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
		const box = await server(takes(await publicBlob(file)));
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
		const box = await server(takes(await publicBlob(file)));
		const hop = await hopTo(box, {identities: [file]});
		const {ask, asked} = person(['open sesame']);
		await Promise.all([openHop(hop, {ask}), openHop(hop, {ask})]);
		await openHop(hop, {ask: nobody});
		expect(asked).toHaveLength(1);
	});

	test('a passphrase that one login did not get is asked for by the next', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', 'open sesame', '-t', 'ed25519');
		const box = await server(takes(await publicBlob(file)));
		const hop = await hopTo(box, {identities: [file]});
		await expect(openHop(hop, {ask: nobody})).rejects.toMatchObject({kind: 'auth'});
		await openHop(hop, {ask: person(['open sesame']).ask});
	});

	test('a passphrase is only asked for when the server would take the key', async () => {
		const folder = await testFolder();
		keygen(join(folder, 'locked'), '-N', 'secret', '-t', 'ed25519');
		keygen(join(folder, 'open'), '-N', '', '-t', 'ed25519');
		const box = await server(takes(await publicBlob(join(folder, 'open'))));
		const {ask, asked} = person();
		await openHop(await hopTo(box, {identities: [join(folder, 'locked'), join(folder, 'open')]}), {ask});
		expect(asked).toEqual([]);
	});

	test('three wrong passphrases are enough', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', 'secret', '-t', 'ed25519');
		const box = await server(takes(await publicBlob(file)));
		const {ask, asked} = person(['a'], ['b'], ['c'], ['secret']);
		await expect(openHop(await hopTo(box, {identities: [file]}), {ask})).rejects.toMatchObject({kind: 'auth'});
		expect(asked).toHaveLength(3);
	});

	test('with nobody to ask for a passphrase, the fault says what is needed', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', 'secret', '-t', 'ed25519');
		const box = await server(takes(await publicBlob(file)));
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
		const box = await server(takes(await publicBlob(join(folder, 'id'))));
		const notes: string[] = [];
		await openHop(await hopTo(box, {identities: [join(folder, 'junk'), join(folder, 'id')]}), {
			note: line => notes.push(line),
		});
		expect(notes.join('\n')).toContain('junk holds no private key');
	});
});

const hasAgent = spawnSync('ssh-agent', ['-?']).error === undefined;

describe.skipIf(!hasAgent)('keys in an agent', () => {
	async function agentWith(...types: string[]): Promise<{agent: string; files: string[]}> {
		const folder = await testFolder();
		const agent = join(folder, 'agent');
		const child = spawn('ssh-agent', ['-D', '-a', agent], {stdio: 'pipe'});
		await once(child.stdout, 'data');
		onTestFinished(async () => {
			child.kill();
		});
		const files = types.map((type, index) => {
			const file = join(folder, `id${index}`);
			keygen(file, '-N', '', '-t', type);
			execFileSync('ssh-add', ['-q', file], {env: {...process.env, SSH_AUTH_SOCK: agent}, stdio: 'ignore'});
			return file;
		});
		return {agent, files};
	}

	test.each(['ed25519', 'rsa', 'ecdsa'])('%s', async type => {
		const {agent, files} = await agentWith('ed25519', type);
		const box = await server(takes(await publicBlob(files[1] ?? '')));
		await openHop(await hopTo(box, {agent, identitiesOnly: false}));
	});

	test('under IdentitiesOnly only the named ones are offered, even by their public half', async () => {
		const {agent, files} = await agentWith('ed25519', 'ed25519', 'ed25519');
		const wanted = files[2] ?? '';
		const publicOnly = join(await testFolder(), 'named');
		await writeFile(`${publicOnly}.pub`, await readFile(`${wanted}.pub`));
		const box = await server(takes(await publicBlob(wanted)));
		await openHop(await hopTo(box, {agent, identities: [publicOnly], identitiesOnly: true}));
		expect(box.counts.attempts.filter(method => method === 'publickey').length).toBeLessThanOrEqual(2);
	});

	test('an agent that is gone is noted, and files are tried', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', '', '-t', 'ed25519');
		const box = await server(takes(await publicBlob(file)));
		const notes: string[] = [];
		await openHop(await hopTo(box, {agent: '/not/there', identities: [file], identitiesOnly: false}), {
			note: line => notes.push(line),
		});
		expect(notes.join('\n')).toContain('/not/there');
	});

	test('a key of the agent, then a code: partial success', async () => {
		const {agent, files} = await agentWith('ed25519', 'ed25519');
		const blob = await publicBlob(files[0] ?? '');
		let isHalf = false;
		const code = asks([['Code: ']], answers => answers[0] === '123456');
		const box = await server((context, counts) => {
			if (isHalf) {
				code(context, counts);
			} else if (isSigned(context, blob)) {
				isHalf = context.method === 'publickey' && context.signature !== undefined;
				isHalf ? context.reject(['keyboard-interactive'], true) : context.accept();
			} else {
				context.reject(['publickey']);
			}
		});
		const {ask, asked} = person(['123456']);
		await openHop(await hopTo(box, {agent, identitiesOnly: false}), {ask});
		expect(asked).toHaveLength(1);
		expect(box.counts.attempts).toEqual(['none', 'publickey', 'publickey', 'keyboard-interactive']);
	});
});

describe('questions', () => {
	test('several prompts in several rounds, in the server’s words made harmless', async () => {
		const box = await server(
			asks([['User ID: ', 'Password: '], ['Duo option (1-3): ']], answers => answers.join() === 'ann,pw,1'),
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
		const box = await server(asks([['Code: ']], answers => answers[0] === 'right'));
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
		const box = await server(asks([['Verification code: ']], () => true));
		await expect(openHop(await hopTo(box), {ask: nobody})).rejects.toMatchObject({
			kind: 'auth',
			retry: 'after-user',
			hint: expect.stringContaining('Verification code'),
			message: expect.stringContaining('box was not let in'),
		});
	});

	test('no time-out runs while a person thinks', async () => {
		const box = await server(asks([['Code: ']], answers => answers[0] === 'late'));
		const hop = await hopTo(box, {connectTimeoutMs: 150});
		const ask = async (): Promise<string[]> => {
			const thought = Promise.withResolvers<void>();
			// The time itself is what is tested: a person takes longer than every limit of the hop.
			setTimeout(thought.resolve, 500);
			await thought.promise;
			return ['late'];
		};
		await openHop(hop, {ask});
	});

	test('asked again after a wrong answer: it is said', async () => {
		const box = await server(asks([['Password: '], ['Code: ']], answers => answers[1] === '2'));
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
		const box = await server(asks([['Code: ']], () => true));
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
		const box = await server(asks([[], ['Code: ']], () => true));
		const notes: string[] = [];
		await openHop(await hopTo(box), {ask: person(['1']).ask, note: line => notes.push(line)});
		expect(notes).toContain('box: Second factor Look at your token');
	});
});

describe('passwords', () => {
	const wants: Decide = context =>
		context.method === 'password' && context.password === 'pw' ? context.accept() : context.reject(['password']);

	test('are asked for, again when wrong', async () => {
		const box = await server(wants);
		const {ask, asked} = person(['no'], ['pw']);
		await openHop(await hopTo(box), {ask});
		expect(asked).toMatchObject([{kind: 'password'}, {kind: 'password', text: expect.stringContaining('not it')}]);
	});

	test('come after keys and questions, in one login', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', '', '-t', 'ed25519');
		const box = await server(context =>
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

describe('a refusal', () => {
	test('names the hop, what was tried, and what is still offered', async () => {
		const file = join(await testFolder(), 'id');
		keygen(file, '-N', '', '-t', 'ed25519');
		const box = await server(context => context.reject(['publickey', 'gssapi-with-mic' as never]));
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

describe('one login', () => {
	test('answers given once are not kept for another hop', async () => {
		const gateway = await server(asks([['Code: ']], answers => answers[0] === 'one'));
		const login = await server(asks([['Code: ']], answers => answers[0] === 'two'));
		const {ask, asked} = person(['one'], ['two']);
		const first = await openHop(await hopTo(gateway, {name: 'gateway'}), {ask});
		await openHop(await hopTo(login, {name: 'login'}), {ask, over: first});
		expect(asked.map(question => question.hop)).toEqual(['gateway', 'login']);
	});
});
