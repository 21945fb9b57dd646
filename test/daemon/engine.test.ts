import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import type {SessionDocument} from '../../source/core/session-document.js';
import {intended, waiting} from '../core/samples.js';
import {folderOf, isEnded, isReady} from './support/documents.js';
import {ask, type Engine, serveApp, startEngine, startJob, type World, world} from './support/engine.js';
import {settled} from './support/fake-clock.js';
import {outcomeOf} from './support/scripted-link.js';

function idOf(document: SessionDocument): string {
	return document.job.id ?? '';
}

function tokenOf(engine: Engine, id: string): string {
	return engine.engine.store.get(id)?.secrets['token'] ?? '';
}

function begin(there: World, made: SessionDocument, host = 'iris-013', port = 23_456): void {
	startJob(there, {id: idOf(made), folder: folderOf(made), host, port});
}

/** A session that is ready, its world and its daemon. */
async function readySession() {
	const there = world();
	const engine = await startEngine(there);
	const made = await engine.new();
	const token = tokenOf(engine, made.id);
	await serveApp(there, 23_456, token);
	begin(there, made);
	const ready = await engine.until(made.id, isReady);
	return {there, engine, ready, token, port: ready.tunnels[0]?.localPort ?? 0};
}

describe('a whole life', () => {
	test('queued, starting, ready, stopped', async () => {
		const there = world();
		const engine = await startEngine(there);
		const made = await engine.new({name: 'analysis'});
		expect(made).toMatchObject({name: 'analysis', state: 'queued', job: {scheduler: 'fake', id: '101'}, url: null});
		await engine.until(made.id, document => document.job.state === 'PENDING');

		begin(there, made);
		const starting = await engine.until(made.id, document => document.tunnels[0]?.tried.length === 1);
		expect(starting).toMatchObject({state: 'starting', job: {nodes: ['iris-013']}});
		expect(starting.tunnels[0]?.tried[0]).toMatchObject({address: 'infiniband', verdict: 'refused'});

		const token = tokenOf(engine, made.id);
		await serveApp(there, 23_456, token);
		const ready = await engine.until(made.id, isReady);
		const [notebook] = ready.tunnels;
		expect(notebook).toMatchObject({state: 'open', address: 'infiniband', route: 'forward', remotePort: 23_456});
		expect(ready.url).toBe(`http://127.0.0.1:${notebook?.localPort}/?token=${token}`);
		expect(await ask(notebook?.localPort ?? null, token)).toBe('ours');

		await engine.stop('analysis');
		const ended = await engine.until(made.id, isEnded);
		expect(ended).toMatchObject({outcome: 'cancelled', url: null});
		await expect(ask(notebook?.localPort ?? null, token)).rejects.toThrow('ECONNREFUSED');
	});

	test('no secret is told in its history, or in a command', async () => {
		const {engine, ready, token} = await readySession();
		expect(token).toMatch(/^[0-9a-f]{48}$/);
		expect(JSON.stringify(await engine.history(ready.id))).not.toContain(token);
		expect(JSON.stringify(engine.transport.links.flatMap(link => link.commands))).not.toContain(token);
		expect(engine.notes.join()).not.toContain(token);
	});

	test('what answers and is not ours is not ready', async () => {
		const there = world();
		const engine = await startEngine(there);
		const made = await engine.new();
		await serveApp(there, 23_456, 'of somebody else');
		begin(there, made);
		const document = await engine.until(made.id, ({tunnels}) => tunnels[0]?.lastError !== null);
		expect(document).toMatchObject({
			state: 'starting',
			note: 'waiting for notebook on iris-013: something that is not ours answers on this port',
		});
	});
});

describe('the way is lost', () => {
	test('the port stays bound, nothing is submitted again, and it comes back by itself', async () => {
		const {there, engine, ready, token, port} = await readySession();
		there.fault = new Fault('link', 'gateway cannot be reached', {retry: 'later'});
		engine.transport.links.at(-1)?.fail();
		const lost = await engine.until(ready.id, ({note}) => note === 'gateway cannot be reached');
		expect(lost).toMatchObject({state: 'reconnecting', outcome: null, lastSeenAt: expect.any(String)});
		expect(lost.retryAt).not.toBeNull();
		const early = ask(port, token);
		there.fault = null;
		await engine.until(ready.id, isReady);
		expect(await early).toBe('ours');
		expect((await engine.show(ready.id)).tunnels[0]?.localPort).toBe(port);
		expect(there.cluster.scheduler.jobs.size).toBe(1);
	});

	test('and a login needs a person: told, and not tried again by itself', async () => {
		const {there, engine, ready} = await readySession();
		there.fault = new Fault('auth', 'a code is asked for', {facts: {hop: 'login'}});
		engine.transport.links.at(-1)?.fail();
		await engine.until(ready.id, ({needsUser}) => needsUser !== null);
		const tries = engine.transport.opened.length;
		await there.clock.advance(3_600_000);
		expect(engine.transport.opened).toHaveLength(tries);
		expect(await engine.show(ready.id)).toMatchObject({
			state: 'reconnecting',
			needsUser: 'login',
			retryAt: null,
			note: 'login needs you (hpctui cluster login iris): a code is asked for',
		});
	});
});

describe('the daemon is killed', () => {
	test('the next one serves the same URL', async () => {
		const {there, engine, ready, token, port} = await readySession();
		engine.engine.close();
		await expect(ask(port, token)).rejects.toThrow();
		const next = await startEngine(there);
		expect(await next.show(ready.id)).toMatchObject({state: 'reconnecting'});
		const again = await next.until(ready.id, isReady);
		expect(again.url).toBe(ready.url);
		expect(await ask(port, token)).toBe('ours');
		expect(there.cluster.scheduler.asked.filter(line => line.startsWith('submit'))).toHaveLength(1);
	});

	test('while the scheduler was asked: the session stays, and the next daemon finds its job', async () => {
		const there = world();
		const engine = await startEngine(there);
		there.cluster.around = (what, effect) => {
			const value = effect();
			return what === 'fake submit' ? new Promise(() => {}) : value;
		};
		const making = engine.new();
		while (there.cluster.scheduler.jobs.size === 0) {
			await settled();
		}

		engine.engine.close();
		await making.catch(() => undefined);
		there.cluster.around = (_what, effect) => effect();
		const next = await startEngine(there);
		const [session] = next.engine.store.all();
		const found = await next.until(session?.id ?? '', ({state}) => state === 'queued');
		expect([...there.cluster.scheduler.jobs.keys()]).toEqual([found.job.id]);
	});
});

describe('the scheduler', () => {
	test('requeues the job to another node: same session, same port, new way', async () => {
		const {there, engine, ready, token, port} = await readySession();
		const job = there.cluster.scheduler.jobs.get(idOf(ready));
		if (job !== undefined) {
			job.report = waiting({id: idOf(ready), tag: job.report.tag, reason: 'BeginTime', reasonText: null});
		}

		there.cluster.services.clear();
		expect(await engine.until(ready.id, ({state}) => state === 'queued')).toMatchObject({note: 'BeginTime'});
		await serveApp(there, 21_000, token);
		begin(there, ready, 'iris-099', 21_000);
		const again = await engine.until(ready.id, isReady);
		expect(again).toMatchObject({url: ready.url, job: {nodes: ['iris-099']}});
		expect(again.tunnels[0]).toMatchObject({localPort: port, remotePort: 21_000});
		expect(await ask(port, token)).toBe('ours');
	});

	test('no longer lists the job, and nobody knows it: lost, but only after two minutes', async () => {
		const {there, engine, ready} = await readySession();
		there.cluster.scheduler.jobs.clear();
		const vanished = await engine.until(ready.id, ({sight}) => sight === 'vanished');
		expect(vanished).toMatchObject({state: 'ready', outcome: null});
		const since = there.clock.now();
		expect(await engine.until(ready.id, isEnded)).toMatchObject({outcome: 'lost'});
		expect(there.clock.now() - since).toBeGreaterThan(110_000);
	});

	test('does not answer: nothing ends, however long', async () => {
		const {there, engine, ready, port, token} = await readySession();
		there.cluster.scheduler.jobs.clear();
		there.cluster.scheduler.spoil('list', ...Array.from({length: 5000}, () => outcomeOf('', 9, 'no controller')));
		await engine.until(ready.id, ({sight}) => sight === 'stale');
		await there.clock.advance(3_600_000);
		expect(await engine.show(ready.id)).toMatchObject({state: 'ready', sight: 'stale', outcome: null});
		expect(await ask(port, token)).toBe('ours');
	});

	test('refuses: exit 6, and nothing is left here or there', async () => {
		const there = world();
		const engine = await startEngine(there);
		there.cluster.scheduler.spoil('submit', outcomeOf('', 1, 'invalid partition'));
		await expect(engine.new()).rejects.toMatchObject({kind: 'refused', exitCode: 6});
		expect([engine.engine.store.all(), [...there.cluster.files], there.journal.files.size]).toEqual([[], [], 0]);
	});

	test('is asked once for all sessions of a cluster, and seldom when nothing changes', async () => {
		const there = world();
		const engine = await startEngine(there);
		for (let number = 0; number < 20; number++) {
			await engine.new();
		}

		await there.clock.advance(300_000);
		const before = there.cluster.scheduler.asked.length;
		await there.clock.advance(600_000);
		const asked = there.cluster.scheduler.asked.slice(before);
		expect(asked.length).toBeLessThanOrEqual(20);
		expect(asked.every(line => line.split(' ').length === 21)).toBe(true);
		expect(engine.transport.opened).toHaveLength(1);
	});
});

test("the script's own exit record ends the session where accounting is silent", async () => {
	const {there, engine, ready} = await readySession();
	there.cluster.scheduler.jobs.clear();
	const exited = {type: 'exited', at: Math.floor(there.clock.now() / 1000), code: 3, signal: null, signalled: null};
	there.cluster.write(`${folderOf(ready)}/record`, `${JSON.stringify(exited)}\n`);
	expect(await engine.until(ready.id, isEnded)).toMatchObject({
		outcome: 'failed',
		note: 'failed with exit code 3',
		job: {exitCode: 3},
	});
});

describe('asked twice for the same session', () => {
	const asked = ({cluster}: World) => cluster.scheduler.asked.filter(line => line.startsWith('submit'));

	test('it is one, also after the daemon was killed', async () => {
		const there = world();
		const first = await startEngine(there);
		const made = await first.new({key: 'one'});
		first.engine.close();
		const second = await startEngine(there);
		expect((await second.new({key: 'one'})).id).toBe(made.id);
		expect((await second.new({key: 'another'})).id).not.toBe(made.id);
		expect(asked(there)).toHaveLength(2);
	});

	test('while the way is down: it stays, and goes on later', async () => {
		const there = world();
		const first = await startEngine(there);
		const lost = first.engine.store.begin({...intended, requestKey: 'one'});
		first.engine.close();
		there.fault = new Fault('link', 'gateway cannot be reached');
		const second = await startEngine(there);
		expect(await second.new({key: 'one'})).toMatchObject({id: lost.id, state: 'submitting'});
		there.fault = null;
		await second.until(lost.id, ({job}) => job.id !== null);
		expect(asked(there)).toHaveLength(1);
	});

	test.each<[string, Fault]>([
		['the scheduler kept silent', new Fault('timeout', 'sbatch did not answer within 60 s')],
		['the way broke, and is open again', new Fault('link', 'the way broke')],
	])('%s: it goes on after a pause, though the way stays open', async (_what, fault) => {
		const there = world();
		const first = await startEngine(there);
		const lost = first.engine.store.begin({...intended, requestKey: 'one'});
		first.engine.close();
		let failures = 0;
		there.cluster.around = (what, effect) => {
			if (what.startsWith('put ') && failures++ < 3) {
				throw fault;
			}

			return effect();
		};
		const second = await startEngine(there);
		await second.until(lost.id, ({job}) => job.id !== null);
		expect(failures).toBeGreaterThan(3);
		expect([asked(there).length, second.transport.opened.length]).toEqual([1, 1]);
	});

	test('what ended while it was put off is not begun again', async () => {
		const there = world();
		const first = await startEngine(there);
		const lost = first.engine.store.begin({...intended, requestKey: 'one'});
		first.engine.close();
		let failures = 0;
		there.cluster.around = (what, effect) => {
			if (what.startsWith('put ') && failures++ === 0) {
				throw new Fault('timeout', 'nothing came within 60 s');
			}

			return effect();
		};
		const second = await startEngine(there);
		await there.clock.advanceUntil(() => failures > 0);
		second.engine.store.record(lost.id, {type: 'ended', outcome: 'cancelled', note: 'its session was over'});
		// The way stays open for another one.
		await second.new({key: 'another'});
		await there.clock.advance(600_000);
		expect(asked(there)).toHaveLength(1);
		expect([...there.cluster.files.keys()].filter(path => path.includes(lost.id))).toEqual([]);
	});
});
