import {afterAll, afterEach, beforeAll, describe, expect, it} from 'vitest';
import {TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, fault, sessionFolders} from './support/hosts.js';
import {runInNotebook} from './support/notebook.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

/** A dev node behind the gateway: no scheduler, the job runs on the very host that one logs in to. */
const DEV = ['--host', 'login', '--hop', 'gateway', '--scheduler', 'host'];

/** alice's sessions of tmux on the dev host. */
function tmuxSessions(): Promise<string> {
	return asAlice('tmux list-sessions 2>/dev/null || true');
}

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('a dev host without scheduler', () => {
		let home: Home;
		beforeAll(async () => {
			home = await openHome();
			await home.addCluster('dev', {words: [...DEV, '--transport', transport]});
		});
		afterEach(async () => {
			for (const {id} of await home.json<readonly {id: string}[]>('ls')) {
				await home.hpctui('rm', id, '--force');
			}
		});
		afterAll(() => home.close());

		it('a notebook answers, in a tmux session of its own that ends with it', async () => {
			const url = await home.start('jupyter', 'story', '--cluster', 'dev', '--wait', '--timeout', '60s');
			const {printed} = await runInNotebook(url, 'import os\nprint(6 * 7, os.environ.get("TMUX"))');
			expect(printed).toBe('42 None\n');
			const {job, tunnels} = await home.show('story');
			expect(tunnels[0]?.remoteHost).toBe('127.0.0.1');
			expect(job.nodes).toEqual(['login']);
			const [name = ''] = (await tmuxSessions()).split(':');
			expect(name).toMatch(/^hpctui-\w+$/);
			await until('its log is shown there', async () =>
				(await asAlice(`tmux capture-pane -p -S - -t ${name}`)).includes(`The output of job ${name} follows.`),
			);
			await home.good('stop', 'story');
			await home.untilSession('story', 'it is over', ({state}) => state === 'ended');
			await until('its tmux session is over', async () => (await tmuxSessions()) === '');
		});

		it('survives the end of our connection, and of every process of the login', async () => {
			const url = await home.start('jupyter', 'lasting', '--cluster', 'dev', '--wait', '--timeout', '60s');
			const {kernel} = await runInNotebook(url, 'kept = 6 * 7');
			const {job} = await home.show('lasting');
			await home.good('daemon', 'stop');
			await fault('kill-sshd', 'login');
			await fault('mend-all');
			expect(await asAlice(`kill -0 ${Number.parseInt(job.id ?? '', 10)} && echo alive`)).toBe('alive');
			expect(await tmuxSessions()).toContain('hpctui-');
			await home.untilSession('lasting', 'it is back', ({state}) => state === 'ready', 60_000);
			expect(await home.good('url', 'lasting')).toBe(url);
			expect((await runInNotebook(url, 'print(kept)', kernel)).printed).toBe('42\n');
		});

		it('killing the tmux session does not end it', async () => {
			await home.good('new', 'command', '--set', 'command=sleep 600', '--cluster', 'dev', '--name', 'stubborn');
			const running = await home.untilSession('stubborn', 'it runs', ({job}) => job.state === 'running', 30_000);
			await asAlice('tmux kill-server');
			await until('tmux is gone', async () => (await tmuxSessions()) === '');
			expect(await asAlice(`kill -0 ${Number.parseInt(running.job.id ?? '', 10)} && echo alive`)).toBe('alive');
			expect((await home.show('stubborn')).job).toMatchObject({id: running.job.id, state: 'running'});
			await home.good('stop', 'stubborn');
			expect((await home.untilSession('stubborn', 'it is over', ({state}) => state === 'ended')).outcome).toBe(
				'cancelled',
			);
		});

		it('ends at its walltime', async () => {
			const words = ['--cluster', 'dev', '--name', 'short', '--walltime', '3s'];
			await home.good('new', 'command', '--set', 'command=sleep 600', ...words);
			const over = await home.untilSession('short', 'it is over', ({state}) => state === 'ended', 30_000);
			expect(over.outcome).toBe('timeout');
			expect(over.job.walltimeSeconds).toBe(3);
		});

		it('says what a logout would do where logind ends what a user started', async () => {
			const programs = '/home/alice/logind';
			const says = `case $1 in show-user) echo Linger=no ;; *) echo KillUserProcesses=yes ;; esac`;
			await asAlice(
				`mkdir -p ${programs}; printf '#!/bin/sh\\n${says}\\n' > ${programs}/loginctl; chmod +x ${programs}/loginctl`,
			);
			await home.addCluster('logind', {
				words: [...DEV, '--transport', transport, '--scheduler-setup', `PATH=${programs}:$PATH`],
			});
			await home.good('new', 'command', '--set', 'command=sleep 600', '--cluster', 'logind', '--name', 'warned');
			const {warnings} = await home.show('warned');
			expect(warnings).toMatchObject([
				{code: 'ends-with-login', message: expect.stringContaining('loginctl enable-linger')},
			]);
			await home.good('rm', 'warned', '--force');
			await asAlice(`rm -rf ${programs}`);
		});

		it('a host without tmux does as well', async () => {
			await home.addCluster('bare', {words: [...DEV, '--transport', transport, '--command', 'tmux=false']});
			await until('those before it are over', async () => (await tmuxSessions()) === '');
			await home.good('new', 'command', '--set', 'command=env; sleep 600', '--cluster', 'bare', '--name', 'bare');
			await home.untilSession('bare', 'it runs', ({job}) => job.state === 'running', 30_000);
			expect(await tmuxSessions()).toBe('');
			await until('its output', async () => (await home.good('logs', 'bare')).includes('HPCTUI_TAG='));
			expect(await home.good('logs', 'bare')).not.toMatch(/HPCTUI_PATH|\.hpctui\/commands/);
			await fault('kill-sshd', 'login');
			await fault('mend-all');
			await home.untilSession(
				'bare',
				'it is seen again',
				({state, job}) => state !== 'reconnecting' && job.state === 'running',
				60_000,
			);
		});
	});
});

onCluster('where the host is told to find a scheduler itself', () => {
	it('a host without one is not taken for a place to run jobs by mistake', async () => {
		const home = await openHome();
		try {
			await home.addCluster('gate', {words: ['--host', 'gateway', '--scheduler-setup', 'PATH=/nowhere']});
			const before = await sessionFolders();
			const {code, err} = await home.hpctui('new', 'command', '--set', 'command=true', '--cluster', 'gate');
			expect(code).toBe(2);
			expect(err).toContain('--scheduler host');
			expect(await sessionFolders()).toEqual(before);
		} finally {
			await home.close();
		}
	});
});
