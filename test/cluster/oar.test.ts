import {afterAll, beforeAll, describe, expect, it, vi} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {attach} from './support/attached.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, fault, inHost, processesWith, sessionFolders} from './support/hosts.js';
import {type Answer, runInNotebook} from './support/notebook.js';
import {fillNodes, oarJob, oarJobs, startOarSshd, stopOarSshd, upWithOar} from './support/oar.js';
import {until} from './support/until.js';

// Before anything is imported that reads it.
vi.hoisted(() => {
	process.env['HPCTUI_CLUSTER_STATE'] = `${process.env['HPCTUI_CLUSTER_STATE'] ?? '/run/hpctui-cluster'}-oar`;
});

const SLEEP = 'command=exec sleep 600';
/** Nobody is let in as this user, so that only OAR's own way leads onto a node. */
const NODES_REFUSE = ['Host node1 node2', 'User stranger', 'Host *'];
const NEW = ['new', 'command', '--cluster', 'oarlab'] as const;

type Refusal = {readonly what: string; readonly words: readonly string[]; readonly says: RegExp};

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
const title = 'a notebook under OAR, behind a gateway and a login host';

/** The first tests of this file tell one story, in order. */
describe.skipIf(cluster.missing !== null)(
	cluster.missing === null ? title : `${title} [skipped: ${cluster.missing}]`,
	() => {
		let home: Home;
		let url = '';
		let id = '';
		let first: Answer;

		beforeAll(async () => {
			home = await openHome();
			const hosts = ['--host', 'login', '--hop', 'gateway'];
			await home.addCluster('oarlab', {words: [...hosts, '--scheduler', 'oar']});
		});
		afterAll(async () => {
			await home.close();
			await asAlice("oarstat --user alice | awk 'NR > 2 { print $1 }' | xargs --no-run-if-empty oardel || true");
			await cluster.down();
		});

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
			return [await oarJobs(), await sessionFolders(), sessions.map(({name, state}) => `${name} ${state}`)];
		};

		it('cluster test names it, with what it has', async () => {
			const said = await home.good('cluster', 'test', 'oarlab');
			expect(said).toMatch(/scheduler .*2\.5\.\d/);
			expect(said).toMatch(/^default \(default\) +yes .* 2 .* 4 .*gpu:2/m);
		});

		it('prints the URL of a notebook, which answers with its token and runs code', async () => {
			const words = ['--cluster', 'oarlab', '--name', 'story', '--walltime', '1h', '--wait', '--timeout', '60s'];
			url = await home.good('new', 'jupyter', ...words);
			expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[0-9a-f]{32,}$/);
			first = await runInNotebook(url, 'import socket\nkept = 6 * 7\nprint(kept, socket.gethostname())');
			expect(first.printed).toMatch(/^42 node[12]\n$/);
		});

		it('is listed with its node, its limit and its way', async () => {
			const session = (await home.json<readonly SessionDocument[]>('ls')).find(({name}) => name === 'story');
			id = session?.id ?? '';
			expect(session).toMatchObject({
				state: 'ready',
				job: {
					scheduler: 'oar',
					state: 'Running',
					nodes: [first.printed.trim().split(' ')[1]],
					queue: 'default',
					walltimeSeconds: 3600,
				},
				tunnels: [{address: 'infiniband', route: 'forward', hops: ['gateway', 'login'], state: 'open'}],
			});
			const {startedAt, endsAt} = session?.job ?? {};
			expect(Date.parse(endsAt ?? '') - Date.parse(startedAt ?? '')).toBe(3_600_000);
			expect(await home.good('logs', 'story')).toContain('GET /?token=[secret]');
		});

		it('bears the name by which a lost submission is found', async () => {
			const name = await oarJob((await home.show('story')).job.id, 'name');
			expect(name).toMatch(/^hpctui-\w{12}$/);
			expect(id.toLowerCase()).toContain(name.slice('hpctui-'.length));
		});

		it('leads onto the node by oarsh where ssh lets nobody in', async () => {
			const hosts = ['--host', 'login', '--hop', 'gateway', '--scheduler', 'oar'];
			await home.addCluster('oarsteps', {sshLines: NODES_REFUSE, words: hosts});
			await home.good('new', 'command', '--cluster', 'oarsteps', '--name', 'steps', '--set', SLEEP, '--wait');
			const [node] = (await home.show('steps')).job.nodes;
			const script = 'hostname; pwd; echo trouble >&2; exit 7';
			expect(await home.hpctui('exec', 'steps', '--', 'sh', '-c', script)).toEqual({
				code: 7,
				out: `${node}\n/home/alice`,
				err: 'trouble',
			});
			const words = ['a b', '$HOME', "it's", '*', 'ü', '', ';', '`id`', 'back\\slash', 'line\nline'];
			expect(await home.good('exec', 'steps', '--', 'printf', '<%s>', ...words)).toBe(
				words.map(each => `<${each}>`).join(''),
			);
			const attached = await attach(home, 'steps');
			await attached.shows(new RegExp(`alice@${node}:~\\$`));
			await attached.close();
			await home.good('stop', 'steps');
			expect(await end('steps')).toMatchObject({outcome: 'cancelled'});
		});

		it('is given more time by oarwalltime', async () => {
			await home.good('extend', 'story', '+30m');
			const {job} = await home.show('story');
			expect(job.walltimeSeconds).toBe(5400);
			expect(await oarJob(job.id, 'walltime')).toBe('1:30:0');
		});

		it('is refused more than the site allows, in its words: exit code 6', async () => {
			const {code, err} = await home.hpctui('extend', 'story', '+3h');
			expect(code, err).toBe(6);
			expect(err).toMatch(/walltime cannot increase by more than 2:0:0/);
			expect((await home.show('story')).job.walltimeSeconds).toBe(5400);
		});

		it('answers at the same URL after the daemon was killed', async () => {
			await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
			await home.good('daemon', 'start');
			await home.good('wait', 'story', '--timeout', '30s');
			expect(await home.good('url', 'story')).toBe(url);
			expect((await runInNotebook(url, 'print(kept)', first.kernel)).printed).toBe('42\n');
		});

		it('goes on while OAR is down; what was wished for then is submitted once, later', async () => {
			await fault('stop-oar');
			try {
				const wish = start('patient', '--set', SLEEP);
				await home.untilSession('patient', 'the scheduler was asked', ({state}) => state === 'submitting');
				expect((await runInNotebook(url, 'print(kept)', first.kernel)).printed).toBe('42\n');
				expect(await home.show('story')).toMatchObject({state: 'ready', outcome: null});
				await fault('start-oar');
				const {job} = await wish;
				const story = await home.show('story');
				expect((await oarJobs()).map(line => line.split(' ')[0]).sort()).toEqual([story.job.id, job.id].sort());
				await home.good('stop', 'patient');
			} finally {
				await fault('mend-all');
			}
		});

		it('ends the job and whatever belongs to it with stop', async () => {
			const {job} = await home.show('story');
			await home.good('stop', 'story');
			expect(await end('story')).toMatchObject({state: 'ended', outcome: 'cancelled', url: null});
			expect(await oarJobs()).toEqual([]);
			expect(await oarJob(job.id, 'state')).toMatch(/^(Error|Terminated)$/);
			await until('nothing of it runs on a node', async () => {
				const [one, two] = await Promise.all([processesWith('node1', id), processesWith('node2', id)]);
				return one.length + two.length === 0;
			});
			await home.good('rm', 'story');
			expect(await sessionFolders()).not.toContain(id);
		});

		it('deleted by hand: cancelled', async () => {
			const {job} = await start('taken', '--set', SLEEP);
			await asAlice(`oardel ${job.id}`);
			expect(await end('taken')).toMatchObject({
				outcome: 'cancelled',
				job: {nodes: [expect.stringMatching(/^node[12]$/)]},
			});
		});

		it('its time ran out: timeout', async () => {
			await start('short', '--set', SLEEP, '--walltime', '10s');
			expect(await end('short')).toMatchObject({outcome: 'timeout', job: {walltimeSeconds: 10}});
		});

		it('failed with code 3: failed with that code', async () => {
			await home.good(...NEW, '--name', 'failing', '--set', 'command=echo oh no; exit 3');
			expect(await end('failing')).toMatchObject({outcome: 'failed', job: {exitCode: 3}});
			expect(await home.good('logs', 'failing')).toContain('oh no');
		});

		it('done: completed', async () => {
			await home.good(...NEW, '--name', 'fine', '--set', 'command=echo done');
			expect(await end('fine')).toMatchObject({outcome: 'completed', job: {exitCode: 0}});
		});

		it('cpus and GPUs are asked for in its hierarchy', async () => {
			const {job} = await start('large', '--set', SLEEP, '--cpus', '4', '--gpus', '2', '--account', 'research');
			expect(await oarJob(job.id, 'wanted_resources')).toContain('/network_address=1/gpu=2/core=2');
			expect(await oarJob(job.id, 'project')).toBe('research');
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

		it('waiting: says when it is expected to start; deleted then, it never ran', async () => {
			const filler = await fillNodes();
			await until('the nodes are full', async () => (await oarJob(filler, 'state')) === 'Running');
			await home.good(...NEW, '--name', 'waiting', '--set', SLEEP, '--walltime', '5m');
			const {job} = await home.untilSession(
				'waiting',
				'a start is told',
				({job}) => job.estimatedStart !== null,
				30_000,
			);
			expect(job).toMatchObject({state: 'Waiting', nodes: [], startedAt: null});
			expect(Date.parse(job.estimatedStart ?? '')).toBeGreaterThan(Date.now() + 60_000);
			const refused = await home.hpctui('extend', 'waiting', '10m');
			expect(refused.code, refused.err).toBe(6);
			expect(refused.err).toMatch(/is not running/);
			await asAlice(`oardel ${job.id} ${filler}`);
			expect(await end('waiting')).toMatchObject({outcome: 'cancelled', job: {nodes: [], startedAt: null}});
		});

		it('held: says so, and stop ends it', async () => {
			await home.good(...NEW, '--name', 'held', '--set', SLEEP, '--scheduler-arg=--hold');
			await home.untilSession('held', 'the reason is told', ({job}) => job.state === 'Hold' && job.reason === 'Hold');
			await home.good('stop', 'held');
			expect(await end('held')).toMatchObject({outcome: 'cancelled'});
		});

		it('besteffort gives way to another job: preempted', async () => {
			await start('giving-way', '--set', SLEEP, '--queue', 'besteffort');
			const filler = await fillNodes();
			expect(await end('giving-way')).toMatchObject({outcome: 'preempted'});
			// A job that is deleted while it is launched stays for minutes.
			await until('the other runs', async () => (await oarJob(filler, 'state')) === 'Running', 30_000);
			await asAlice(`oardel ${filler}`);
		});

		it('submitted again by OAR when its node does not answer: the same session, ready on the other one', async () => {
			await until('the nodes are free', async () => (await oarJobs()).length === 0, 30_000);
			await stopOarSshd('node1');
			try {
				await start('again', '--set', SLEEP);
				// Its record may tell that it runs before OAR is asked again.
				const {state, job} = await home.untilSession('again', 'OAR says so', each => each.job.state === 'Running');
				expect({state, nodes: job.nodes}).toEqual({state: 'ready', nodes: ['node2']});
				expect((await oarJobs()).map(line => line.split(' ')[0])).not.toContain(job.id);
				await home.good('stop', 'again');
				expect(await end('again')).toMatchObject({outcome: 'cancelled'});
				await until('the job in its place ended too', async () => (await oarJobs()).length === 0);
			} finally {
				await startOarSshd('node1');
			}
		});
	},
);
