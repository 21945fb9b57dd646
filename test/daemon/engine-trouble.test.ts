import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import type {SessionDocument} from '../../source/core/session-document.js';
import {report, waiting} from '../core/samples.js';
import {folderOf, isEnded, isReady} from './support/documents.js';
import {ask, serveApp, startEngine, startJob, type World, world} from './support/engine.js';
import {settled} from './support/fake-clock.js';
import {occupy} from './support/ports.js';

function record(there: World, session: SessionDocument, entry: object): void {
	const at = Math.floor(there.clock.now() / 1000);
	there.cluster.write(`${folderOf(session)}/record`, `${JSON.stringify({at, ...entry})}\n`);
}

/** The scheduler says this of a session's job from now on. */
function say(there: World, {job}: SessionDocument, some: Parameters<typeof report>[0]): void {
	const known = there.cluster.scheduler.jobs.get(job.id ?? '');
	if (known !== undefined) {
		known.report = report({...known.report, ...some});
	}
}

async function begun(some: Parameters<Awaited<ReturnType<typeof startEngine>>['new']>[0] = {}) {
	const there = world();
	const engine = await startEngine(there);
	const made = await engine.new(some);
	const token = engine.engine.store.get(made.id)?.secrets['token'] ?? '';
	const start = (host = 'iris-013', port = 23_456) =>
		startJob(there, {id: made.job.id ?? '', folder: folderOf(made), host, port});
	return {there, engine, made, token, start};
}

describe('before anything is submitted', () => {
	test('a client that goes away takes its wish with it', async () => {
		const there = world();
		const engine = await startEngine(there);
		const gone = new AbortController();
		there.cluster.around = (what, effect) => {
			if (what.endsWith('job.sh')) {
				gone.abort(new Fault('cancelled', 'interrupted'));
			}

			return effect();
		};
		await expect(engine.new({}, gone.signal)).rejects.toMatchObject({kind: 'cancelled'});
		const {cluster, journal} = there;
		expect([engine.engine.store.all(), [...cluster.files], journal.files.size]).toEqual([[], [], 0]);
		expect(cluster.scheduler.asked.filter(line => line.startsWith('submit'))).toEqual([]);
	});

	test('a local port that another program has: usage', async () => {
		const there = world();
		const engine = await startEngine(there);
		const {port: localPort} = await occupy();
		await expect(engine.new({localPort})).rejects.toMatchObject({exitCode: 2});
		expect(there.cluster.scheduler.asked).toEqual([]);
	});

	test('a name that a live session has: usage; free names are made up', async () => {
		const {engine} = await begun({name: 'analysis'});
		await expect(engine.new({name: 'analysis'})).rejects.toMatchObject({exitCode: 2});
		expect((await engine.new()).name).toBe('jupyter');
		expect((await engine.new()).name).toBe('jupyter-2');
	});

	test('a cluster that cannot be reached: exit 5, and nothing is left', async () => {
		const there = world();
		const engine = await startEngine(there);
		there.fault = new Fault('link', 'gateway cannot be reached');
		await expect(engine.new()).rejects.toMatchObject({exitCode: 5});
		expect([engine.engine.store.all(), there.journal.files.size]).toEqual([[], 0]);
	});
});

describe('the app', () => {
	test('fails at once: its record and its exit code are known', async () => {
		const {there, engine, made, start} = await begun();
		start();
		record(there, made, {type: 'setup-failed', line: 'module load python', code: 1});
		record(there, made, {type: 'exited', code: 1, signal: null, signalled: null});
		there.cluster.scheduler.jobs.clear();
		const over = report({id: made.job.id ?? '', phase: 'over', nativeState: 'FAILED', outcome: 'failed', exitCode: 1});
		there.cluster.scheduler.archive.set(made.job.id ?? '', over);
		const ended = await engine.until(made.id, isEnded);
		expect(ended).toMatchObject({outcome: 'failed', note: 'setup failed with code 1: module load python'});
	});

	test('is killed with its job, which goes back to the queue: the session goes on', async () => {
		const {there, engine, made, token, start} = await begun();
		start();
		await serveApp(there, 23_456, token);
		const ready = await engine.until(made.id, isReady);
		say(there, made, {phase: 'completing', nativeState: 'COMPLETING'});
		record(there, made, {type: 'signalled', signal: 'TERM'});
		record(there, made, {type: 'exited', code: null, signal: 'TERM', signalled: 'job'});
		await engine.until(made.id, ({job}) => job.state === 'COMPLETING');
		await there.clock.advance(30_000);
		expect((await engine.show(made.id)).outcome).toBeNull();
		say(there, made, waiting({id: made.job.id ?? '', reason: 'BeginTime', startedAt: null, endsAt: null}));
		await engine.until(made.id, ({state}) => state === 'queued');
		start('iris-014', 23_456);
		expect((await engine.until(made.id, isReady)).url).toBe(ready.url);
	});

	test('does not answer yet: who comes is told so, and is no reason to call it ready', async () => {
		const {engine, made, token, start} = await begun();
		const port = made.tunnels[0]?.localPort ?? null;
		start();
		await engine.until(made.id, ({state}) => state === 'starting');
		expect(await ask(port, token)).toContain('does not answer yet');
		expect((await engine.show(made.id)).state).toBe('starting');
	});

	test('stops answering: reconnecting, and ready when it answers again', async () => {
		const {there, engine, made, token, start} = await begun();
		start();
		await serveApp(there, 23_456, token);
		const ready = await engine.until(made.id, isReady);
		there.cluster.services.clear();
		const port = ready.tunnels[0]?.localPort ?? null;
		await ask(port, token).catch(() => undefined);
		await engine.until(made.id, ({state}) => state === 'reconnecting');
		await serveApp(there, 23_456, token);
		expect((await engine.until(made.id, isReady)).url).toBe(ready.url);
		expect(await ask(port, token)).toBe('ours');
	});

	test('complains no oftener into the journal than it says something new', async () => {
		const {there, engine, made, start} = await begun();
		start();
		await engine.until(made.id, ({tunnels}) => tunnels[0]?.tried.length === 1);
		const lines = there.journal.files.get(made.id)?.length ?? 0;
		for (let look = 0; look < 60; look++) {
			await settled();
			await there.clock.advance(1000);
		}

		expect((there.journal.files.get(made.id)?.length ?? 0) - lines).toBeLessThan(20);
	});
});

test("a session's port is taken while no daemon runs: told, and had back when it is free", async () => {
	const {there, engine, made, token, start} = await begun();
	start();
	await serveApp(there, 23_456, token);
	const ready = await engine.until(made.id, isReady);
	const port = ready.tunnels[0]?.localPort ?? 0;
	engine.engine.close();
	const other = await occupy(port);
	const next = await startEngine(there);
	const warned = await next.until(made.id, ({warnings}) => warnings.length > 0);
	expect(warned.warnings[0]).toMatchObject({code: 'local-port-taken'});
	expect(warned.state).not.toBe('ready');
	await other.close();
	expect((await next.until(made.id, isReady)).url).toBe(ready.url);
});

test('the log is counted', async () => {
	const {engine, made, start} = await begun();
	start();
	expect((await engine.until(made.id, ({log}) => log.bytes > 0)).log.bytes).toBe(6);
});

test('a full disk of our own does not stop what runs', async () => {
	const {there, engine, made, token, start} = await begun();
	there.journal.isFull = true;
	start();
	await serveApp(there, 23_456, token);
	const ready = await engine.until(made.id, isReady);
	expect(await ask(ready.tunnels[0]?.localPort ?? null, token)).toBe('ours');
	expect(ready.warnings).toMatchObject([{code: 'disk-full', message: expect.stringContaining('free some space')}]);
	there.journal.isFull = false;
	expect((await engine.until(made.id, ({warnings}) => warnings.length === 0)).state).toBe('ready');
	engine.engine.close();
	const next = await startEngine(there);
	expect(next.engine.store.get(made.id)).toMatchObject({
		node: {host: 'iris-013'},
		tunnels: [{way: {route: 'forward'}}, {}],
	});
	expect((await next.until(made.id, isReady)).tunnels[0]?.remotePort).toBe(23_456);
});
