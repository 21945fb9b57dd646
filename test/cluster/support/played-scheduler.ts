import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ClusterTest} from '../../../source/wire/calls.js';
import {type FakeScheduler, installFake} from './fakes.js';
import {type Home, openHome} from './home.js';
import {sessionFolders} from './hosts.js';
import {runInNotebook} from './notebook.js';
import {until} from './until.js';

export const SLEEP = 'command=exec sleep 600';

/** Words for `new` that the scheduler refuses, and what it says. */
export type Refusal = readonly [what: string, words: readonly string[], says: RegExp];

/** A scheduler that cannot be installed here, played by test/fakes with real jobs on the nodes: what it says in its own way. */
export type PlayedScheduler = {
	readonly name: string;
	readonly version: string;
	/** Commands of those that are there, too, and are asked first: without them, `auto` has to find who else is. */
	readonly hidden: readonly string[];
	readonly queues: readonly string[];
	/** The id of the first job. */
	readonly firstId: string;
	/** Its words for a job that waits, runs, and has failed. */
	readonly waiting: string;
	readonly running: string;
	readonly failed: string;
	/** Why the job waits while nothing is free. */
	readonly reason: RegExp;
	readonly refusals: readonly Refusal[];
	/** What it says to the owner of a running job who wants more time; null where it is given. */
	readonly noMoreTime: RegExp | null;
	/** Begins the session `short`, whose time runs out. */
	runOut(played: Played): Promise<void>;
};

/** What a test does there. */
export type Played = {
	readonly control: FakeScheduler['control'];
	/** Begins a session that sleeps. */
	start(name: string, ...words: readonly string[]): Promise<string>;
	/** The number of the job that was submitted last. */
	lastJob(): Promise<string>;
};

type FakeState = {readonly jobs: Readonly<Record<string, {readonly state: string}>>};

/** What every scheduler has to do, from `cluster test` to a submission whose answer is lost. */
export function describePlayed(scheduler: PlayedScheduler): void {
	describe(scheduler.name, () => {
		let fake: FakeScheduler;
		let home: Home;
		let url = '';

		beforeAll(async () => {
			fake = await installFake(scheduler.name, {hidden: scheduler.hidden});
			home = await openHome();
			await home.addCluster();
			await fake.control('set', 'longest', '7200');
		});
		afterAll(async () => {
			await home?.close();
			await fake?.remove();
		});

		const start: Played['start'] = (name, ...words) => home.start('command', name, '--set', SLEEP, ...words);
		const end = async (name: string) => {
			await home.good('wait', name, '--for', 'ended', '--timeout', '60s');
			return home.show(name);
		};
		const jobs = async (): Promise<readonly (readonly [id: string, state: string])[]> => {
			const {jobs: known} = JSON.parse(await fake.control('show')) as FakeState;
			return Object.entries(known).map(([id, {state}]) => [id, state]);
		};
		const lastJob = async (): Promise<string> => (await jobs()).at(-1)?.[0] ?? '';
		const traces = async () => ({jobs: await jobs(), folders: await sessionFolders()});

		it('is found by its version, and tells its queues', async () => {
			const {scheduler: found, limits} = await home.json<ClusterTest>('cluster', 'test', 'lab');
			expect(found).toMatchObject({name: scheduler.name, version: scheduler.version});
			expect(limits?.queues.map(({name}) => name)).toEqual(scheduler.queues);
			expect(limits?.queues.filter(({isDefault}) => isDefault)).toHaveLength(1);
			const short = limits?.queues.find(({name}) => name === 'short');
			expect(short?.maxWalltime).toBe(scheduler.queues.includes('short') ? 1800 : undefined);
		});

		it('runs a notebook on a node, which answers at its URL', async () => {
			const words = ['--name', 'notes', '--walltime', '1h', '--cpus', '1', '--wait', '--timeout', '90s'];
			url = await home.good('new', 'jupyter', '--cluster', 'lab', ...words);
			const answer = await runInNotebook(url, 'import socket\nprint(6 * 7, socket.gethostname())');
			expect(answer.printed).toBe('42 node1\n');
			const isTold = ({job}: {job: {state: string | null}}) => job.state === scheduler.running;
			const seen = await home.untilSession('notes', 'the scheduler told', isTold, 40_000);
			expect(seen).toMatchObject({
				state: 'ready',
				job: {scheduler: scheduler.name, id: scheduler.firstId, nodes: ['node1'], walltimeSeconds: 3600},
			});
			const startedAt = Date.parse(seen.job.startedAt ?? '');
			expect(startedAt).toBeGreaterThan(Date.now() - 120_000);
			expect(startedAt).toBeLessThan(Date.now() + 5000);
			expect(Date.parse(seen.job.endsAt ?? '') - startedAt).toBe(3_600_000);
		});

		it('gives a running job more time, or says why not in its own words', async () => {
			const {code, err} = await home.hpctui('extend', 'notes', '+1h');
			if (scheduler.noMoreTime === null) {
				expect(code, err).toBe(0);
				await home.untilSession('notes', 'more time', ({job}) => job.walltimeSeconds === 7200, 40_000);
			} else {
				expect(code).toBe(6);
				expect(err).toMatch(scheduler.noMoreTime);
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
			await until('the job is over', async () =>
				(await jobs()).some(([id, state]) => id === '4242' && state === 'over'),
			);
			await expect(runInNotebook(url, 'print(1)')).rejects.toThrow('ECONNREFUSED');
			await home.good('rm', 'notes');
		});

		it.each(scheduler.refusals)('is refused: %s', async (_what, words, says) => {
			const before = await traces();
			const {code, err} = await home.hpctui('new', 'command', '--cluster', 'lab', '--set', SLEEP, ...words);
			expect(err).toMatch(says);
			expect(code).toBe(6);
			expect(await traces()).toEqual(before);
			expect(await home.json('ls', '--all')).toEqual([]);
		});

		it('failed: told with its exit code, and the output is there', async () => {
			await home.start('command', 'failing', '--set', 'command=echo oh no; exit 3');
			expect(await end('failing')).toMatchObject({outcome: 'failed', job: {exitCode: 3}});
			expect(await home.good('logs', 'failing')).toContain('oh no');
			await home.untilSession('failing', 'its last state is told', ({job}) => job.state === scheduler.failed, 40_000);
		});

		it('ran out of time: told as that', async () => {
			await scheduler.runOut({control: fake.control, start, lastJob});
			const ended = await end('short');
			expect(ended).toMatchObject({outcome: 'timeout'});
			expect(Math.abs(Date.parse(ended.job.startedAt ?? '') - Date.now())).toBeLessThan(180_000);
		});

		it('waits with a reason, gets more time while it waits, and is cancelled by another hand', async () => {
			await fake.control('slots', '0');
			await start('waiting', '--walltime', '1h');
			const isSeen = ({job}: {job: {state: string | null}}) => job.state === scheduler.waiting;
			const queued = await home.untilSession('waiting', 'it was seen', isSeen, 40_000);
			expect(queued).toMatchObject({state: 'queued', job: {nodes: [], startedAt: null}});
			expect(queued.note).toMatch(scheduler.reason);
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
}
