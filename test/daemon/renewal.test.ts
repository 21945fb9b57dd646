import {describe, expect, test} from 'vitest';
import type {NewSession, SessionDocument} from '../../source/core/session-document.js';
import {ask, serveApp, startEngine, startJob, type World, world} from './support/engine.js';
import {outcomeOf} from './support/scripted-link.js';

type Engine = Awaited<ReturnType<typeof startEngine>>;

const OLD_PORT = 23_456;
const NEW_PORT = 24_456;
const isReady = ({state}: SessionDocument) => state === 'ready';
const isRenewed = (document: SessionDocument) =>
	document.state === 'ready' && document.renewals === 1 && document.predecessor === null && document.successor === null;

/** A session that is ready as job 101; its successor's app answers as soon as that is started. */
async function readySession(there: World = world(), some: Partial<NewSession> = {}) {
	const engine = await startEngine(there);
	const made = await engine.new({name: 'analysis', walltime: 14_400, ...some});
	const token = engine.engine.store.get(made.id)?.secrets['token'] ?? '';
	await serveApp(there, OLD_PORT, token);
	await serveApp(there, NEW_PORT, token);
	startJob(there, {id: '101', folder: folderOf(made), host: 'iris-013', port: OLD_PORT});
	const ready = await engine.until(made.id, isReady);
	return {there, engine, ready, id: made.id, token, port: ready.tunnels[0]?.localPort ?? 0};
}

function folderOf({log}: Pick<SessionDocument, 'log'>): string {
	return (log.path ?? '').replace(/\/output$/, '');
}

/** The scheduler starts whatever waits for it. */
function startSuccessors({cluster, clock}: World): void {
	for (const [id, {report, script}] of cluster.scheduler.jobs) {
		if (report.phase === 'queued') {
			const folder = script.replace(/\/job\.sh$/, '');
			startJob({cluster, clock} as World, {id, folder, host: 'iris-014', port: NEW_PORT});
		}
	}
}

/** Lets the scheduler work until the session is as wanted. */
function until(engine: Engine, there: World, id: string, isWanted: (document: SessionDocument) => boolean) {
	return engine.until(id, document => {
		startSuccessors(there);
		return isWanted(document);
	});
}

function end({cluster}: World, id: string, outcome: 'timeout' | 'completed' | 'cancelled' | 'failed'): void {
	const known = cluster.scheduler.jobs.get(id);
	cluster.scheduler.jobs.delete(id);
	if (known !== undefined) {
		cluster.scheduler.archive.set(id, {...known.report, phase: 'over', nativeState: outcome.toUpperCase(), outcome});
	}
}

const jobsOf = ({cluster}: World) => [...cluster.scheduler.jobs.keys()];
const cancelsOf = ({cluster}: World) => cluster.scheduler.asked.filter(line => line.startsWith('cancel'));

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

describe('a session that renews itself', () => {
	async function automatic(autoRenew: number) {
		const there = world();
		const session = await readySession(there, {autoRenew});
		return {...session, there};
	}

	test('does so in time, as often as was wished, and says so', async () => {
		const {there, engine, id} = await automatic(1);
		const {job} = await until(engine, there, id, ({successor}) => successor !== null);
		const leftMs = Date.parse(job.endsAt ?? '') - there.clock.now();
		expect(leftMs).toBeGreaterThan(600_000);
		expect(leftMs).toBeLessThanOrEqual(900_000);
		const renewed = await until(engine, there, id, isRenewed);
		expect(renewed).toMatchObject({job: {id: '102'}, autoRenew: 1, renewals: 1});
		const limited = await until(engine, there, id, ({warnings}) => warnings.some(({code}) => code === 'renewal-limit'));
		expect(limited.successor).toBeNull();
		expect(jobsOf(there)).toEqual(['102']);
	});

	test('tries three times where it is refused, and tells each time', async () => {
		const {there, engine, id} = await automatic(2);
		const no = outcomeOf('', 1, 'QOSMaxSubmitJobPerUserLimit');
		there.cluster.scheduler.spoil('submit', no, no, no);
		const tried = await until(engine, there, id, ({warnings}) =>
			warnings.some(({message}) => message.includes('try 3 of 3')),
		);
		expect(tried).toMatchObject({state: 'ready', job: {id: '101'}, successor: null});
		expect(tried.warnings.map(({message}) => message).join()).toContain('QOSMaxSubmitJobPerUserLimit');
		await there.clock.advance(300_000);
		expect(there.cluster.scheduler.asked.filter(line => line.startsWith('submit'))).toHaveLength(4);
	});

	test('also when another daemon came in between', async () => {
		const {there, engine, id} = await automatic(1);
		engine.engine.close();
		const next = await startEngine(there);
		expect(await until(next, there, id, isRenewed)).toMatchObject({job: {id: '102'}});
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

describe('a daemon that is killed', () => {
	test('at any moment, before or after what it was about to write: one job, at the same local port', async () => {
		const {writes} = await killedAt(Number.POSITIVE_INFINITY, false);
		expect(writes).toBeGreaterThan(15);
		for (let moment = 0; moment < writes; moment++) {
			for (const isAfter of [false, true]) {
				const {there, id, port, token} = await killedAt(moment, isAfter);
				const next = await startEngine(there);
				const now = await next.show(id);
				if (now.renewals === 0 && now.successor === null) {
					// Not even the intent was on disk: nobody was told of a successor.
					await next.until(id, isReady);
					await next.renew(id);
				}

				await until(next, there, id, isRenewed);
				expect(await ask(port, token)).toBe('ours');
				expect([jobsOf(there).length, [...there.journal.files.keys()]], `${moment} ${isAfter}`).toEqual([1, [id]]);
				next.engine.close();
			}
		}
	}, 120_000);
});

/** A renewal whose daemon's n-th line in a journal is its last; nothing that it wanted to do later comes about. */
async function killedAt(moment: number, isAfter: boolean) {
	const session = await readySession();
	const {there, engine, id} = session;
	const {append} = there.journal;
	let writes = 0;
	let isDead = false;
	there.journal.append = (journalId, event) => {
		const number = writes++;
		if (number < moment) {
			append(journalId, event);
			return;
		}

		if (number === moment && isAfter) {
			append(journalId, event);
		}

		isDead = true;
		throw new Error('killed');
	};
	there.cluster.around = (_what, effect) => {
		if (isDead) {
			throw new Error('killed');
		}

		return effect();
	};
	await engine.renew(id).catch(() => undefined);
	await until(engine, there, id, document => isDead || isRenewed(document)).catch(() => undefined);
	engine.engine.close();
	there.journal.append = append;
	there.cluster.around = (_what, effect) => effect();
	return {...session, writes};
}
