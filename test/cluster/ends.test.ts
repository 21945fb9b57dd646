import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {type Home, openHome} from './support/home.js';
import {asAlice} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';

const SLEEP = 'command=exec sleep 600';
/** Every tool of the machine, except Jupyter and the Pythons. */
const TOOLS = '/home/alice/tools-only';

onCluster('ends are told as what they are', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		const hosts = ['--host', 'login', '--hop', 'gateway'];
		await home.addCluster('broken-setup', {words: [...hosts, '--default', 'setup=echo first\nmodul load python']});
		await asAlice(`mkdir -p ${TOOLS} && ln -sf /bin/* /usr/bin/* ${TOOLS} && rm -f ${TOOLS}/jupyter* ${TOOLS}/python*`);
		await home.addCluster('bare', {words: [...hosts, '--default', `setup=PATH=${TOOLS}`]});
	});
	afterAll(async () => {
		await asAlice(`rm -rf ${TOOLS}`);
		await home.close();
	});

	const start = async (name: string, ...words: readonly string[]): Promise<string> => {
		await home.start('command', name, ...words, '--wait', '--timeout', '60s');
		return (await home.show(name)).job.id ?? '';
	};
	const end = async (name: string, timeout = '60s'): Promise<SessionDocument> => {
		await home.good('wait', name, '--for', 'ended', '--timeout', timeout);
		return home.show(name);
	};

	it('its time ran out: timeout', async () => {
		const job = await start('short', '--set', SLEEP);
		// Slurm looks every half minute: the other tests go on meanwhile, and the last one looks at the end.
		await asAlice(`scontrol update JobId=${job} EndTime=$(date -d '+2 seconds' +%FT%T)`);
		expect(await home.show('short')).toMatchObject({state: 'ready', outcome: null});
	});

	it('cancelled by somebody else: cancelled', async () => {
		const job = await start('taken', '--set', SLEEP);
		await asAlice(`scancel ${job}`);
		expect(await end('taken')).toMatchObject({state: 'ended', outcome: 'cancelled', job: {state: 'CANCELLED'}});
		const late = await home.hpctui('wait', 'taken', '--for', 'ready');
		expect(late.code).toBe(8);
		expect(late.err).toMatch(/ended \(cancelled\)/);
	});

	it('cancelled while it waits: cancelled, and it never ran', async () => {
		const begin = '--scheduler-arg=--begin=now+1hour';
		await home.start('command', 'waiting', '--set', SLEEP, begin);
		const queued = await home.untilSession('waiting', 'the reason is told', ({job}) => job.reason === 'BeginTime');
		expect(queued).toMatchObject({state: 'queued', job: {state: 'PENDING', nodes: [], startedAt: null}});
		expect(queued.note).not.toBeNull();
		await asAlice(`scancel ${queued.job.id}`);
		expect(await end('waiting')).toMatchObject({outcome: 'cancelled', job: {nodes: []}});
	});

	it('failed at once: failed, with its exit code', async () => {
		const words = ['--name', 'failing', '--set', 'command=echo oh no; exit 3'];
		await home.good('new', 'command', '--cluster', 'lab', ...words);
		expect(await end('failing')).toMatchObject({outcome: 'failed', job: {exitCode: 3}});
		expect(await home.good('logs', 'failing')).toContain('oh no');
	});

	it('done: completed', async () => {
		await home.start('command', 'fine', '--set', 'command=echo done');
		expect(await end('fine')).toMatchObject({outcome: 'completed', job: {exitCode: 0}});
		expect(await home.good('logs', 'fine')).toContain('done');
	});

	it('a setup line failed: failed, with that line', async () => {
		const {code, err} = await home.hpctui('new', 'jupyter', '--cluster', 'broken-setup', '--name', 'unset', '--wait');
		expect(code).toBe(8);
		expect(err).toContain('modul load python');
		expect(await home.show('unset')).toMatchObject({outcome: 'failed', job: {exitCode: 127}});
	});

	it('no Jupyter there: failed, and the message tells', async () => {
		const {code, err} = await home.hpctui('new', 'jupyter', '--cluster', 'bare', '--name', 'none', '--wait');
		expect(code).toBe(8);
		expect(err).toMatch(/ended \(failed\)/);
		expect(err).toMatch(/no Jupyter .* in the job's environment; tried: jupyter-lab/);
		expect((await home.show('none')).outcome).toBe('failed');
		expect(await home.good('logs', 'none')).toMatch(
			/no Jupyter .* in the job's environment.*--set modules=NAME, or setup lines/,
		);
	});

	it('requeued: not an end; it waits, and is ready again with the same port and token', async () => {
		const url = await home.start('jupyter', 'again', '--wait', '--timeout', '60s');
		const {job} = await home.show('again');
		await asAlice(`scontrol requeue ${job.id}`);
		const waiting = await home.untilSession('again', 'it waits again', ({state}) => state === 'queued', 30_000);
		expect(waiting).toMatchObject({outcome: null, job: {id: job.id}, tunnels: [{state: 'waiting', remotePort: null}]});
		// Slurm puts a requeued job off by two minutes; within the same second, the node would refuse it as killed already.
		await asAlice(`scontrol update JobId=${job.id} StartTime=$(date -d '+2 seconds' +%FT%T)`);
		await home.good('wait', 'again', '--timeout', '60s');
		expect(await home.good('url', 'again')).toBe(url);
		await home.good('stop', 'again');
	});

	it('preempted: preempted', async () => {
		await start('giving-way', '--set', SLEEP, '--queue', 'scavenge');
		await end('short', '90s');
		await end('again');
		const other = await asAlice("sbatch --parsable -p short -N 2 --exclusive --wrap 'sleep 60' -o /dev/null");
		try {
			expect(await end('giving-way')).toMatchObject({outcome: 'preempted'});
		} finally {
			await asAlice(`scancel ${other}`);
		}
	});

	it('its time ran out: told as that, and no other session was touched by it', async () => {
		expect(await end('short', '90s')).toMatchObject({outcome: 'timeout', job: {state: 'TIMEOUT'}});
		const all = await home.json<readonly SessionDocument[]>('ls', '--all');
		expect(all.filter(({state}) => state !== 'ended')).toEqual([]);
		for (const {name} of all) {
			await home.good('rm', name);
		}

		expect(await home.json('ls', '--all')).toEqual([]);
	});
});
