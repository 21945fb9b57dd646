import {afterEach, describe, expect, it, vi} from 'vitest';
import {attach} from './support/attached.js';
import {asAlice, fault, mendAll} from './support/hosts.js';
import {fillNodes, oarJob, oarJobs, startOarSshd, stopOarSshd, upWithOar} from './support/oar.js';
import {type OwnTests, type RealScheduler, type Refusal, SLEEP, tellStory} from './support/real-scheduler.js';
import {until} from './support/until.js';

// Before anything is imported that reads it.
vi.hoisted(() => {
	process.env['HPCTUI_CLUSTER_STATE'] = `${process.env['HPCTUI_CLUSTER_STATE'] ?? '/run/hpctui-cluster'}-oar`;
});

/** Nobody is let in as this user, so that only OAR's own way leads onto a node. */
const NODES_REFUSE = ['Host node1 node2', 'User stranger', 'Host *'];

const REFUSED: readonly Refusal[] = [
	{what: 'a wrong queue', words: ['--queue', 'nowhere'], says: /The queue nowhere does not exist/},
	{what: 'a queue of others', words: ['--queue', 'admin'], says: /Only member of the group admin can submit/},
	{what: 'a wrong project', words: ['--account', 'nobody'], says: /alice is not a member of the project nobody/},
	{
		what: 'a too long walltime',
		words: ['--walltime', '9h'],
		says: /Walltime too big for the default queue: at most 4:0:0/,
	},
	{what: 'too many nodes', words: ['--nodes', '3'], says: /not enough resources for your request/},
	{what: 'more GPUs than any node has', words: ['--gpus', '3'], says: /not enough resources for your request/},
	{what: 'a property that is not there', words: ['--scheduler-arg=-p', '--scheduler-arg=flavour = 1'], says: /flavour/},
	{
		what: 'an argument that oarsub does not know',
		words: ['--scheduler-arg', '--nosuch'],
		says: /Unknown option: nosuch/,
	},
];

const cluster = await upWithOar();

const OAR: RealScheduler = {
	name: 'oar',
	running: 'Running',
	queue: 'default',
	refusals: REFUSED,
	codes: [[3, 3]],
	shortestSeconds: 10,
	jobs: oarJobs,
	nameOf: id => oarJob(id, 'name'),
	expectOver: async id => expect(await oarJob(id, 'state')).toMatch(/^(Error|Terminated)$/),
	cancel: id => asAlice(`oardel ${id}`),
	stop: () => fault('stop-oar'),
	resume: () => fault('start-oar'),
	async close() {
		await asAlice("oarstat --user alice | awk 'NR > 2 { print $1 }' | xargs --no-run-if-empty oardel || true");
		await cluster.down();
	},
};

const OWN: OwnTests = {
	before(site) {
		it('cluster test names it, with what it has', async () => {
			const said = await site.home.good('cluster', 'test', 'lab');
			expect(said).toMatch(/scheduler .*2\.5\.\d/);
			expect(said).toMatch(/^default \(default\) +yes .* 2 .* 4 .*gpu:2/m);
		});
	},
	during(site) {
		it('leads onto the node by oarsh where ssh lets nobody in', async () => {
			const hosts = ['--host', 'login', '--hop', 'gateway', '--scheduler', 'oar'];
			await site.home.addCluster('oarsteps', {sshLines: NODES_REFUSE, words: hosts});
			await site.home.start('command', 'steps', '--cluster', 'oarsteps', '--set', SLEEP, '--wait');
			const [node] = (await site.home.show('steps')).job.nodes;
			const script = 'hostname; pwd; echo trouble >&2; exit 7';
			expect(await site.home.hpctui('exec', 'steps', '--', 'sh', '-c', script)).toEqual({
				code: 7,
				out: `${node}\n/home/alice`,
				err: 'trouble',
			});
			const words = ['a b', '$HOME', "it's", '*', 'ü', '', ';', '`id`', 'back\\slash', 'line\nline'];
			expect(await site.home.good('exec', 'steps', '--', 'printf', '<%s>', ...words)).toBe(
				words.map(each => `<${each}>`).join(''),
			);
			const attached = await attach(site.home, 'steps');
			await attached.shows(new RegExp(`alice@${node}:~\\$`));
			await attached.close();
			await site.home.good('stop', 'steps');
			expect(await site.end('steps')).toMatchObject({outcome: 'cancelled'});
		});

		it('is given more time by oarwalltime', async () => {
			await site.home.good('extend', 'story', '+30m');
			const {job} = await site.home.show('story');
			expect(job.walltimeSeconds).toBe(5400);
			expect(await oarJob(job.id, 'walltime')).toBe('1:30:0');
		});

		it('is refused more than the site allows, in its words: exit code 6', async () => {
			const {code, err} = await site.home.hpctui('extend', 'story', '+3h');
			expect(code, err).toBe(6);
			expect(err).toMatch(/walltime cannot increase by more than 2:0:0/);
			expect((await site.home.show('story')).job.walltimeSeconds).toBe(5400);
		});
	},
	after(site) {
		it('cpus and GPUs are asked for in its hierarchy', async () => {
			const {job} = await site.start('large', '--set', SLEEP, '--cpus', '4', '--gpus', '2', '--account', 'research');
			expect(await oarJob(job.id, 'wanted_resources')).toContain('/network_address=1/gpu=2/core=2');
			expect(await oarJob(job.id, 'project')).toBe('research');
			await site.home.good('stop', 'large');
			await site.end('large');
		});

		it('waiting: says when it is expected to start; deleted then, it never ran', async () => {
			const filler = await fillNodes();
			await until('the nodes are full', async () => (await oarJob(filler, 'state')) === 'Running');
			await site.home.start('command', 'waiting', '--set', SLEEP, '--walltime', '5m');
			const {job} = await site.home.untilSession(
				'waiting',
				'a start is told',
				({job}) => job.estimatedStart !== null,
				30_000,
			);
			expect(job).toMatchObject({state: 'Waiting', nodes: [], startedAt: null});
			expect(Date.parse(job.estimatedStart ?? '')).toBeGreaterThan(Date.now() + 60_000);
			const refused = await site.home.hpctui('extend', 'waiting', '10m');
			expect(refused.code, refused.err).toBe(6);
			expect(refused.err).toMatch(/is not running/);
			await asAlice(`oardel ${job.id} ${filler}`);
			expect(await site.end('waiting')).toMatchObject({outcome: 'cancelled', job: {nodes: [], startedAt: null}});
		});

		it('held: says so, and stop ends it', async () => {
			await site.home.start('command', 'held', '--set', SLEEP, '--scheduler-arg=--hold');
			await site.home.untilSession(
				'held',
				'the reason is told',
				({job}) => job.state === 'Hold' && job.reason === 'Hold',
			);
			await site.home.good('stop', 'held');
			expect(await site.end('held')).toMatchObject({outcome: 'cancelled'});
		});

		it('besteffort gives way to another job: preempted', async () => {
			await site.start('giving-way', '--set', SLEEP, '--queue', 'besteffort');
			const filler = await fillNodes();
			expect(await site.end('giving-way')).toMatchObject({outcome: 'preempted'});
			// A job that is deleted while it is launched stays for minutes.
			await until('the other runs', async () => (await oarJob(filler, 'state')) === 'Running', 30_000);
			await asAlice(`oardel ${filler}`);
		});

		it('submitted again by OAR when its node does not answer: the same session, ready on the other one', async () => {
			await until('the nodes are free', async () => (await oarJobs()).length === 0, 30_000);
			await stopOarSshd('node1');
			try {
				await site.start('again', '--set', SLEEP);
				// Its record may tell that it runs before OAR is asked again.
				const {state, job} = await site.home.untilSession('again', 'OAR says so', each => each.job.state === 'Running');
				expect({state, nodes: job.nodes}).toEqual({state: 'ready', nodes: ['node2']});
				expect((await oarJobs()).map(line => line.split(' ')[0])).not.toContain(job.id);
				await site.home.good('stop', 'again');
				expect(await site.end('again')).toMatchObject({outcome: 'cancelled'});
				await until('the job in its place ended too', async () => (await oarJobs()).length === 0);
			} finally {
				await startOarSshd('node1');
			}
		});
	},
};

const title = 'a notebook under OAR, behind a gateway and a login host';

describe.skipIf(cluster.missing !== null)(
	cluster.missing === null ? title : `${title} [skipped: ${cluster.missing}]`,
	() => {
		afterEach(mendAll);
		tellStory(OAR, OWN);
	},
);
