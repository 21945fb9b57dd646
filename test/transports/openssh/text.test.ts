import {describe, expect, test} from 'vitest';
import {type Evidence, failureOf} from '../../../drivers/transports/common/ssh-login/failure.js';
import {LoginLog} from '../../../drivers/transports/common/ssh-login/login-log.js';
import {questionOf} from '../../../drivers/transports/common/ssh-login/questions.js';
import {carrierThrough, masterArguments} from '../../../drivers/transports/openssh/arguments.js';
import {TerminalText} from '../../../drivers/transports/openssh/terminal-text.js';
import {versionOf} from '../../../drivers/transports/openssh/version.js';
import {PacketCutter, str, u32} from '../../../drivers/transports/openssh/wire.js';
import {plainHop} from '../hop.js';

describe('the arguments of a master', () => {
	const hop = {
		...plainHop(2222),
		name: 'iris',
		identities: ['/home/me/my keys/id', '/home/me/50%'],
		knownHostsFiles: ['/home/me/.ssh/known hosts', '/etc/ssh/known'],
		sshConfig: '/home/me/site config',
	};
	const options = (argv: readonly string[]): string[] => argv.filter((_, index) => argv[index - 1] === '-o');

	test('say what the hop says, in ssh’s own quotes, and leave the rest to the configuration', () => {
		const argv = masterArguments({hop, socketPath: '/run/s/socket-1', carrier: null});
		expect(argv.slice(0, 2)).toEqual(['-F', '/home/me/site config']);
		expect(argv.slice(-6)).toEqual(['-l', hop.user, '-p', '2222', '--', 'iris']);
		expect(options(argv)).toEqual(
			expect.arrayContaining([
				'ControlMaster=yes',
				'ControlPersist=no',
				'ControlPath=/run/s/socket-1',
				'ProxyCommand=none',
				'HostName=127.0.0.1',
				'IdentityFile="/home/me/my keys/id"',
				'IdentityFile=/home/me/50%%',
				'UserKnownHostsFile="/home/me/.ssh/known hosts" /etc/ssh/known',
				'ClearAllForwardings=yes',
			]),
		);
	});

	test.each([
		[{intervalSeconds: 15, countMax: 3}, 8],
		[{intervalSeconds: 60, countMax: 5}, 5],
		[{intervalSeconds: 1, countMax: 3}, 3],
	])('life signs of %j leave room for a push, unless they are wanted quicker: %i', (keepAlive, count) => {
		const argv = masterArguments({hop: {...hop, keepAlive}, socketPath: '/s', carrier: null});
		expect(options(argv)).toContain(`ServerAliveCountMax=${count}`);
	});

	test('over the master before: its socket, this place, and no login by itself', () => {
		const carrier = carrierThrough('/run/s/socket-1', {...hop, host: 'fd00::1'});
		expect(carrier).toBe(
			"'ssh' '-F' /dev/null '-S' /run/s/socket-1 '-o' 'ProxyCommand=false' '-W' '[fd00::1]:2222' '--' hop",
		);
		expect(options(masterArguments({hop, socketPath: '/s', carrier}))).toContain(`ProxyCommand=${carrier}`);
	});

	test('a ProxyCommand of the configuration is passed on with its percent signs', () => {
		const argv = masterArguments({hop: {...hop, proxyCommand: 'nc 100% box'}, socketPath: '/s', carrier: null});
		expect(options(argv)).toContain('ProxyCommand=nc 100%% box');
	});
});

describe('what ssh -v says', () => {
	/** Shortened from OpenSSH 9.2. */
	const LINES = [
		'OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19',
		'debug1: Connection established.',
		'debug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1',
		'debug1: SSH2_MSG_SERVICE_ACCEPT received',
		'Authorised use \\033[31monly\\303\\251',
		'debug1: Authentications that can continue: publickey,keyboard-interactive',
		'debug1: Next authentication method: publickey',
		'debug1: Offering public key: /home/me/.ssh/id_ed25519 ED25519 SHA256:x explicit',
		'debug1: Next authentication method: keyboard-interactive',
		'Authenticated to iris ([10.0.0.1]:22) using "keyboard-interactive".',
		'channel 3: open failed: connect failed: Connection refused',
	];

	test('is the stage, the attempts, the server’s words, and refused connections', () => {
		const notes: string[] = [];
		const log = new LoginLog(line => notes.push(line));
		const stages = LINES.map(line => {
			log.feed(`${line}\r\n`);
			return log.stage;
		});
		expect([...new Set(stages)]).toEqual(['calling', 'connected', 'greeted', 'encrypted', 'logged-in']);
		expect([log.offered, log.tried]).toEqual([
			'publickey,keyboard-interactive',
			['publickey (/home/me/.ssh/id_ed25519)', 'keyboard-interactive'],
		]);
		expect(log.takeUnread()).toBe('Authorised use onlyé\nchannel 3: open failed: connect failed: Connection refused');
		expect(log.takeUnread()).toBe('');
		expect(log.refusals).toEqual({count: 1, last: 'connect failed: Connection refused'});
		expect(notes).toContain('Authorised use onlyé');
	});

	test('is that a security key waits to be touched', () => {
		const log = new LoginLog(() => {});
		log.feed('debug1: Server accepts key: /home/me/.ssh/id_ed25519 ED25519 SHA256:x explicit\n');
		expect(log.touches).toBe(0);
		log.feed('debug1: Server accepts key: /home/me/.ssh/id_ed25519_sk ED25519-SK SHA256:x authenticator\n');
		expect(log.touches).toBe(1);
	});

	test('comes in any pieces', () => {
		const log = new LoginLog(() => {});
		for (const letter of LINES.join('\n')) {
			log.feed(letter);
		}

		log.end();
		expect([log.stage, log.said.length, log.refusals.count]).toEqual(['logged-in', 3, 1]);
	});
});

describe('a question at the terminal', () => {
	test.each([
		["alice@iris's password: ", 'password', true],
		['(alice@iris) Password: ', 'keyboard-interactive', true],
		["Enter passphrase for key '/home/me/.ssh/id': ", 'passphrase', true],
		['Enter PIN for ED25519-SK key /home/me/.ssh/id_sk: ', 'passphrase', true],
		['Are you sure you want to continue connecting (yes/no/[fingerprint])? ', 'host-key', false],
		["Please type 'yes', 'no' or the fingerprint: ", 'host-key', false],
	])('%s', (onTerminal, kind, isSecret) => {
		const question = questionOf({hop: 'iris', before: '', onTerminal: `\r\n${onTerminal}`, isEchoing: !isSecret});
		expect(question).toEqual({kind, hop: 'iris', text: '', prompts: [{text: onTerminal, isSecret}]});
	});

	test('has its lines before the last as text, without control sequences', () => {
		const onTerminal = 'Duo \x1b[2Jlogin\r\n 1. Push\r\nOption: ';
		expect(questionOf({hop: 'iris', before: 'Welcome', onTerminal, isEchoing: true})).toMatchObject({
			text: 'Welcome\nDuo login\n 1. Push',
			prompts: [{text: 'Option: ', isSecret: false}],
		});
	});

	test('what was typed, and the rest of its line, is no part of the next one', () => {
		const terminal = new TerminalText();
		terminal.feed('Option: ');
		expect(terminal.isOpen).toBe(true);
		terminal.answered();
		terminal.feed('1');
		terminal.feed('\r\nCode: ');
		expect([terminal.text, terminal.isOpen]).toEqual(['Code: ', true]);
		terminal.feed('\r\n');
		expect(terminal.isOpen).toBe(false);
	});
});

describe('why nobody is logged in', () => {
	const NOTHING: Evidence = {
		hop: {...plainHop(22), name: 'iris', host: 'iris.example.org'},
		stage: 'calling',
		offered: '',
		tried: [],
		said: [],
		unanswered: null,
		untrusted: null,
		hasAnswered: false,
		refusal: null,
	};

	test.each<[string, Partial<Evidence>, object]>([
		['nothing said', {}, {kind: 'link', message: expect.stringContaining('ssh ended without a word')}],
		[
			'a name that nobody knows',
			{said: ['ssh: Could not resolve hostname iris.example.org: Name or service not known']},
			{kind: 'link', message: expect.stringContaining('there is no host of this name')},
		],
		[
			'no way to it',
			{said: ['ssh: connect to host iris.example.org port 22: No route to host']},
			{kind: 'link', message: expect.stringContaining('there is no way to it from here')},
		],
		[
			'only Kerberos',
			{
				stage: 'encrypted',
				offered: 'gssapi-with-mic',
				said: ['me@iris.example.org: Permission denied (gssapi-with-mic).'],
			},
			{kind: 'auth', hint: expect.stringContaining('kinit')},
		],
		[
			'too many keys in the agent',
			{
				stage: 'encrypted',
				said: ['Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures'],
			},
			{kind: 'auth', hint: expect.stringContaining('IdentitiesOnly')},
		],
		[
			'a revoked host key',
			{said: ['WARNING: REVOKED HOST KEY DETECTED!', 'Host key verification failed.']},
			{kind: 'auth', message: expect.stringContaining('marked as revoked')},
		],
		[
			'no common algorithm',
			{said: ['Unable to negotiate with 10.0.0.1 port 22: no matching key exchange method found. Their offer: x']},
			{kind: 'link', retry: 'never', message: expect.stringContaining('no matching key exchange method')},
		],
		[
			'a setting that ssh does not know',
			{
				said: [
					'/home/me/.ssh/config: line 3: Bad configuration option: foo',
					'terminating, 1 bad configuration options',
				],
			},
			{kind: 'config', message: expect.stringContaining('Bad configuration option: foo')},
		],
		[
			'forwarding forbidden at the hop before',
			{refusal: {over: 'gateway', said: 'administratively prohibited: open failed'}},
			{kind: 'link', retry: 'never', facts: {hop: 'iris', verdict: 'forbidden'}},
		],
	])('%s', (_what, evidence, fault) => {
		expect(failureOf({...NOTHING, ...evidence})).toMatchObject(fault);
	});
});

test.each([
	['OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19', 9.2],
	['OpenSSH_10.0p2, LibreSSL 3.3.6', 10],
	['OpenSSH_for_Windows_9.5p1, LibreSSL 3.8.2', 9.5],
	['Sun_SSH_2.4, SSH protocols 1.5/2.0', null],
])('the version of %s', (said, version) => {
	expect(versionOf(said)).toBe(version);
});

test('packets come in any pieces, and what is no packet is a fault', () => {
	const packets = ['', 'one', 'x'.repeat(100_000)].map(text => str(text));
	const cutter = new PacketCutter();
	const bytes = Buffer.concat(packets);
	const cut: string[] = [];
	for (let at = 0; at < bytes.length; at += 7) {
		cut.push(...cutter.feed(bytes.subarray(at, at + 7)).map(String));
	}

	expect(cut).toEqual(['', 'one', 'x'.repeat(100_000)]);
	expect(() => cutter.feed(u32(0xffff_ffff))).toThrow(/does not speak the protocol/);
});
