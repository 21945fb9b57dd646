import {readFile, stat} from 'node:fs/promises';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {gridEngineJobs, onGridEngine} from './support/grid-engine.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, HOSTS, inHost, jobs, linesOf, processesWith} from './support/hosts.js';
import {mapOver} from './support/ipyparallel.js';
import {SESSIONS_FOLDER} from './support/places.js';
import {until} from './support/until.js';

const SUM = 2470;
const BOTH = ['node1', 'node2'];

const NEW = ['new', 'ipyparallel', '--wait', '--timeout', '90s', '--walltime', '20m'] as const;
const IN_JOBS = ['--set', 'launcher=jobs', '--set', 'engines-per-job=2'] as const;

const engines = (count: number) => (session: SessionDocument) =>
	session.progress.some(({have, want}) => have === count && want === count);

onGridEngine('ipyparallel, with an unchanged Client on the laptop', () => {
	let home: Home;
	let file = '';

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster('lab');
		await home.addCluster('gridlab', {words: ['--host', 'login', '--hop', 'gateway', '--scheduler', 'sge']});
	});
	afterAll(() => home.close());

	const nobodyIsLeft = (id: string) =>
		until(
			'no process of the session is left on a node',
			async () => (await Promise.all([processesWith('node1', id), processesWith('node2', id)])).flat().length === 0,
			150_000,
		);
	const end = async (name: string) => {
		const {id} = await home.show(name);
		await home.good('stop', name);
		await home.good('wait', name, '--for', 'ended', '--timeout', '90s');
		// Its parts know its folder by their environment: they are found, too. Those that ssh started see that a hub which was
		// killed without a word (as qdel does) is gone when its heart is silent, within a minute or so.
		await nobodyIsLeft(id);
	};

	it('one job on two nodes of Slurm: map_async reaches both', async () => {
		await home.good(...NEW, '--cluster', 'lab', '--name', 'work', '--nodes', '2', '--set', 'engines=4');
		file = await home.good('connection-file', 'work');
		expect(await mapOver(file, 4)).toMatchObject({hosts: BOTH, sum: SUM});
		expect(await home.show('work')).toMatchObject({
			state: 'ready',
			note: null,
			progress: [{name: 'engines', have: 4, want: 4}],
			parts: [
				{name: 'controller', state: 'ready', id: null},
				{name: 'engines-node1', nodes: ['node1'], have: 2},
				{name: 'engines-node2', nodes: ['node2'], have: 2},
			],
		});
	});

	it('restart-engines: other engines at the same controller, by the same file', async () => {
		const before = await readFile(file, 'utf8');
		expect(await home.good('action', 'work', 'restart-engines')).toBe('4 engines restarted');
		const {ids, hosts, sum} = await mapOver(file, 4);
		expect({hosts, sum}).toEqual({hosts: BOTH, sum: SUM});
		expect(Math.min(...ids)).toBeGreaterThanOrEqual(4);
		expect(await readFile(file, 'utf8')).toBe(before);
	});

	it('scale: two more, then fewer, and the Client sees it', async () => {
		await home.good('scale', 'work', 'engines=+2');
		expect((await mapOver(file, 6)).ids).toHaveLength(6);
		await home.good('scale', 'work', 'engines=3');
		await home.untilSession('work', 'three engines are left', engines(3), 60_000);
		expect((await mapOver(file, 3)).ids).toHaveLength(3);
	});

	it('each part has its log, and the key is nowhere', async () => {
		expect(await home.good('logs', 'work')).toContain('Hub listening');
		const log = await home.good('logs', 'work/engines-node2');
		expect(log).toContain('Completed registration');
		const {key} = JSON.parse(await readFile(file, 'utf8')) as {key: string};
		expect(key).toMatch(/^[0-9a-f-]{32,}$/);
		expect(log).not.toContain(key);
		expect(log).toContain('[secret]');
		expect(await home.daemonLog()).not.toContain(key);
		for (const host of HOSTS) {
			const look = ['sh', '-c', 'grep -slaFf - /proc/[0-9]*/cmdline || true'];
			expect(linesOf(await inHost(host, look, {input: key}))).toEqual([]);
		}

		const {id} = await home.show('work');
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		const readable = `find ${SESSIONS_FOLDER}/${id} -perm /077 -type f -exec grep -laF -e '${key.slice(0, 20)}' {} + || true`;
		expect(await asAlice(`stat -c %a ${SESSIONS_FOLDER}/${id}; ${readable}`)).toBe('700');
	});

	it('works on after the daemon was killed, by the same file; and stop leaves no process on any node', async () => {
		await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
		await home.good('daemon', 'start');
		await home.good('wait', 'work', '--timeout', '60s');
		expect(await home.good('connection-file', 'work')).toBe(file);
		expect((await mapOver(file, 3)).sum).toBe(SUM);
		await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
		await end('work');
		await expect(stat(file)).rejects.toThrow('ENOENT');
	});

	it('further jobs of Slurm: they join, are scaled, and one that is cancelled is told and replaced', async () => {
		await home.good(...NEW, '--cluster', 'lab', '--name', 'jobs', ...IN_JOBS, '--set', 'engines=3');
		await home.untilSession('jobs', 'all engines are there', engines(3), 60_000);
		file = await home.good('connection-file', 'jobs');
		expect((await mapOver(file, 3)).sum).toBe(SUM);
		const {parts} = await home.show('jobs');
		expect(parts.map(({name}) => name)).toEqual(['controller', 'engines-1', 'engines-2']);
		expect(await home.good('logs', 'jobs/engines-2')).toContain('Completed registration');
		await asAlice(`scancel ${parts[1]?.job?.id}`);
		const seen = await home.untilSession(
			'jobs',
			'the loss is told',
			({note}) => note?.startsWith('1 of 3') === true,
			60_000,
		);
		expect(seen.state).toBe('ready');
		expect(seen.note).toMatch(/^1 of 3 engines; engines-1 ended: cancelled/);
		await home.good('scale', 'jobs', 'engines=3');
		await home.untilSession('jobs', 'it was replaced', engines(3), 60_000);
		expect(await home.good('action', 'jobs', 'restart-engines')).toBe('3 engines restarted');
		await home.good('scale', 'jobs', 'engines=1');
		await home.untilSession('jobs', 'one is left', engines(1), 60_000);
		expect(await jobs()).toHaveLength(2);
		await end('jobs');
		expect(await jobs()).toEqual([]);
	});

	it('further jobs of Grid Engine: before and after a restart, and with two more', async () => {
		await home.good(...NEW, '--cluster', 'gridlab', '--name', 'grid', ...IN_JOBS, '--set', 'engines=4');
		await home.untilSession('grid', 'all engines are there', engines(4), 60_000);
		file = await home.good('connection-file', 'grid');
		expect(await mapOver(file, 4)).toMatchObject({hosts: BOTH, sum: SUM});
		expect(await home.good('action', 'grid', 'restart-engines')).toBe('4 engines restarted');
		expect(await mapOver(file, 4)).toMatchObject({hosts: BOTH, sum: SUM});
		await home.good('scale', 'grid', 'engines=+2');
		expect((await mapOver(file, 6)).ids).toHaveLength(6);
		await end('grid');
		expect(await gridEngineJobs()).toEqual([]);
	});

	it('one job of Grid Engine on two nodes, where its own way to the other one is shut: by ssh', async () => {
		const pe = ['--scheduler-arg', '-pe mpi 2'];
		await home.good(
			...NEW,
			'--cluster',
			'gridlab',
			'--name',
			'pe',
			...pe,
			'--set',
			'engines=2',
			'--set',
			'ready-with=2',
		);
		expect(await mapOver(await home.good('connection-file', 'pe'), 2)).toMatchObject({hosts: BOTH, sum: SUM});
		await end('pe');
	});

	it('engines by mpiexec', async () => {
		const words = ['--set', 'engines=2', '--set', 'launcher=mpiexec', '--set', 'ready-with=2'];
		await home.good(...NEW, '--cluster', 'lab', '--name', 'ranks', ...words, '--set', 'launcher-args=--oversubscribe');
		expect(await mapOver(await home.good('connection-file', 'ranks'), 2)).toMatchObject({sum: SUM});
		await end('ranks');
	});

	it('engines by srun', async () => {
		const words = ['--nodes', '2', '--set', 'engines=2', '--set', 'launcher=srun', '--set', 'ready-with=2'];
		await home.good(...NEW, '--cluster', 'lab', '--name', 'steps', ...words, '--set', 'launcher-args=--overlap');
		file = await home.good('connection-file', 'steps');
		expect(await mapOver(file, 2)).toMatchObject({hosts: BOTH, sum: SUM});
		expect(await home.good('action', 'steps', 'restart-engines')).toBe('2 engines restarted');
		await end('steps');
	});

	it('an engine that dies at once: the part, the line of its log, and the code', async () => {
		const script = "printf '%s\\n' '#!/bin/sh' 'echo ImportError: No module named reactor >&2' 'exit 1'";
		await asAlice(`mkdir -p ~/broken && ${script} >~/broken/ipengine && chmod +x ~/broken/ipengine`);
		await home.addCluster('brokenlab', {
			words: ['--host', 'login', '--hop', 'gateway', '--default', 'setup=export PATH=$HOME/broken:$PATH'],
		});
		const words = ['--cluster', 'brokenlab', '--name', 'broken', ...IN_JOBS, '--set', 'engines=1'];
		await home.good('new', 'ipyparallel', ...words);
		const isTold = ({note}: SessionDocument) => note?.includes('reactor') === true;
		const seen = await home.untilSession('broken', 'the trouble is told', isTold, 60_000);
		expect(seen.note).toMatch(
			/0 of 1 engines; engines-1 ended: an engine ended with code 1: .*No module named reactor/,
		);
		expect(seen.parts.find(({name}) => name === 'engines-1')).toMatchObject({outcome: 'failed', job: {exitCode: 1}});
		await end('broken');
	});

	it.each([
		{words: ['scale', 'idle', 'engines=lots'], code: 2, says: /does not say what to scale/},
		{words: ['scale', 'idle', 'workers=+1'], code: 2, says: /no workers to scale/},
		{words: ['action', 'idle', 'dance'], code: 2, says: /no action "dance"/},
		{words: ['scale', 'plain', 'engines=+1'], code: 2, says: /command has no engines to scale/},
		{words: ['connection-file', 'plain'], code: 1, says: /command has no connection file/},
		{words: ['scale', 'nobody', 'engines=+1'], code: 3, says: /no session "nobody"/},
	])('$words', async ({words, code, says}) => {
		const known = new Set((await home.json<readonly SessionDocument[]>('ls')).map(({name}) => name));
		for (const [name, app] of [
			['idle', 'ipyparallel'],
			['plain', 'command'],
		] as const) {
			if (!known.has(name)) {
				const rest = app === 'command' ? ['--set', 'command=exec sleep 600'] : ['--set', 'engines=1'];
				await home.start(app, name, ...rest);
			}
		}

		const said = await home.hpctui(...words);
		expect(said).toMatchObject({code, out: '', err: expect.stringMatching(says)});
		expect(said.err).toContain('hint:');
	});
});
