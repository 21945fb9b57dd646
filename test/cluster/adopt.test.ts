import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Home, openHome} from './support/home.js';
import {asAlice, inHost, sessionFolders} from './support/hosts.js';
import {runInNotebook} from './support/notebook.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

/** A notebook as people start one by hand. */
const notebook = (port: number, ip: string) => `jupyter notebook --no-browser --ip=${ip} --port=${port}`;

onCluster('a job that was started by hand', () => {
	let home: Home;
	let slurm = '';
	let sge = '';

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		await home.addCluster('labsge', {words: ['--host', 'login', '--hop', 'gateway', '--scheduler', 'sge']});
		await asAlice(
			`mkdir -p ~/by-hand && cd ~/by-hand && printf '#!/bin/sh\\nexec ${notebook(9123, '0.0.0.0')}\\n' >slurm.sh && printf '#!/bin/sh\\nexec ${notebook(9130, '127.0.0.1')}\\n' >sge.sh`,
		);
		slurm = await asAlice('cd ~/by-hand && sbatch --parsable --time=20 --output=slurm-%j.log slurm.sh');
		sge = (await asAlice('cd ~/by-hand && qsub -terse -cwd -j y -N byhand -l h_rt=1200 sge.sh')).trim();
		const serves = (log: string) => `grep -qsF '/?token=' ~/by-hand/${log}`;
		await until('both serve', () =>
			asAlice(`${serves(`slurm-${slurm}.log`)} && ${serves(`byhand.o${sge}`)} && echo yes || true`).then(
				said => said || null,
			),
		);
	});
	afterAll(async () => {
		await asAlice(`scancel ${slurm}; qdel ${sge}; rm -rf ~/by-hand`).catch(() => undefined);
		await home.close();
	});

	it('of Slurm becomes a session with its port, token and log, and nothing about it is changed', async () => {
		const folders = await sessionFolders();
		const before = await asAlice(`scontrol show job ${slurm} | grep -vE 'RunTime|LastSchedEval'`);
		await home.good('adopt', slurm, '--cluster', 'lab', '--name', 'hand');
		const session = await home.untilSession('hand', 'it is ready', ({state}) => state === 'ready', 60_000);
		expect(session).toMatchObject({
			app: 'jupyter',
			job: {id: slurm, scheduler: 'slurm'},
			log: {path: `/home/alice/by-hand/slurm-${slurm}.log`},
		});
		expect(session.tunnels).toMatchObject([{name: 'notebook', remotePort: 9123, state: 'open'}]);
		expect((await runInNotebook(session.url ?? '', 'print(6 * 7)')).printed).toBe('42\n');
		expect((await home.hpctui('logs', 'hand')).out).toContain('/?token=');
		expect(await asAlice(`scontrol show job ${slurm} | grep -vE 'RunTime|LastSchedEval'`)).toBe(before);
		expect(await sessionFolders()).toEqual(folders);
	});

	it('of Grid Engine too, though it listens on its own loopback only', async () => {
		await home.good('adopt', sge, '--cluster', 'labsge', '--name', 'handsge');
		const session = await home.untilSession('handsge', 'it is ready', ({state}) => state === 'ready', 90_000);
		expect(session).toMatchObject({app: 'jupyter', log: {path: `/home/alice/by-hand/byhand.o${sge}`}});
		expect(session.tunnels[0]).toMatchObject({remotePort: 9130, route: 'jump'});
		expect((await runInNotebook(session.url ?? '', 'print(6 * 7)')).printed).toBe('42\n');
	});

	it('may wait still: the rest is found once it runs, and again on the node that it is requeued to', async () => {
		const held = await asAlice(
			`cd ~/by-hand && printf '#!/bin/sh\\nexec ${notebook(9150, '0.0.0.0')}\\n' >held.sh && sbatch --parsable --hold --requeue --time=20 --output=held-%j.log held.sh`,
		);
		await home.good('adopt', held, '--cluster', 'lab', '--name', 'held');
		expect(await home.show('held')).toMatchObject({state: 'queued', url: null, job: {id: held}});
		await asAlice(`scontrol release ${held}`);
		const first = await home.untilSession('held', 'it is ready', ({state}) => state === 'ready', 60_000);
		expect(first).toMatchObject({app: 'jupyter', log: {path: `/home/alice/by-hand/held-${held}.log`}});
		expect((await runInNotebook(first.url ?? '', 'print(6 * 7)')).printed).toBe('42\n');
		const [node = ''] = first.job.nodes;
		await inHost('login', ['scontrol', 'update', `NodeName=${node}`, 'State=drain', 'Reason=elsewhere']);
		await asAlice(`scontrol requeue ${held}`);
		await home.untilSession('held', 'it waits', ({state}) => state === 'queued', 30_000);
		// Else Slurm holds a requeued job back for two minutes.
		await inHost('login', ['scontrol', 'update', `JobId=${held}`, 'StartTime=now']);
		const second = await home.untilSession(
			'held',
			'it is ready on the other node',
			({state, job}) => state === 'ready' && job.nodes[0] !== node,
			90_000,
		);
		await inHost('login', ['scontrol', 'update', `NodeName=${node}`, 'State=resume']);
		expect(second.tunnels).toMatchObject([{name: 'notebook', localPort: first.tunnels[0]?.localPort, state: 'open'}]);
		expect((await runInNotebook(second.url ?? '', 'print(6 * 7)')).printed).toBe('42\n');
		await home.good('rm', '--force', 'held');
	});

	it('is refused in clear words: adopted already, unknown, another user’s', async () => {
		expect(await home.hpctui('adopt', slurm, '--cluster', 'lab')).toMatchObject({
			code: 2,
			err: expect.stringContaining('is session hand already'),
		});
		expect(await home.hpctui('adopt', '999999', '--cluster', 'lab')).toMatchObject({code: 3});
		expect(await home.hpctui('adopt', '999999', '--cluster', 'labsge')).toMatchObject({code: 3});
		const other = await inHost('login', ['sh', '-c', "cd && sbatch --parsable --output=/dev/null --wrap 'sleep 300'"], {
			user: 'bob',
		});
		expect(await home.hpctui('adopt', other, '--cluster', 'lab')).toMatchObject({
			code: 2,
			err: expect.stringContaining('belongs to bob'),
		});
		await inHost('login', ['scancel', other], {user: 'bob'});
	});

	it('is renewed like any other, with its own token and at the same port', async () => {
		const {url, job} = await home.show('hand');
		await home.good('renew', 'hand');
		const after = await home.untilSession(
			'hand',
			'the successor took over',
			({renewals, predecessor, state}) => renewals === 1 && predecessor === null && state === 'ready',
			90_000,
		);
		expect(after).toMatchObject({url});
		expect(after.job.id).not.toBe(job.id);
		expect(await asAlice(`squeue -h -j ${slurm} -o %T 2>/dev/null || true`)).not.toContain('RUNNING');
	});

	it('ends with stop, as the scheduler is asked', async () => {
		await home.good('stop', 'handsge');
		await home.good('wait', 'handsge', '--for', 'ended', '--timeout', '60s');
		expect(await asAlice(`qstat -j ${sge} 2>&1 || true`)).toContain('do not exist');
		await home.good('rm', 'handsge');
		await home.good('rm', '--force', 'hand');
	});
});
