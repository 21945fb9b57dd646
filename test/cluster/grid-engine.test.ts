import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {gridEngineJob, gridEngineJobs, onGridEngine} from './support/grid-engine.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, fault, inHost, processesWith, sessionFolders} from './support/hosts.js';
import {type Answer, runInNotebook} from './support/notebook.js';
import {until} from './support/until.js';

const SLEEP = 'command=exec sleep 600';
const NEW = ['new', 'command', '--cluster', 'gridlab'] as const;

type Refusal = {readonly what: string; readonly words: readonly string[]; readonly says: RegExp};

const REFUSED: readonly Refusal[] = [
	{what: 'a wrong queue', words: ['--queue', 'nowhere.q'], says: /unknown queue "nowhere\.q"/},
	{what: 'a wrong project', words: ['--account', 'nobody'], says: /project "nobody" does not exist/},
	{what: 'a walltime over every limit', words: ['--walltime', '3d'], says: /h_rt=259200.* cannot run in queue/},
	{what: 'more GPUs than any node has', words: ['--gpus', '3'], says: /offers only hc:gpu=2/},
	{what: 'more memory than any node has', words: ['--memory', '900G'], says: /offers only hc:h_vmem=256/},
	{what: 'several nodes', words: ['--nodes', '2', '--cpus', '3'], says: /no parallel environment .* rule 3/},
	{what: 'an argument that qsub does not know', words: ['--scheduler-arg', '-nosuch'], says: /invalid option/},
];

/** The first tests of this file tell one story, in order. */
onGridEngine('a notebook under Grid Engine, behind a gateway and a login host', () => {
	let home: Home;
	let url = '';
	let id = '';
	let first: Answer;

	beforeAll(async () => {
		home = await openHome();
		const hosts = ['--host', 'login', '--hop', 'gateway'];
		await home.addCluster('gridlab', {words: [...hosts, '--scheduler', 'sge']});
		await home.addCluster('either', {words: [...hosts, '--scheduler', 'auto']});
	});
	afterAll(() => home.close());

	const start = async (name: string, ...words: readonly string[]): Promise<SessionDocument> => {
		await home.good(...NEW, '--name', name, ...words, '--wait', '--timeout', '60s');
		return home.show(name);
	};
	const end = async (name: string, timeout = '60s'): Promise<SessionDocument> => {
		await home.good('wait', name, '--for', 'ended', '--timeout', timeout);
		return home.show(name);
	};

	const traces = async () => {
		const sessions = await home.json<readonly SessionDocument[]>('ls', '--all');
		return [await gridEngineJobs(), await sessionFolders(), sessions.map(({name, state}) => `${name} ${state}`)];
	};

	it('cluster test names it, with its queues and their limits', async () => {
		const said = await home.good('cluster', 'test', 'gridlab');
		expect(said).toMatch(/scheduler .*Grid Engine/);
		expect(said).toContain('SGE 8.1.9');
		expect(said).toMatch(/^all\.q +yes +1d .* 2 .* 64 .*gpu:2/m);
		expect(said).toMatch(/^short\.q +yes +1h /m);
	});

	it('auto takes Slurm where both answer, and cluster test names both', async () => {
		const said = await home.good('cluster', 'test', 'either');
		expect(said).toMatch(/scheduler slurm 22\.05/);
		expect(said).toMatch(/also answered: sge SGE 8\.1\.9/);
	});

	it('held: it waits and says so, and its time can be changed', async () => {
		await home.good(...NEW, '--name', 'waiting', '--set', SLEEP, '--walltime', '10m', '--scheduler-arg', '-h');
		const held = await home.untilSession('waiting', 'the reason is told', ({job}) => job.reason !== null);
		expect(held).toMatchObject({state: 'queued', job: {state: 'hqw', reason: 'Job is in hold state', nodes: []}});
		await home.good('extend', 'waiting', '20m');
		expect((await home.show('waiting')).job.walltimeSeconds).toBe(1200);
		expect(await gridEngineJob(held.job.id, 'hard resource_list')).toEqual(['h_rt=1200']);
		// Accounting keeps nothing of a job that never ran: it takes two minutes to be sure, and the other tests go on meanwhile.
		await asAlice(`qdel ${held.job.id}`);
	});

	it('prints the URL of a notebook, which answers with its token and runs code', async () => {
		const words = ['--cluster', 'gridlab', '--name', 'story', '--walltime', '1h', '--wait', '--timeout', '60s'];
		url = await home.good('new', 'jupyter', ...words);
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
				scheduler: 'sge',
				state: 'r',
				nodes: [first.printed.trim().split(' ')[1]],
				queue: 'all.q',
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
		const [name = ''] = await gridEngineJob((await home.show('story')).job.id, 'job_name');
		expect(name).toMatch(/^hpctui-\w{12}$/);
		expect(id.toLowerCase()).toContain(name.slice('hpctui-'.length));
	});

	it('cannot be given more time: exit code 6, and qalter was not believed', async () => {
		const {job} = await home.show('story');
		for (const more of ['+1h', '30m']) {
			const {code, err} = await home.hpctui('extend', 'story', more);
			expect(code, err).toBe(6);
			expect(err).toMatch(/old limit|limit that a job started with/);
		}

		expect(await gridEngineJob(job.id, 'hard resource_list')).toEqual(['h_rt=3600']);
		expect((await home.show('story')).job.endsAt).toBe(job.endsAt);
	});

	it('answers at the same URL after the daemon was killed', async () => {
		await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
		await home.good('daemon', 'start');
		await home.good('wait', 'story', '--timeout', '30s');
		expect(await home.good('url', 'story')).toBe(url);
		expect((await runInNotebook(url, 'print(kept)', first.kernel)).printed).toBe('42\n');
	});

	it('goes on while the qmaster is down; what was wished for then is submitted once, later', async () => {
		await fault('stop-qmaster');
		const wish = start('patient', '--set', SLEEP);
		await home.untilSession('patient', 'the scheduler was asked', ({state}) => state === 'submitting');
		expect((await runInNotebook(url, 'print(kept)', first.kernel)).printed).toBe('42\n');
		expect(await home.show('story')).toMatchObject({state: 'ready', outcome: null});
		await fault('mend-all');
		const {job} = await wish;
		const before = await home.show('story');
		expect((await gridEngineJobs()).map(line => line.split(' ')[0]).sort()).toEqual([before.job.id, job.id].sort());
		await home.good('stop', 'patient');
	});

	it('ends the job and whatever belongs to it with stop', async () => {
		const {job} = await home.show('story');
		await home.good('stop', 'story');
		expect(await end('story')).toMatchObject({state: 'ended', outcome: 'cancelled', url: null});
		expect((await gridEngineJobs()).filter(line => line.startsWith(`${job.id} `))).toEqual([]);
		await until('nothing of it runs on a node', async () => {
			const [one, two] = await Promise.all([processesWith('node1', id), processesWith('node2', id)]);
			return one.length + two.length === 0;
		});
		await home.good('rm', 'story');
		expect(await sessionFolders()).not.toContain(id);
	});

	it('deleted by hand: cancelled', async () => {
		const {job} = await start('taken', '--set', SLEEP);
		await asAlice(`qdel ${job.id}`);
		expect(await end('taken')).toMatchObject({
			outcome: 'cancelled',
			job: {nodes: [expect.stringMatching(/^node[12]$/)]},
		});
	});

	it('its time ran out: timeout', async () => {
		await start('short', '--set', SLEEP, '--walltime', '5s');
		expect(await end('short')).toMatchObject({outcome: 'timeout', job: {walltimeSeconds: 5}});
	});

	it.each([3, 99, 100])('failed with code %i: failed with that code, and once', async code => {
		const name = `failing-${code}`;
		await home.good(...NEW, '--name', name, '--set', `command=echo oh no; exit ${code}`);
		expect(await end(name)).toMatchObject({outcome: 'failed', note: expect.stringContaining(`exit code`)});
		expect((await home.good('logs', name)).match(/oh no/g)).toHaveLength(1);
		expect(await gridEngineJobs()).toEqual([]);
	});

	it('done: completed', async () => {
		await home.good(...NEW, '--name', 'fine', '--set', 'command=echo done');
		expect(await end('fine')).toMatchObject({outcome: 'completed', job: {exitCode: 0}});
	});

	it('cpus, memory and GPUs are asked for as this site counts them', async () => {
		const words = ['--cpus', '2', '--memory', '3G', '--gpus', '2', '--queue', 'all.q'];
		const {job} = await start('large', '--set', 'command=echo slots $NSLOTS; exec sleep 600', ...words);
		expect(await gridEngineJob(job.id, 'parallel environment')).toEqual(['smp range: 2']);
		expect((await gridEngineJob(job.id, 'hard resource_list'))[0]?.split(',').sort()).toEqual([
			'gpu=1',
			'h_vmem=1536M',
		]);
		expect(await home.good('logs', 'large')).toContain('slots 2');
		await home.good('stop', 'large');
		await end('large');
	});

	it.each(REFUSED)('$what: exit code 6, its own words, nothing left', async ({words, says}) => {
		const before = await traces();
		const {code, out, err} = await home.hpctui(...NEW, '--set', SLEEP, ...words);
		expect(code, err).toBe(6);
		expect(err).toMatch(says);
		expect(err).toMatch(/hint:/);
		expect(out).toBe('');
		expect(await traces()).toEqual(before);
	});

	it('in the error state: told with the reason, and stop ends it', async () => {
		await home.good(...NEW, '--name', 'broken', '--set', SLEEP, '--scheduler-arg=-h');
		const {id: session, job} = await home.untilSession('broken', 'it is held', ({job: {state}}) => state === 'hqw');
		await asAlice(`mv ~/.hpctui/sessions/${session} ~/away; qrls ${job.id}`);
		const seen = await home.untilSession('broken', 'the error is told', ({job: {state}}) => state === 'Eqw', 60_000);
		expect(seen.state).toBe('queued');
		expect(seen.job.reason).toMatch(/can't chdir to .*No such file/);
		await asAlice(`mv ~/away ~/.hpctui/sessions/${session}`);
		await home.good('stop', 'broken');
		expect(await end('broken', '170s')).toMatchObject({outcome: 'cancelled'});
	});

	it('deleted by hand while it waited: cancelled, and it never ran', async () => {
		expect(await end('waiting', '170s')).toMatchObject({outcome: 'cancelled', job: {nodes: [], startedAt: null}});
	});
});
