import {describe, expect, test} from 'vitest';
import {folderOf, isReady} from './support/documents.js';
import {ask, startEngine, startJob, world} from './support/engine.js';
import {cancelsOf, end, isRenewed, jobsOf, NEW_PORT, OLD_PORT, readySession, until} from './support/renewing.js';
import {outcomeOf} from './support/scripted-link.js';

describe('a renewal', () => {
	test('moves the session over when the successor answers, and only then ends the old job', async () => {
		const {there, engine, id, token, port, ready} = await readySession();
		const renewed = await engine.renew(id, {walltime: 7200});
		expect(renewed).toMatchObject({state: 'ready', job: {id: '101'}, successor: {job: {id: '102'}, name: 'renewal-1'}});
		expect(there.cluster.files.get(`/home/u/.hpctui/sessions/${renewed.successor?.id}/token`)).toBe(token);
		const queued = await engine.until(id, ({successor}) => successor?.job.state === 'PENDING');
		expect(queued).toMatchObject({state: 'ready', url: ready.url});
		expect(cancelsOf(there)).toEqual([]);

		const done = await until(engine, there, id, isRenewed);
		expect(done).toMatchObject({id, name: 'analysis', url: ready.url, job: {id: '102', nodes: ['iris-014']}});
		expect(done.tunnels[0]).toMatchObject({localPort: port, remotePort: NEW_PORT});
		expect(await ask(port, token)).toBe('ours');
		expect(cancelsOf(there)).toEqual(['cancel 101']);
		expect(jobsOf(there)).toEqual(['102']);
		expect(done.warnings.map(({code}) => code)).toContain('renewed');
		expect(folderOf(done)).toBe(`/home/u/.hpctui/sessions/${renewed.successor?.id}`);
		expect([...there.cluster.files.keys()].filter(path => path.includes(id))).toEqual([]);
		expect(engine.engine.store.get(id)?.request.resources.walltime).toBe(7200);
	});

	test('and another one, of the session as it is then', async () => {
		const {there, engine, id, token, port} = await readySession();
		await engine.renew(id);
		await until(engine, there, id, isRenewed);
		await engine.renew(id);
		const twice = await until(engine, there, id, each => each.renewals === 2 && each.predecessor === null);
		expect(twice).toMatchObject({job: {id: '103'}});
		expect(jobsOf(there)).toEqual(['103']);
		expect(await ask(port, token)).toBe('ours');
	});

	test('with an overlap leaves the old job its time', async () => {
		const {there, engine, id} = await readySession();
		await engine.renew(id, {overlapSeconds: 600});
		const before = there.clock.now();
		const moved = await until(engine, there, id, ({renewals}) => renewals === 1);
		expect(moved.predecessor).toMatchObject({job: {id: '101'}, state: 'ready'});
		expect(cancelsOf(there)).toEqual([]);
		await until(engine, there, id, isRenewed);
		expect(there.clock.now() - before).toBeGreaterThanOrEqual(600_000);
		expect(jobsOf(there)).toEqual(['102']);
	});

	test('whose successor fails leaves all as it was', async () => {
		const {there, engine, id, token, port} = await readySession();
		await engine.renew(id);
		await engine.until(id, ({successor}) => successor?.job.state === 'PENDING');
		end(there, '102', 'failed');
		const failed = await engine.until(id, ({warnings}) => warnings.length > 0);
		expect(failed).toMatchObject({state: 'ready', job: {id: '101'}, successor: {state: 'ended', outcome: 'failed'}});
		expect(failed.warnings[0]).toMatchObject({
			code: 'renewal-failed',
			message: expect.stringContaining('see hpctui logs analysis/renewal-1; job 101 goes on'),
		});
		expect(await ask(port, token)).toBe('ours');
		await engine.renew(id);
		expect(await until(engine, there, id, isRenewed)).toMatchObject({job: {id: '103'}});
	});

	test('that the scheduler refuses is told, with nothing left', async () => {
		const {there, engine, id} = await readySession();
		there.cluster.scheduler.spoil('submit', outcomeOf('', 1, 'QOSMaxSubmitJobPerUserLimit'));
		await expect(engine.renew(id)).rejects.toMatchObject({kind: 'refused', message: expect.stringContaining('QOSMax')});
		expect(await engine.show(id)).toMatchObject({state: 'ready', successor: null});
	});

	test('that comes too late says so as soon as it is known', async () => {
		const {there, engine, id, ready} = await readySession();
		await engine.renew(id);
		const job = there.cluster.scheduler.jobs.get('102');
		if (job !== undefined) {
			job.report = {...job.report, estimatedStart: Date.parse(ready.job.endsAt ?? '') + 60_000};
		}

		const late = await engine.until(id, ({warnings}) => warnings.length > 0);
		expect(late.warnings).toMatchObject([
			{code: 'renewal-late', message: expect.stringContaining('job 102 is not expected')},
		]);
	});

	test('of an old job that ends first goes on with the successor, though that still waits', async () => {
		const {there, engine, id, port, token, ready} = await readySession();
		await engine.renew(id);
		await engine.until(id, ({successor}) => successor?.job.state === 'PENDING');
		end(there, '101', 'timeout');
		const waits = await engine.until(id, ({renewals, predecessor}) => renewals === 1 && predecessor === null);
		expect(waits).toMatchObject({state: 'queued', job: {id: '102'}, url: null, successor: null});
		expect(waits.tunnels[0]?.localPort).toBe(port);
		const done = await until(engine, there, id, isReady);
		expect(done.url).toBe(ready.url);
		expect(await ask(port, token)).toBe('ours');
		expect(cancelsOf(there)).toEqual([]);
	});

	test('of a session whose app completed is called off', async () => {
		const {there, engine, id} = await readySession();
		await engine.renew(id);
		await engine.until(id, ({successor}) => successor?.job.state === 'PENDING');
		end(there, '101', 'completed');
		const over = await engine.until(id, each => each.state === 'ended' && each.successor?.state === 'ended');
		expect(over).toMatchObject({outcome: 'completed', job: {id: '101'}});
		expect(jobsOf(there)).toEqual([]);
	});

	test('is called off by stopping the session, or the successor alone', async () => {
		const {there, engine, id} = await readySession();
		await engine.renew(id);
		await engine.stop('analysis/renewal-1');
		await engine.until(id, ({successor}) => successor?.state === 'ended');
		expect(await engine.show(id)).toMatchObject({state: 'ready'});
		await engine.renew(id);
		await engine.stop(id);
		await engine.until(id, each => each.state === 'ended' && each.successor?.state === 'ended');
		expect(jobsOf(there)).toEqual([]);
	});
});

describe('nothing to renew', () => {
	test('while it waits, while it stops, when it is over, and while a successor is on its way', async () => {
		const there = world();
		const engine = await startEngine(there);
		const made = await engine.new({name: 'analysis', walltime: 14_400});
		await expect(engine.renew(made.id)).rejects.toMatchObject({
			kind: 'usage',
			hint: expect.stringContaining('extend analysis 4h'),
		});
		startJob(there, {id: '101', folder: folderOf(made), host: 'iris-013', port: OLD_PORT});
		await engine.until(made.id, ({state}) => state === 'starting');
		await engine.renew(made.id);
		await expect(engine.renew(made.id)).rejects.toMatchObject({
			kind: 'usage',
			message: expect.stringContaining('job 102'),
		});
		await expect(engine.renew('analysis/renewal-1')).rejects.toMatchObject({kind: 'usage'});
		await engine.stop(made.id);
		await engine.until(made.id, ({state}) => state === 'ended');
		await expect(engine.renew(made.id)).rejects.toMatchObject({kind: 'ended'});
		expect(jobsOf(there)).toEqual([]);
	});
});
