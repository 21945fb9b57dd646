import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ClusterTest} from '../../source/wire/calls.js';
import {type FakeScheduler, installFake} from './support/fakes.js';
import {type Home, openHome} from './support/home.js';
import {sessionFolders} from './support/hosts.js';
import {runInNotebook} from './support/notebook.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

type Refusal = readonly [what: string, words: readonly string[], says: RegExp];

type Kind = {
	readonly name: string;
	readonly version: string;
	readonly queues: readonly string[];
	readonly firstId: string;
	readonly waiting: string;
	readonly running: string;
	readonly failed: string;
	readonly reason: RegExp;
	readonly refusals: readonly Refusal[];
	/** What it says to the owner of a running job who wants more time; null where it is given. */
	readonly noMoreTime: RegExp | null;
};

const KINDS: readonly Kind[] = [
	{
		name: 'lsf',
		version: '10.1.0.13',
		queues: ['normal', 'short', 'closed'],
		firstId: '4242',
		waiting: 'PEND',
		running: 'RUN',
		failed: 'EXIT',
		reason: /until slots are free/,
		refusals: [
			['a wrong queue', ['--queue', 'nowhere'], /nowhere: No such queue/],
			['a closed queue', ['--queue', 'closed'], /Queue has been closed/],
			['too long a walltime', ['--queue', 'short', '--walltime', '2h'], /Cannot exceed queue's hard limit/],
			['a wrong project', ['--account', 'nobody'], /Project name is not valid/],
		],
		noMoreTime: /cannot be changed now/,
	},
	{
		name: 'htcondor',
		version: '23.8.0',
		queues: ['vanilla'],
		firstId: '4242.0',
		waiting: 'Idle',
		running: 'Running',
		failed: 'Completed',
		reason: /until a machine fits/,
		refusals: [
			['a wrong universe', ['--queue', 'nowhere'], /don't know about the 'nowhere' universe/],
			['a wrong accounting group', ['--account', 'nobody'], /accounting_group nobody is not one of yours/],
			['too long a walltime', ['--walltime', '99h'], /runtime of at most 7200 seconds/],
		],
		noMoreTime: null,
	},
	{
		name: 'flux',
		version: '0.66.0',
		queues: ['batch', 'short'],
		firstId: 'f2sRxURm',
		waiting: 'SCHED',
		running: 'RUN',
		failed: 'FAILED',
		reason: /until resources are free/,
		refusals: [
			['a wrong queue', ['--queue', 'nowhere'], /Invalid queue 'nowhere'/],
			[
				'too long a walltime',
				['--queue', 'short', '--walltime', '2h'],
				/requested duration \(2h\) exceeds policy limit of 30m/,
			],
			['too many nodes', ['--nodes', '99'], /unsatisfiable request/],
		],
		noMoreTime: /requires instance owner privileges/,
	},
];

const SLEEP = 'command=exec sleep 600';

type FakeState = {readonly jobs: Readonly<Record<string, {readonly state: string}>>};

/** They cannot be installed here: fakes of their commands, with state and real jobs on the nodes (test/fakes). */
onCluster('sessions by LSF, HTCondor and Flux', () => {
	describe.each(KINDS)('$name', kind => {
		let fake: FakeScheduler;
		let home: Home;
		let url = '';

		beforeAll(async () => {
			// Slurm and Grid Engine are asked first, and are there: without their commands, `auto` has to find who else is.
			fake = await installFake(kind.name, {hidden: ['sbatch', 'qsub', 'qstat', 'oarsub']});
			home = await openHome();
			await home.addCluster();
			await fake.control('set', 'longest', '7200');
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
		const state = async (): Promise<FakeState> => JSON.parse(await fake.control('show')) as FakeState;
		const jobs = async (): Promise<readonly string[]> =>
			Object.entries((await state()).jobs).map(([id, job]) => `${id} ${job.state}`);
		/** The number of the job that was submitted last. */
		const lastJob = async (): Promise<string> => Object.keys((await state()).jobs).at(-1) ?? '';

		it('is found by its version, and tells its queues', async () => {
			const {scheduler, limits} = await home.json<ClusterTest>('cluster', 'test', 'lab');
			expect(scheduler).toMatchObject({name: kind.name, version: kind.version});
			expect(limits?.queues.map(({name}) => name)).toEqual(kind.queues);
			expect(limits?.queues.filter(({isDefault}) => isDefault)).toHaveLength(1);
		});

		it('runs a notebook on a node, which answers at its URL', async () => {
			const words = ['--name', 'notes', '--walltime', '1h', '--cpus', '1', '--wait', '--timeout', '90s'];
			url = await home.good('new', 'jupyter', '--cluster', 'lab', ...words);
			const answer = await runInNotebook(url, 'import socket\nprint(6 * 7, socket.gethostname())');
			expect(answer.printed).toBe('42 node1\n');
			const seen = await home.untilSession(
				'notes',
				'the scheduler told',
				({job}) => job.state === kind.running,
				40_000,
			);
			expect(seen).toMatchObject({
				state: 'ready',
				job: {scheduler: kind.name, id: kind.firstId, nodes: ['node1'], walltimeSeconds: 3600},
			});
			const startedAt = Date.parse(seen.job.startedAt ?? '');
			expect(Math.abs(startedAt - Date.now())).toBeLessThan(120_000);
			expect(Date.parse(seen.job.endsAt ?? '') - startedAt).toBe(3_600_000);
		});

		it('gives a running job more time, or says why not in its own words', async () => {
			const {code, err} = await home.hpctui('extend', 'notes', '+1h');
			if (kind.noMoreTime === null) {
				expect(code, err).toBe(0);
				await home.untilSession('notes', 'more time', ({job}) => job.walltimeSeconds === 7200, 40_000);
			} else {
				expect(code).toBe(6);
				expect(err).toMatch(kind.noMoreTime);
				expect(err).toMatch(/successor|renew/);
				expect((await home.show('notes')).job.walltimeSeconds).toBe(3600);
			}
		});

		it('keeps the session while nobody answers, also through a new daemon', async () => {
			await fake.control('down');
			const extended = await home.hpctui('extend', 'notes', '+1h');
			expect(extended.code, extended.err).toBe(5);
			expect(extended.err).toMatch(/does not answer/);
			expect((await home.hpctui('stop', 'notes')).code).not.toBe(0);
			const unseen = await home.untilSession('notes', 'it is not seen', ({sight}) => sight === 'stale', 40_000);
			expect(unseen).toMatchObject({state: 'ready', outcome: null});
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

		it.each(kind.refusals)('is refused: %s', async (_what, words, says) => {
			const before = {jobs: await jobs(), folders: await sessionFolders()};
			const {code, err} = await home.hpctui('new', 'command', '--cluster', 'lab', '--set', SLEEP, ...words);
			expect(err).toMatch(says);
			expect(code).toBe(6);
			expect({jobs: await jobs(), folders: await sessionFolders()}).toEqual(before);
			expect(await home.json('ls', '--all')).toEqual([]);
		});

		it('failed: told with its exit code, and the output is there', async () => {
			await home.good('new', 'command', '--cluster', 'lab', '--name', 'failing', '--set', 'command=echo oh no; exit 3');
			expect(await end('failing')).toMatchObject({outcome: 'failed', job: {exitCode: 3}});
			expect(await home.good('logs', 'failing')).toContain('oh no');
			await home.untilSession('failing', 'its last state is told', ({job}) => job.state === kind.failed, 40_000);
		});

		it('ran out of time: told as that, also by an old version, and where the listing forgets at once', async () => {
			await fake.control('set', 'no-years', 'true');
			await fake.control('set', 'forgets-ended', 'true');
			await start('short', '--wait', '--timeout', '60s');
			await fake.control('kill', await lastJob(), 'timeout');
			const ended = await end('short');
			expect(ended).toMatchObject({outcome: 'timeout'});
			expect(Math.abs(Date.parse(ended.job.startedAt ?? '') - Date.now())).toBeLessThan(180_000);
		});

		it('waits with a reason, gets more time while it waits, and is cancelled by another hand', async () => {
			await fake.control('slots', '0');
			await start('waiting', '--walltime', '1h');
			const queued = await home.untilSession('waiting', 'it was seen', ({job}) => job.state === kind.waiting, 40_000);
			expect(queued).toMatchObject({state: 'queued', job: {nodes: [], startedAt: null}});
			expect(queued.note).toMatch(kind.reason);
			await home.good('extend', 'waiting', '+1h');
			await home.untilSession('waiting', 'more time', ({job}) => job.walltimeSeconds === 7200, 40_000);
			await fake.control('kill', await lastJob(), 'cancelled');
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
