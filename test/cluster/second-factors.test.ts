import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {
	addDoor,
	answerAsCarol,
	codeOf,
	loginsAtGateway,
	PASSWORD,
	TRANSPORTS,
	type TransportName,
	triesAtGateway,
} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {fault} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {openScreen} from './support/screen.js';
import {until} from './support/until.js';

const DEV = ['--host', 'dev1', '--hop', 'gateway', '--scheduler', 'host'];
/** OpenSSH puts the user and the host before the server's words. */
const PASSWORD_PROMPT = /^(\(\w+@gateway\) )?Password:/;
const CODE_PROMPT = /^(\(\w+@gateway\) )?One-time password \(OATH\) for `carol':/;

/** What is said when the server asks again; OpenSSH says nothing. */
const wrongAnswer = (transport: TransportName): RegExp =>
	transport === 'ssh2' ? /That was not it: try 2 of 3/ : PASSWORD_LINE;
const PASSWORD_LINE = /Password:/;

const STAYS = 'command=exec sleep 600';

/** Ends every connection at the gateway; nobody is there to log in again. */
async function breakGateway(): Promise<void> {
	await fault('kill-sshd', 'gateway');
	await fault('start-sshd', 'gateway');
}

describe.each(TRANSPORTS)('second factors, with %s', transport => {
	onCluster('a conversation at the gateway', () => {
		let home: Home;
		beforeAll(async () => {
			home = await openHome();
			for (const user of ['carol', 'dave', 'heidi', 'mallory']) {
				await addDoor(home, {transport, user});
			}

			// The push of the test takes longer.
			await addDoor(home, {transport, user: 'grace', sshLines: ['ConnectTimeout 2', 'ServerAliveInterval 15']});
			await addDoor(home, {transport, user: 'carol', name: 'carol-dev', words: DEV});
		});
		afterAll(async () => {
			await home.hpctui('rm', 'near', '--force');
			await home.close();
		});

		/** The same as {@link breakGateway}, and whatever lies behind has tried for itself, and says so. */
		async function breakAlone(): Promise<void> {
			await breakGateway();
			for (const name of ['work', 'near']) {
				await home.untilSession(name, 'it needs somebody', ({needsUser}) => needsUser === 'gateway');
			}
		}

		/** How often the daemon itself began to log in anywhere: the gateway's log may come later. */
		const loginsTried = async (): Promise<number> => (await home.daemonLog()).match(/: trying /g)?.length ?? 0;

		it('a password, then a code, on the terminal that waits: hidden, and again when it is wrong', async () => {
			const words = ['new', 'jupyter', '--cluster', 'carol', '--name', 'work', '--wait', '--timeout', '60s'];
			const terminal = await openScreen(home, ...words);
			await terminal.shows(/^\[carol\] gateway asks:/);
			await terminal.shows(PASSWORD_PROMPT);
			await terminal.press(PASSWORD, 'Enter');
			await terminal.shows(CODE_PROMPT);
			await terminal.press('000000', 'Enter');
			await terminal.shows(PASSWORD_PROMPT, {lines: 2});
			await terminal.shows(wrongAnswer(transport));
			await terminal.press(PASSWORD, 'Enter');
			await terminal.shows(CODE_PROMPT, {lines: 2});
			await terminal.press(await codeOf('carol'), 'Enter');
			await terminal.shows(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/, {timeoutMs: 60_000});
			await terminal.ends();
			expect(await terminal.text()).not.toContain(PASSWORD);
			await terminal.close();
			expect(await home.daemonLog()).not.toContain(PASSWORD);
		});

		it('nobody there: told which host needs somebody and why; one answer revives what lies behind it, of two clusters', async () => {
			await home.start('command', 'near', '--cluster', 'carol-dev', '--set', STAYS, '--wait');
			const before = await loginsAtGateway('carol');
			await breakGateway();
			for (const name of ['work', 'near']) {
				const {note} = await home.untilSession(name, 'it needs somebody', ({needsUser}) => needsUser === 'gateway');
				expect(note).toMatch(/^gateway needs you \(hpctui cluster login carol(-dev)?\): carol@gateway was not let in/);
			}

			const alone = await home.hpctui('cluster', 'login', 'carol');
			expect(alone.code, alone.err).toBe(4);
			expect(alone.err).toMatch(/carol@gateway was not let in/);
			expect(alone.err).toMatch(/hint: run: hpctui cluster login carol, and have ready: .*[Pp]assword/);

			const terminal = await openScreen(home, 'cluster', 'login', 'carol');
			await answerAsCarol(terminal);
			await terminal.ends();
			await terminal.close();
			await home.good('wait', 'work', '--timeout', '30s');
			await home.good('wait', 'near', '--timeout', '30s');
			expect(await loginsAtGateway('carol')).toBe(before + 1);
		});

		it('a command that waits without a terminal: a screen answers for it; with nobody there it ends, and no login is tried', async () => {
			await breakAlone();
			const before = await loginsTried();
			const alone = await home.hpctui('wait', 'work', '--timeout', '60s');
			expect(alone.code, alone.err).toBe(4);
			expect(alone.err).toMatch(/carol@gateway was not let in[\s\S]*hint: run: hpctui cluster login carol /);
			expect(await loginsTried()).toBe(before);

			const screen = await openScreen(home);
			await screen.shows(/login gateway for carol/);
			const late = await home.hpctui('wait', 'work', '--timeout', '2s');
			expect(late.code, late.err).toBe(7);
			const waiting = home.good('wait', 'work', '--timeout', '60s');
			await answerAsCarol(screen);
			expect(await waiting).toMatch(/^ready/);
			await screen.press('q');
			await screen.ends();
			await screen.close();
		});

		it('in the screen, over what it shows: stars, the words of the server, a wrong code and again', async () => {
			const screen = await openScreen(home);
			await screen.shows(/ready +work/);
			await screen.press('?');
			await screen.shows(/Select the session above/);
			await breakGateway();
			await screen.shows(/login gateway for carol/);
			// The first keys after a dialog popped up may have been meant for what was there before.
			await until('keys are taken', async () => {
				await screen.press('x');
				return /Password: \*/.test(await screen.text());
			});
			await screen.press('C-u', PASSWORD);
			await screen.shows(new RegExp(`Password: \\*{${PASSWORD.length}}`));
			await screen.press('Enter');
			await screen.shows(/One-time password \(OATH\) for `carol':/);
			await screen.press('111111', 'Enter');
			await screen.shows(wrongAnswer(transport));
			await screen.shows(/Password: {2,}/);
			await screen.press(PASSWORD, 'Enter');
			await screen.shows(/One-time password \(OATH\) for `carol':/);
			await screen.press(await codeOf('carol'), 'Enter');
			await screen.shows(/Select the session above/);
			expect(await screen.text()).not.toContain(PASSWORD);
			await screen.press('Escape');
			await screen.shows(/ready +work/, {timeoutMs: 30_000});
			await screen.press('q');
			await screen.ends();
			await screen.close();
		});

		it('in a terminal on the node, over what runs there', async () => {
			const terminal = await openScreen(home, 'attach', 'work');
			await terminal.shows(/carol@node\d/);
			await terminal.press('echo is-$((6 * 7))-here', 'Enter');
			await terminal.shows(/^is-42-here/);
			await breakGateway();
			await answerAsCarol(terminal);
			await home.good('wait', 'work', '--timeout', '30s');
			await terminal.shows(/^ work .*node\d · /);
			await terminal.shows(/^is-42-here/);
			await terminal.press('echo again-$((6 * 7))', 'Enter');
			await terminal.shows(/^again-42/, {timeoutMs: 30_000});
			await terminal.press('C-b', 'd');
			await terminal.ends();
			await terminal.close();
		});

		it('declined in the screen: not asked again by itself, only when the person wants something of it', async () => {
			await breakAlone();
			const screen = await openScreen(home);
			await screen.shows(/login gateway for carol/);
			const tries = await triesAtGateway('carol');
			// The first keys after a dialog popped up may have been meant for what was there before.
			await until('it is declined', async () => {
				await screen.press('Escape');
				return !/login gateway for carol/.test(await screen.text());
			});
			await screen.shows(/carol needs you/);
			// The time itself is what is tested: the log pane asks for the log every few seconds.
			await new Promise(resolve => setTimeout(resolve, 6_000));
			expect(await screen.text()).not.toMatch(/login gateway for carol/);
			// The one that was declined, as the gateway tells of it when it is over.
			expect(await triesAtGateway('carol')).toBe(tries + 1);
			const terminal = await openScreen(home, 'cluster', 'login', 'carol');
			await answerAsCarol(terminal);
			await terminal.ends();
			await screen.shows(/ready +work/, {timeoutMs: 30_000});
			await Promise.all([screen.close(), terminal.close()]);
		});

		it('the key, then a code', async () => {
			const terminal = await openScreen(home, 'cluster', 'login', 'dave');
			await terminal.shows(/One-time password \(OATH\) for `dave':/);
			await terminal.press(await codeOf('dave'), 'Enter');
			await terminal.shows(/^dave: up \(gateway > login\)/);
			await terminal.ends();
			await terminal.close();
		});

		it('a code that was used: refused, and asked for again', async () => {
			const used = await codeOf('dave');
			for (const answers of [[used], [used, 'next']]) {
				await home.good('daemon', 'stop');
				const terminal = await openScreen(home, 'cluster', 'login', 'dave');
				for (const [index, answer] of answers.entries()) {
					await terminal.shows(/One-time password/, {lines: index + 1});
					await terminal.press(answer === 'next' ? await codeOf('dave') : answer, 'Enter');
				}

				await terminal.ends();
				await terminal.close();
			}
		});

		it('a push that takes longer than the host may be silent', async () => {
			const terminal = await openScreen(home, 'cluster', 'login', 'grace');
			await terminal.shows(/Two-factor login\. After your password a request is pushed/);
			await terminal.press(PASSWORD, 'Enter');
			// The time itself is what is tested: it is longer than the hop's ConnectTimeout.
			await new Promise(resolve => setTimeout(resolve, 5_000));
			await fault('approve-push', 'grace');
			await terminal.shows(/^grace: up/);
			await terminal.ends();
			await terminal.close();
		});

		it('a wrong password: asked three times, then exit code 4 with the hop', async () => {
			const terminal = await openScreen(home, 'cluster', 'login', 'heidi');
			for (const attempt of [1, 2, 3]) {
				await terminal.shows(/[Pp]assword/, {lines: attempt});
				await terminal.press(`wrong-${attempt}`, 'Enter');
			}

			await terminal.shows(/^hpctui: heidi@gateway was not let in/);
			await terminal.ends(4);
			await terminal.close();
			expect(await home.daemonLog()).not.toContain('wrong-1');
		});

		it.each([
			['C-c ends the command', 'C-c', 130, /^hpctui: interrupted/],
			['C-d declines', 'C-d', 4, /^hpctui: heidi@gateway was not let in/],
		] as const)('%s', async (_what, key, code, says) => {
			const terminal = await openScreen(home, 'cluster', 'login', 'heidi');
			await terminal.shows(/[Pp]assword/);
			await terminal.press(key);
			await terminal.shows(says);
			await terminal.ends(code);
			await terminal.close();
		});

		it('a banner with escape sequences: its words are shown, and nothing of them acts', async () => {
			const terminal = await openScreen(home, 'cluster', 'login', 'mallory');
			await terminal.shows(/^\[mallory\] gateway asks:/);
			await terminal.shows(/^Welcome to the gateway/);
			await terminal.shows(PASSWORD_PROMPT);
			expect(await terminal.text(true)).not.toContain('\x1b[3');
			await terminal.press(PASSWORD, 'Enter');
			await terminal.shows(/^mallory: up/);
			await terminal.close();
			expect(await home.daemonLog()).not.toContain('\x1b');
		});
	});
});
