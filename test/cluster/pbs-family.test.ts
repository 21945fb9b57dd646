import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ClusterTest} from '../../source/wire/calls.js';
import {type FakeScheduler, installFake} from './support/fakes.js';
import {type Home, openHome} from './support/home.js';
import {sessionFolders} from './support/hosts.js';
import {runInNotebook} from './support/notebook.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

type Family = {
	readonly name: string;
	readonly server: string;
	readonly version: string;
	readonly queues: readonly string[];
	readonly overLetter: string;
	readonly saysOfQueue: RegExp;
	readonly saysOfWalltime: RegExp;
};

const FAMILIES: readonly Family[] = [
	{
		name: 'pbs',
		server: 'pbshead',
		version: '23.06.06',
		queues: ['workq', 'short', 'closed'],
		overLetter: 'F',
		saysOfQueue: /Unknown queue/,
		saysOfWalltime: /violates queue and\/or server resource limits/,
	},
	{
		name: 'torque',
		server: 'head',
		version: '6.1.2',
		queues: ['batch', 'short'],
		overLetter: 'C',
		saysOfQueue: /requested queue not found/,
		saysOfWalltime: /cannot satisfy queue max walltime requirement/,
	},
];

const SLEEP = 'command=exec sleep 600';

type FakeState = {readonly jobs: Readonly<Record<string, {readonly state: string; readonly name: string}>>};

onCluster('sessions by the PBS family', () => {
	describe.each(FAMILIES)('$name', family => {
		let fake: FakeScheduler;
		let home: Home;
		let url = '';

		beforeAll(async () => {
			// Slurm is asked first, and is there: without its sbatch, `auto` has to find who else is.
			fake = await installFake(family.name, {hidden: ['sbatch', 'oarsub']});
			home = await openHome();
			await home.addCluster();
		});
		afterAll(async () => {
			await home?.close();
			await fake?.remove();
		});

		const start = (name: string, ...words: readonly string[]): Promise<string> =>
			home.good('new', 'command', '--cluster', 'lab', '--name', name, '--set', SLEEP, ...words);
		const end = async (name: string) => {
			await home.good('wait', name, '--for', 'ended', '--timeout', '60s');
			return home.show(name);
		};
		const jobs = async (): Promise<readonly string[]> => {
			const {jobs: known} = JSON.parse(await fake.control('show')) as FakeState;
			return Object.entries(known).map(([id, {state}]) => `${id} ${state}`);
		};
		const numberOf = async (name: string): Promise<string> => (await home.show(name)).job.id?.split('.')[0] ?? '';

		it('is found by its version, and tells its queues', async () => {
			const {scheduler, limits} = await home.json<ClusterTest>('cluster', 'test', 'lab');
			expect(scheduler).toMatchObject({name: family.name, version: family.version});
			expect(limits?.queues.map(({name}) => name)).toEqual(family.queues);
			expect(limits?.queues.find(({name}) => name === 'short')).toMatchObject({maxWalltime: 1800});
		});

		it('runs a notebook on a node, which answers at its URL', async () => {
			const words = ['--name', 'notes', '--walltime', '1h', '--cpus', '1', '--wait', '--timeout', '90s'];
			url = await home.good('new', 'jupyter', '--cluster', 'lab', ...words);
			const answer = await runInNotebook(url, 'import socket\nprint(6 * 7, socket.gethostname())');
			expect(answer.printed).toBe('42 node1\n');
			const seen = await home.untilSession('notes', 'the scheduler told', ({job}) => job.state === 'R', 30_000);
			expect(seen).toMatchObject({
				state: 'ready',
				job: {scheduler: family.name, id: `4242.${family.server}`, nodes: ['node1'], walltimeSeconds: 3600},
			});
			expect(Date.parse(seen.job.startedAt ?? '')).toBeGreaterThan(Date.now() - 120_000);
			expect(Date.parse(seen.job.startedAt ?? '')).toBeLessThan(Date.now() + 5000);
		});

		it('says why a running job gets no more time, in the words of the server', async () => {
			const {code, err} = await home.hpctui('extend', 'notes', '+2h');
			expect(code).toBe(6);
			expect(err).toMatch(/Unauthorized Request/);
			expect(err).toMatch(/successor|renew/);
			expect((await home.show('notes')).job.walltimeSeconds).toBe(3600);
		});

		it('keeps the session while the server is down, also through a new daemon', async () => {
			await fake.control('down');
			const {code, err} = await home.hpctui('extend', 'notes', '+2h');
			expect(code).toBe(5);
			expect(err).toMatch(/does not answer/);
			const refused = await home.hpctui('stop', 'notes');
			expect(refused.code).not.toBe(0);
			expect(await home.show('notes')).toMatchObject({state: 'ready', outcome: null});
			expect((await runInNotebook(url, 'print(1)')).printed).toBe('1\n');
			await home.good('daemon', 'stop');
			await home.good('daemon', 'start');
			await home.good('wait', 'notes', '--timeout', '30s');
			expect(await home.good('url', 'notes')).toBe(url);
			expect((await runInNotebook(url, 'print(2)')).printed).toBe('2\n');
			await fake.control('up');
		});

		it('ends the job with stop', async () => {
			await home.good('stop', 'notes');
			expect(await end('notes')).toMatchObject({state: 'ended', outcome: 'cancelled', url: null});
			await until('the job is over', async () => (await jobs()).includes('4242 over'));
			await expect(runInNotebook(url, 'print(1)')).rejects.toThrow('ECONNREFUSED');
			await home.good('rm', 'notes');
		});

		it.each([
			['a wrong queue', ['--queue', 'nowhere'], family.saysOfQueue],
			['too long a walltime', ['--queue', 'short', '--walltime', '2h'], family.saysOfWalltime],
		])('is refused: %s', async (_what, words, says) => {
			const before = {jobs: await jobs(), folders: await sessionFolders()};
			const {code, err} = await home.hpctui('new', 'command', '--cluster', 'lab', '--set', SLEEP, ...words);
			expect(err).toMatch(says);
			expect(code).toBe(6);
			expect({jobs: await jobs(), folders: await sessionFolders()}).toEqual(before);
			expect(await home.json('ls', '--all')).toEqual([]);
		});

		it('failed: told with its exit code', async () => {
			await home.good('new', 'command', '--cluster', 'lab', '--name', 'failing', '--set', 'command=echo oh no; exit 3');
			const ended = await end('failing');
			expect(ended).toMatchObject({outcome: 'failed', job: {exitCode: 3, state: family.overLetter}});
			expect(await home.good('logs', 'failing')).toContain('oh no');
		});

		it('ran out of time: told as that', async () => {
			await start('short', '--walltime', '5s');
			expect(await end('short')).toMatchObject({outcome: 'timeout'});
		});

		it('waits with a reason, gets more time while it waits, and is cancelled by another hand', async () => {
			await fake.control('slots', '0');
			await start('waiting', '--walltime', '1h');
			const queued = await home.untilSession('waiting', 'the reason is told', ({job}) => job.reason !== null, 30_000);
			expect(queued).toMatchObject({state: 'queued', job: {state: 'Q', nodes: [], startedAt: null}});
			expect(queued.note).toMatch(/until enough nodes are free/);
			await home.good('extend', 'waiting', '+1h');
			await home.untilSession('waiting', 'more time', ({job}) => job.walltimeSeconds === 7200, 30_000);
			await fake.control('kill', await numberOf('waiting'), 'cancelled');
			expect(await end('waiting')).toMatchObject({outcome: 'cancelled', job: {startedAt: null}});
			await fake.control('slots', '4');
		});

		it('finds the job whose submission was answered with a broken connection', async () => {
			const before = (await jobs()).length;
			await fake.control('set', 'lose-answer', 'true');
			await start('lost', '--walltime', '1h', '--wait', '--timeout', '60s');
			expect(await jobs()).toHaveLength(before + 1);
			expect((await home.show('lost')).state).toBe('ready');
			await home.good('stop', 'lost');
			await end('lost');
		});
	});
});
