import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../../source/core/session-document.js';
import {type Home, openHome} from './home.js';
import {inHost, processesWith, sessionFolders} from './hosts.js';
import {type Answer, runInNotebook} from './notebook.js';
import {until} from './until.js';

export const SLEEP = 'command=exec sleep 600';

/** Words for `new` that the scheduler refuses, and what it says. */
export type Refusal = {readonly what: string; readonly words: readonly string[]; readonly says: RegExp};

/** A real scheduler on the test cluster, and what is its own in what everyone does. */
export type RealScheduler = {
	/** Our name of it, the word for a job that runs, and the queue that a job gets. */
	readonly name: string;
	readonly running: string;
	readonly queue: string;
	readonly refusals: readonly Refusal[];
	/** Exit codes of programs, and what is told of them: some would have a meaning of their own for the scheduler. */
	readonly codes: readonly (readonly [code: number, told: number])[];
	/** The shortest walltime that it keeps, in seconds. */
	readonly shortestSeconds: number;
	/** alice's jobs that are not over: `ID STATE`. */
	jobs(): Promise<readonly string[]>;
	nameOf(id: string | null): Promise<string>;
	/** Fails unless the scheduler itself says that the job is over; left out where it forgets such jobs. */
	expectOver?(id: string | null): Promise<void>;
	/** As a person would, by hand. */
	cancel(id: string | null): Promise<unknown>;
	/** Its server goes away, and comes back. */
	stop(): Promise<void>;
	resume(): Promise<void>;
	/** Other clusters, beside `lab`. */
	addMore?(home: Home): Promise<void>;
	/** After the last test. */
	close?(): Promise<void>;
};

/** What the tests of a scheduler's own do there, and at which point of the story they stand. */
export type Site = {
	readonly home: Home;
	/** Runs a program and waits until it does. */
	start(name: string, ...words: readonly string[]): Promise<SessionDocument>;
	/** Waits for a session's end. */
	end(name: string, timeout?: string): Promise<SessionDocument>;
};

export type OwnTests = {
	readonly before: (site: Site) => void;
	/** While the notebook `story` runs. */
	readonly during: (site: Site) => void;
	readonly after: (site: Site) => void;
};

/** One story, in order: a notebook that outlives the daemon and a scheduler that is down, and then how jobs end and are refused. */
export function tellStory(scheduler: RealScheduler, own: OwnTests): void {
	let home: Home;
	let url = '';
	let id = '';
	let first: Answer;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster('lab', {words: ['--host', 'login', '--hop', 'gateway', '--scheduler', scheduler.name]});
		await scheduler.addMore?.(home);
	});
	afterAll(async () => {
		await home.close();
		await scheduler.close?.();
	});

	const site: Site = {
		get home() {
			return home;
		},
		async start(name, ...words) {
			await home.start('command', name, ...words, '--wait', '--timeout', '60s');
			return home.show(name);
		},
		async end(name, timeout = '60s') {
			await home.good('wait', name, '--for', 'ended', '--timeout', timeout);
			return home.show(name);
		},
	};
	const {start, end} = site;
	const idsOfJobs = async () => (await scheduler.jobs()).map(line => line.split(' ')[0]).sort();
	const traces = async () => {
		const sessions = await home.json<readonly SessionDocument[]>('ls', '--all');
		return [await scheduler.jobs(), await sessionFolders(), sessions.map(({name, state}) => `${name} ${state}`)];
	};

	own.before(site);

	it('prints the URL of a notebook, which answers with its token and runs code', async () => {
		url = await home.start('jupyter', 'story', '--walltime', '1h', '--wait', '--timeout', '60s');
		expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32,}$/);
		first = await runInNotebook(url, 'import socket\nkept = 6 * 7\nprint(kept, socket.gethostname())');
		expect(first.printed).toMatch(/^42 node[12]\n$/);
	});

	it('is listed with its node, its limit and its way', async () => {
		const session = (await home.json<readonly SessionDocument[]>('ls')).find(({name}) => name === 'story');
		id = session?.id ?? '';
		expect(session).toMatchObject({
			name: 'story',
			state: 'ready',
			job: {
				scheduler: scheduler.name,
				state: scheduler.running,
				nodes: [first.printed.trim().split(' ')[1]],
				queue: scheduler.queue,
				walltimeSeconds: 3600,
			},
			tunnels: [{address: 'infiniband', route: 'forward', hops: ['gateway', 'login'], state: 'open'}],
		});
		const {startedAt, endsAt} = session?.job ?? {};
		expect(Date.parse(endsAt ?? '') - Date.parse(startedAt ?? '')).toBe(3_600_000);
		// By the zone of the cluster, a local time without a zone would be hours off somewhere.
		expect(Math.abs(Date.parse(startedAt ?? '') - Date.now())).toBeLessThan(120_000);
		expect(await home.good('logs', 'story')).toContain('GET /?token=[secret]');
	});

	it('is told under its whole name, by which a lost submission is found', async () => {
		const name = await scheduler.nameOf((await home.show('story')).job.id);
		expect(name).toMatch(/^hpctui-\w{12}$/);
		expect(id.toLowerCase()).toContain(name.slice('hpctui-'.length));
	});

	own.during(site);

	it('answers at the same URL after the daemon was killed', async () => {
		await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
		await home.good('daemon', 'start');
		await home.good('wait', 'story', '--timeout', '30s');
		expect(await home.good('url', 'story')).toBe(url);
		expect((await runInNotebook(url, 'print(kept)', first.kernel)).printed).toBe('42\n');
	});

	it('goes on while the scheduler is down; what was wished for then is submitted once, later', async () => {
		await scheduler.stop();
		const wish = start('patient', '--set', SLEEP);
		await home.untilSession('patient', 'the scheduler was asked', ({state}) => state === 'submitting');
		expect((await runInNotebook(url, 'print(kept)', first.kernel)).printed).toBe('42\n');
		expect(await home.show('story')).toMatchObject({state: 'ready', outcome: null});
		await scheduler.resume();
		const {job} = await wish;
		expect(await idsOfJobs()).toEqual([(await home.show('story')).job.id, job.id].sort());
		await home.good('stop', 'patient');
	});

	it('ends the job and whatever belongs to it with stop', async () => {
		const {job} = await home.show('story');
		await home.good('stop', 'story');
		expect(await end('story')).toMatchObject({state: 'ended', outcome: 'cancelled', url: null});
		expect(await idsOfJobs()).not.toContain(job.id);
		await scheduler.expectOver?.(job.id);
		await until('nothing of it runs on a node', async () => {
			const [one, two] = await Promise.all([processesWith('node1', id), processesWith('node2', id)]);
			return one.length + two.length === 0;
		});
		await home.good('rm', 'story');
		expect(await sessionFolders()).not.toContain(id);
	});

	it('deleted by hand: cancelled', async () => {
		const {job} = await start('taken', '--set', SLEEP);
		await scheduler.cancel(job.id);
		const nodes = [expect.stringMatching(/^node[12]$/)];
		expect(await end('taken')).toMatchObject({outcome: 'cancelled', job: {nodes}});
	});

	it('its time ran out: timeout', async () => {
		const {shortestSeconds} = scheduler;
		await start('short', '--set', SLEEP, '--walltime', `${shortestSeconds}s`);
		expect(await end('short')).toMatchObject({outcome: 'timeout', job: {walltimeSeconds: shortestSeconds}});
	});

	it.each(scheduler.codes)('failed with code %i: told as that, and run once', async (code, told) => {
		const name = `failing-${code}`;
		await home.start('command', name, '--set', `command=echo oh no; exit ${code}`);
		expect(await end(name)).toMatchObject({outcome: 'failed', note: expect.stringContaining(`exit code ${told}`)});
		expect((await home.good('logs', name)).match(/oh no/g)).toHaveLength(1);
		expect(await scheduler.jobs()).toEqual([]);
	});

	it('done: completed', async () => {
		await home.start('command', 'fine', '--set', 'command=echo done');
		expect(await end('fine')).toMatchObject({outcome: 'completed', job: {exitCode: 0}});
	});

	it.each(scheduler.refusals)('$what: exit code 6, its own words, nothing left', async ({words, says}) => {
		const before = await traces();
		const {code, out, err} = await home.hpctui('new', 'command', '--cluster', 'lab', '--set', SLEEP, ...words);
		expect(code, err).toBe(6);
		expect(err).toMatch(says);
		expect(err).toMatch(/hint:/);
		expect(out).toBe('');
		expect(await traces()).toEqual(before);
	});

	own.after(site);
}
