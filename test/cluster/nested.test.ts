import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ClusterTest} from '../../source/wire/calls.js';
import {SERVE, sendAround} from './support/byte-store.js';
import {loginsAt, PASSWORD, TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {fault, inHost, linesOf} from './support/hosts.js';
import {runInNotebook} from './support/notebook.js';
import {onCluster} from './support/on-cluster.js';
import {openScreen} from './support/screen.js';
import {until} from './support/until.js';

/** `ssh -t gateway "ssh dev1"`: the dev host forbids forwarding, and trusts what the gateway has of the user, not what we have. */
const wordsOf = (user: string): readonly string[] => [
	...['--host', 'dev1', '--user', user, '--hop', `${user}@gateway`, '--scheduler', 'host'],
];

/** Where its programs run and its temporary files lie. */
const PASSED = ['gateway', 'dev1'] as const;

/** What a nested login keeps on a host for as long as it lasts: a shell, its folder, the ssh or sshd that it started. */
async function keptBy(user: string, host: (typeof PASSED)[number]): Promise<readonly string[]> {
	const ours = host === 'gateway' ? '^ssh |hpctui-nested' : 'sshd';
	const lines = 'ps -u "$1" -o args= | grep -E "$2" || true; ls -d /tmp/hpctui.* 2>/dev/null || true';
	return linesOf(await inHost(host, ['sh', '-c', lines, 'sh', user, ours]));
}

async function untilNothingIsKept(user: string): Promise<void> {
	for (const host of PASSED) {
		await until(`nothing of ${user} is left on ${host}`, async () => (await keptBy(user, host)).length === 0);
	}
}

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('a dev host that only the ssh of the gateway may enter', () => {
		let home: Home;
		/** How often nell was let in there before the first of these tests. */
		let before = 0;
		const cluster = 'dev';
		beforeAll(async () => {
			home = await openHome();
			before = await loginsAt('dev1', 'nell');
			await home.addCluster(cluster, {words: [...wordsOf('nell'), '--route', 'nested', '--transport', transport]});
		});
		afterAll(() => home.close());

		it('no other way leads there', async () => {
			for (const route of ['auto', 'exec']) {
				await home.addCluster(route, {words: [...wordsOf('nell'), '--route', route, '--transport', transport]});
				const {code, err} = await home.hpctui('cluster', 'test', route);
				expect([code, err]).toEqual([4, expect.stringContaining('nell@dev1 was not let in')]);
			}
		});

		it('cluster test says who logs in where, and what the policy is about is said once', async () => {
			const test = await home.json<ClusterTest>('cluster', 'test', cluster);
			expect(test.ok).toBe(true);
			expect(test.steps.map(({text}) => text)).toEqual(
				expect.arrayContaining([
					'gateway (nell@gateway:22) > dev1 (nell@dev1:22, by the ssh of gateway)',
					'logged in as nell, by the ssh of gateway',
				]),
			);
		});

		it('the notebook answers, commands and terminals run there, 20 MB come whole: all by one login', async () => {
			const words = ['--cluster', cluster, '--timeout', '60s'];
			const url = await home.good('new', 'jupyter', '--name', 'story', '--wait', ...words);
			expect((await runInNotebook(url, 'import os\nprint(os.uname().nodename)')).printed).toBe('dev1\n');
			expect((await home.show('story')).tunnels).toMatchObject([
				{route: 'forward', address: 'loopback', hops: ['gateway', 'dev1']},
			]);
			expect(await home.good('exec', 'story', '--', 'hostname')).toBe('dev1');

			const terminal = await openScreen(home, 'attach', 'story');
			await terminal.shows(/^nell@dev1:~\$/, {timeoutMs: 30_000});
			await terminal.press('tty', 'Enter');
			await terminal.shows(/^\/dev\/pts\/\d+/);
			await terminal.close();

			await home.start('command', 'bytes', '--cluster', cluster, '--set', SERVE);
			const isOpen = ({tunnels}: {tunnels: readonly {state: string}[]}) => tunnels[0]?.state === 'open';
			await sendAround(home, await home.untilSession('bytes', 'its port answers', isOpen, 60_000));
			expect(await loginsAt('dev1', 'nell')).toBe(before + 1);
		});

		it("comes back by itself when the gateway's sshd was killed, by one login more", async () => {
			await fault('kill-sshd', 'gateway');
			await home.untilSession('story', 'the way is down', ({state}) => state === 'reconnecting', 60_000);
			await untilNothingIsKept('nell');
			await fault('start-sshd', 'gateway');
			await home.untilSession('story', 'it is back', ({state}) => state === 'ready', 90_000);
			expect((await runInNotebook(await home.good('url', 'story'), 'print(6 * 7)')).printed).toBe('42\n');
			expect(await loginsAt('dev1', 'nell')).toBe(before + 2);
		});

		it('leaves nothing behind', async () => {
			for (const name of ['story', 'bytes']) {
				await home.good('stop', name);
				await home.untilSession(name, 'it is over', ({state}) => state === 'ended', 30_000);
			}

			await home.good('daemon', 'stop');
			await untilNothingIsKept('nell');
		});

		it('what cannot be is told with the hop, who saw it, and its words', async () => {
			const add = (name: string, ...words: readonly string[]) =>
				home.addCluster(name, {words: [...words, '--route', 'nested', '--transport', transport]});
			await add('nowhere', '--host', 'nowhere', '--hop', 'nell@gateway', '--scheduler', 'host');
			const unknown = await home.hpctui('cluster', 'test', 'nowhere');
			expect(unknown.code).toBe(5);
			expect(unknown.err).toMatch(
				/seen from gateway: nowhere cannot be reached: there is no host of this name[\s\S]*Could not resolve/,
			);
			expect(unknown.err).toContain('try by hand: ssh -t gateway ssh -v nowhere');
			const alone = await home.hpctui('cluster', 'add', 'alone', '--host', 'gateway', '--route', 'nested');
			expect([alone.code, alone.err]).toEqual([2, expect.stringContaining('needs a hop')]);
			await untilNothingIsKept('nell');
		});
	});
});

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('login shells that print, on both hosts', () => {
		it.each(['tess', 'finn', 'zoe', 'dan'])('%s', async user => {
			const home = await openHome();
			try {
				await home.addCluster('dev', {words: [...wordsOf(user), '--route', 'nested', '--transport', transport]});
				expect((await home.json<ClusterTest>('cluster', 'test', 'dev')).ok).toBe(true);
			} finally {
				await home.close();
			}
		});
	});

	onCluster('a dev host where the gateway has to give a password', () => {
		let home: Home;
		beforeAll(async () => {
			home = await openHome();
			await inHost('gateway', ['rm', '-f', '/home/owen/.ssh/known_hosts']);
			await home.addCluster('dev', {words: [...wordsOf('owen'), '--route', 'nested', '--transport', transport]});
		});
		afterAll(() => home.close());

		it('nobody there: exit code 4, and what is needed', async () => {
			const {code, err} = await home.hpctui('cluster', 'test', 'dev');
			expect(code).toBe(4);
			expect(err).toMatch(/seen from gateway: dev1 showed a host key that is not known \(SHA256:/);
			expect(err).toContain('hpctui cluster login dev');
			await untilNothingIsKept('owen');
		});

		it("the gateway's questions are put to the person, once for all that lies behind", async () => {
			const before = await loginsAt('dev1', 'owen');
			const terminal = await openScreen(home, 'cluster', 'login', 'dev');
			await terminal.shows(/^The ssh of gateway asks:/, {timeoutMs: 30_000});
			await terminal.shows(/^Trust this key\? \(yes\/no\)/);
			await terminal.press('yes', 'Enter');
			await terminal.shows(/^owen@dev1's password:/);
			await terminal.press('wrong horse', 'Enter');
			await terminal.shows(/^Permission denied, please try again/);
			await terminal.press(PASSWORD, 'Enter');
			await terminal.shows(/^dev: up/, {timeoutMs: 30_000});
			expect(await terminal.text()).not.toContain(PASSWORD);
			await terminal.close();

			await home.start('command', 'job', '--cluster', 'dev', '--set', 'command=exec sleep 600');
			await home.untilSession('job', 'it runs', ({job}) => job.state === 'running', 30_000);
			expect(await home.good('exec', 'job', '--', 'hostname')).toBe('dev1');
			expect(await loginsAt('dev1', 'owen')).toBe(before + 1);
			await home.good('rm', '--force', 'job');
			await home.good('daemon', 'stop');
			await untilNothingIsKept('owen');
		});
	});
});

onCluster('three hops, each entered by the ssh of the one before', () => {
	it('a node of the cluster, from its login host', async () => {
		const home = await openHome();
		try {
			const words = ['--host', 'node1', '--hop', 'gateway', '--hop', 'login', '--route', 'nested'];
			await home.addCluster('deep', {words: [...words, '--scheduler', 'host']});
			const test = await home.json<ClusterTest>('cluster', 'test', 'deep');
			expect([test.ok, test.hops]).toEqual([true, ['gateway', 'login', 'node1']]);
		} finally {
			await home.close();
		}
	});
});
