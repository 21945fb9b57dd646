import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Home, openHome} from './support/home.js';
import {asAlice, HOSTS, inHost, jobs, linesOf, processesWith} from './support/hosts.js';
import {type Answer, runInNotebook} from './support/notebook.js';
import {onCluster} from './support/on-cluster.js';
import {SESSIONS_FOLDER} from './support/places.js';
import {openScreen} from './support/screen.js';
import {until} from './support/until.js';

/** The tests of this file tell one story, in order. */
onCluster('the main job: a notebook on a node, behind a gateway and a login host', () => {
	let home: Home;
	let url = '';
	let id = '';
	let token = '';
	let first: Answer;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
	});
	afterAll(() => home.close());

	it('prints the URL of a notebook', async () => {
		url = await home.start('jupyter', 'story', '--wait', '--timeout', '60s');
		expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32,}$/);
		token = new URL(url).searchParams.get('token') ?? '';
		expect(await home.good('url', 'story')).toBe(url);
	});

	it('lists contents, starts a kernel and runs code over the WebSocket', async () => {
		first = await runInNotebook(url, 'import socket\nkept = 6 * 7\nprint(kept, socket.gethostname())');
		expect(first.printed).toMatch(/^42 node[12]\n$/);
	});

	it('came by gateway and login to the ib0 address, and found em1 silent', async () => {
		const session = await home.untilSession('story', 'em1 was tried', ({tunnels}) =>
			tunnels.some(({tried}) => tried.some(({interfaceName}) => interfaceName === 'em1')),
		);
		id = session.id;
		expect(session.state).toBe('ready');
		expect(session.job.nodes).toEqual([first.printed.trim().split(' ')[1]]);
		expect(session.tunnels).toMatchObject([
			{
				name: 'notebook',
				address: 'infiniband',
				route: 'forward',
				hops: ['gateway', 'login'],
				localHost: '127.0.0.1',
				state: 'open',
			},
		]);
		expect(session.tunnels[0]?.remoteHost).toMatch(/^10\.71\.4\.1[12]$/);
		const tried = session.tunnels[0]?.tried.map(({interfaceName, verdict}) => `${interfaceName} ${verdict}`);
		expect(tried).toEqual(expect.arrayContaining(['ib0 open', 'em1 silent']));
	});

	it('answers at the same URL after the daemon was killed, with the kernel alive', async () => {
		const before = await home.daemon();
		await inHost('laptop', ['kill', '-KILL', String(before.pid)]);
		await home.good('daemon', 'start');
		await home.good('wait', 'story', '--timeout', '30s');
		expect((await home.daemon()).pid).not.toBe(before.pid);
		expect(await home.good('url', 'story')).toBe(url);
		expect((await runInNotebook(url, 'print(kept)', first.kernel)).printed).toBe('42\n');
	});

	it('is there when the screen was quit and opened again', async () => {
		for (const _ of ['first', 'again']) {
			const screen = await openScreen(home);
			try {
				await screen.shows(/story .*lab .*jupyter .*node[12]/);
				await screen.press('q');
				await screen.ends();
			} finally {
				await screen.close();
			}
		}

		expect((await home.show('story')).state).toBe('ready');
	});

	it('shows the token nowhere, and its files to nobody', async () => {
		const log = await home.good('logs', 'story');
		// The server logs the redirect of the first click whole: it was written, without the token.
		expect(log).toContain('token=[secret]');
		expect(log).toMatch(/GET \/\?token=\[secret\]/);
		expect(log).not.toContain(token);
		expect(await home.daemonLog()).not.toContain(token);
		for (const host of HOSTS) {
			expect(
				linesOf(await inHost(host, ['sh', '-c', 'grep -slaFf - /proc/[0-9]*/cmdline || true'], {input: token})),
			).toEqual([]);
		}

		const folder = `${SESSIONS_FOLDER}/${id}`;
		// The scheduler makes scheduler.log itself, as it likes; nobody else gets into the folder.
		expect(await asAlice(`find ${folder} -maxdepth 1 -perm /077 ! -name scheduler.log`)).toBe('');
		expect(await asAlice(`stat -c %a ${folder} ${folder}/token`)).toBe('700\n600');
		expect(await inHost('laptop', ['find', home.folder, '-perm', '/077', '!', '-path', '*/cache*'])).toBe('');
	});

	it('ends the Slurm job and whatever belongs to it with stop', async () => {
		const job = (await home.show('story')).job.id;
		await home.good('stop', 'story');
		await home.good('wait', 'story', '--for', 'ended', '--timeout', '40s');
		const session = await home.show('story');
		expect(session).toMatchObject({state: 'ended', outcome: 'cancelled', url: null});
		expect(session.tunnels.map(({state}) => state)).toEqual(['shut']);
		expect((await jobs()).filter(line => line.startsWith(`${job} `))).toEqual([]);
		await until('nothing of it runs on a node', async () => {
			const [one, two] = await Promise.all([processesWith('node1', id), processesWith('node2', id)]);
			return one.length + two.length === 0;
		});
		await expect(runInNotebook(url, 'print(1)')).rejects.toThrow('ECONNREFUSED');
	});

	it('forgets the session and its folder with rm', async () => {
		await home.good('rm', 'story');
		expect(await home.json('ls', '--all')).toEqual([]);
		expect(await asAlice(`ls -d ${SESSIONS_FOLDER}/${id} 2>&1 || true`)).toContain('No such file');
	});
});
