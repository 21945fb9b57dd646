import {expect, it} from 'vitest';
import {gridEngineJob, gridEngineJobs, onGridEngine} from './support/grid-engine.js';
import {asAlice, fault} from './support/hosts.js';
import {type OwnTests, type RealScheduler, type Refusal, SLEEP, tellStory} from './support/real-scheduler.js';

const REFUSED: readonly Refusal[] = [
	{what: 'a wrong queue', words: ['--queue', 'nowhere.q'], says: /unknown queue "nowhere\.q"/},
	{what: 'a wrong project', words: ['--account', 'nobody'], says: /project "nobody" does not exist/},
	{what: 'a walltime over every limit', words: ['--walltime', '3d'], says: /h_rt=259200.* cannot run in queue/},
	{what: 'more GPUs than any node has', words: ['--gpus', '3'], says: /offers only hc:gpu=2/},
	{what: 'more memory than any node has', words: ['--memory', '900G'], says: /offers only hc:h_vmem=256/},
	{what: 'several nodes', words: ['--nodes', '2', '--cpus', '3'], says: /no parallel environment .* rule 3/},
	{what: 'an argument that qsub does not know', words: ['--scheduler-arg', '-nosuch'], says: /invalid option/},
];

const GRID_ENGINE: RealScheduler = {
	name: 'sge',
	running: 'r',
	queue: 'all.q',
	refusals: REFUSED,
	// It would run 99 again, and hold 100 in error: the job script ends with 1 instead.
	codes: [
		[3, 3],
		[99, 1],
		[100, 1],
	],
	shortestSeconds: 5,
	jobs: gridEngineJobs,
	nameOf: async id => (await gridEngineJob(id, 'job_name'))[0] ?? '',
	cancel: id => asAlice(`qdel ${id}`),
	stop: () => fault('stop-qmaster'),
	resume: () => fault('mend-all'),
	addMore: home => home.addCluster('either', {words: ['--host', 'login', '--hop', 'gateway', '--scheduler', 'auto']}),
};

const OWN: OwnTests = {
	before(site) {
		it('cluster test names it, with its queues and their limits', async () => {
			const said = await site.home.good('cluster', 'test', 'lab');
			expect(said).toMatch(/scheduler .*Grid Engine/);
			expect(said).toContain('SGE 8.1.9');
			expect(said).toMatch(/^all\.q +yes +1d .* 2 .* 64 .*gpu:2/m);
			expect(said).toMatch(/^short\.q +yes +1h /m);
		});

		it('auto takes Slurm where both answer, and cluster test names both', async () => {
			const said = await site.home.good('cluster', 'test', 'either');
			expect(said).toMatch(/scheduler slurm 22\.05/);
			expect(said).toMatch(/also answered: sge SGE 8\.1\.9/);
		});

		it('held: it waits and says so, and its time can be changed', async () => {
			await site.home.start('command', 'waiting', '--set', SLEEP, '--walltime', '10m', '--scheduler-arg', '-h');
			const held = await site.home.untilSession('waiting', 'the reason is told', ({job}) => job.reason !== null);
			expect(held).toMatchObject({state: 'queued', job: {state: 'hqw', reason: 'Job is in hold state', nodes: []}});
			await site.home.good('extend', 'waiting', '20m');
			expect((await site.home.show('waiting')).job.walltimeSeconds).toBe(1200);
			expect(await gridEngineJob(held.job.id, 'hard resource_list')).toEqual(['h_rt=1200']);
			// Accounting keeps nothing of a job that never ran: it takes two minutes to be sure, and the other tests go on meanwhile.
			await asAlice(`qdel ${held.job.id}`);
		});
	},
	during(site) {
		it('cannot be given more time: exit code 6, and qalter was not believed', async () => {
			const {job} = await site.home.show('story');
			for (const more of ['+1h', '30m']) {
				const {code, err} = await site.home.hpctui('extend', 'story', more);
				expect(code, err).toBe(6);
				expect(err).toMatch(/old limit|limit that a job started with/);
			}

			expect(await gridEngineJob(job.id, 'hard resource_list')).toEqual(['h_rt=3600']);
			expect((await site.home.show('story')).job.endsAt).toBe(job.endsAt);
		});
	},
	after(site) {
		it('cpus, memory and GPUs are asked for as this site counts them', async () => {
			const words = ['--cpus', '2', '--memory', '3G', '--gpus', '2', '--queue', 'all.q'];
			const {job} = await site.start('large', '--set', 'command=echo slots $NSLOTS; exec sleep 600', ...words);
			expect(await gridEngineJob(job.id, 'parallel environment')).toEqual(['smp range: 2']);
			expect((await gridEngineJob(job.id, 'hard resource_list'))[0]?.split(',').sort()).toEqual([
				'gpu=1',
				'h_vmem=1536M',
			]);
			expect(await site.home.good('logs', 'large')).toContain('slots 2');
			await site.home.good('stop', 'large');
			await site.end('large');
		});

		it('in the error state: told with the reason, and stop ends it', async () => {
			await site.home.start('command', 'broken', '--set', SLEEP, '--scheduler-arg=-h');
			const {id: session, job} = await site.home.untilSession(
				'broken',
				'it is held',
				({job: {state}}) => state === 'hqw',
			);
			await asAlice(`mv ~/.hpctui/sessions/${session} ~/away; qrls ${job.id}`);
			const seen = await site.home.untilSession(
				'broken',
				'the error is told',
				({job: {state}}) => state === 'Eqw',
				60_000,
			);
			expect(seen.state).toBe('queued');
			expect(seen.job.reason).toMatch(/can't chdir to .*No such file/);
			await asAlice(`mv ~/away ~/.hpctui/sessions/${session}`);
			await site.home.good('stop', 'broken');
			expect(await site.end('broken', '170s')).toMatchObject({outcome: 'cancelled'});
		});

		it('deleted by hand while it waited: cancelled, and it never ran', async () => {
			expect(await site.end('waiting', '170s')).toMatchObject({
				outcome: 'cancelled',
				job: {nodes: [], startedAt: null},
			});
		});
	},
};

onGridEngine('a notebook under Grid Engine, behind a gateway and a login host', () => tellStory(GRID_ENGINE, OWN));
