import {describe, expect, test} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {type SpawnWish, spawnChild} from '../../source/daemon/children.js';
import {ask, serveApp, startEngine, startJob, type World, world} from './support/engine.js';

const part: SpawnWish = {role: 'part', name: 'engines-1', secrets: 'shared', ports: []};
type Engine = Awaited<ReturnType<typeof startEngine>>;

function spawn({engine}: Engine, parent: string, wish: SpawnWish = part) {
	return spawnChild(engine.store.find(parent), wish, engine.context);
}

/** A session with a part whose job is known. */
async function family(there: World = world()) {
	const engine = await startEngine(there);
	const made = await engine.new({name: 'analysis'});
	const child = spawn(engine, made.id);
	const document = await engine.until(made.id, each => each.parts[0]?.job?.state === 'PENDING');
	return {there, engine, made, child, document};
}

const cancels = ({cluster}: World) => cluster.scheduler.asked.filter(line => line.startsWith('cancel'));

describe('a part', () => {
	test('is a job of its own with the secrets of its parent, and is shown inside it only', async () => {
		const {there, engine, made, child, document} = await family();
		expect(document.parts).toMatchObject([{id: child.id, name: 'engines-1', state: 'queued', job: {id: '102'}}]);
		expect(there.cluster.files.get(`/home/u/.hpctui/sessions/${child.id}/token`)).toBe(
			engine.engine.store.get(made.id)?.secrets['token'],
		);
		const listed = await engine.list();
		expect(listed.map(({id}) => id)).toEqual([made.id]);
		expect(await engine.show('analysis/engines-1')).toMatchObject({id: child.id});
		expect((await engine.history(made.id)).map(({text}) => text)).toContain('engines-1: job 102 submitted');
	});

	test('serves through a tunnel of its own where it has ports', async () => {
		const there = world();
		const engine = await startEngine(there);
		const made = await engine.new({name: 'analysis'});
		const ports = [{name: 'notebook', isRequired: true, localPort: null}];
		const child = spawn(engine, made.id, {...part, secrets: 'own', ports});
		const token = engine.engine.store.get(child.id)?.secrets['token'] ?? '';
		expect(token).not.toBe(engine.engine.store.get(made.id)?.secrets['token']);
		await engine.until(child.id, each => each.job.state === 'PENDING');
		await serveApp(there, 23_456, token);
		startJob(there, {id: '102', folder: `/home/u/.hpctui/sessions/${child.id}`, host: 'iris-014', port: 23_456});
		const {tunnels} = await engine.until(child.id, each => each.state === 'ready');
		expect(await ask(tunnels[0]?.localPort ?? null, token)).toBe('ours');
		expect((await engine.show(made.id)).parts).toMatchObject([{state: 'ready', job: {nodes: ['iris-014']}}]);
	});

	test('that the scheduler refuses is over, with why, and its parent goes on', async () => {
		const there = world();
		const engine = await startEngine(there);
		const made = await engine.new({name: 'analysis'});
		there.cluster.scheduler.spoil('submit', {
			code: 1,
			signal: null,
			stdout: new Uint8Array(),
			stderr: bytes('no more jobs'),
		});
		spawn(engine, made.id);
		const {state, parts} = await engine.until(made.id, each => each.parts[0]?.state === 'ended');
		expect(state).toBe('queued');
		expect(parts).toMatchObject([{outcome: 'failed', note: expect.stringContaining('no more jobs')}]);
	});
});

describe('a session and its parts', () => {
	test('stop in one command', async () => {
		const {there, engine, made} = await family();
		await engine.stop(made.id);
		const ended = await engine.until(made.id, each => each.state === 'ended' && each.parts[0]?.state === 'ended');
		expect(ended.parts[0]?.outcome).toBe('cancelled');
		expect(cancels(there)).toEqual(['cancel 102 101']);
	});

	test('are removed together', async () => {
		const {there, engine, made, child} = await family();
		await Promise.all([engine.remove(made.id, true), engine.untilGone(made.id)]);
		expect(engine.engine.store.get(child.id)).toBeUndefined();
		expect([...there.journal.files.keys()]).toEqual([]);
		expect([...there.cluster.files.keys()]).toEqual([]);
	});

	test('a session that ends by itself takes its parts with it, also after a failed try', async () => {
		const {there, engine, made} = await family();
		there.cluster.scheduler.spoil('cancel', 'lost-before');
		endJob(there, made);
		const ended = await engine.until(made.id, each => each.state === 'ended' && each.parts[0]?.state === 'ended');
		expect(ended.outcome).toBe('failed');
		expect(cancels(there)).toEqual(['cancel 102', 'cancel 102']);
	});

	test('a part whose parent ended while no daemon was there ends when the next one comes', async () => {
		const {there, engine, made} = await family();
		engine.engine.close();
		endJob(there, made);
		const next = await startEngine(there);
		await next.until(made.id, each => each.state === 'ended' && each.parts[0]?.state === 'ended');
		expect(cancels(there)).toEqual(['cancel 102']);
	});

	test('a session whose daemon was killed before it asked is ended by the next one', async () => {
		const there = world();
		const engine = await startEngine(there);
		const made = await engine.new({name: 'analysis'});
		await engine.until(made.id, each => each.job.state === 'PENDING');
		engine.engine.close();
		there.journal.append(made.id, {type: 'stop-requested', at: there.clock.now()});
		const next = await startEngine(there);
		const ended = await next.until(made.id, each => each.state === 'ended');
		expect(ended.outcome).toBe('cancelled');
		expect(cancels(there)).toEqual(['cancel 101']);
	});

	test('a part that was only meant to be is not submitted any more once its parent is over', async () => {
		const {there, engine, made} = await family();
		engine.engine.close();
		const [intent] = there.journal.files.get(made.id) ?? [];
		const other = '01JD3ZQK8WZZZZZZZZZZZZZZZZ';
		there.journal.files.set(other, [
			{...intent, id: other, tag: 'hpctui-other', parent: {session: made.id, role: 'part', name: 'engines-2'}} as never,
		]);
		there.journal.append(made.id, {type: 'ended', outcome: 'failed', note: 'x', at: there.clock.now()});
		const next = await startEngine(there);
		const ended = await next.until(made.id, each => each.parts.every(({state}) => state === 'ended'));
		expect(ended.parts.map(({outcome}) => outcome)).toEqual(['cancelled', 'cancelled']);
		expect(there.cluster.scheduler.bearing('hpctui-other')).toEqual([]);
	});
});

test('children are recovered in any order, and one whose parent is lost is shown as a session of its own', async () => {
	const {there, engine, made, child} = await family();
	engine.engine.close();
	const files = [...there.journal.files].toReversed();
	there.journal.files.clear();
	for (const [id, events] of files) {
		there.journal.files.set(id, events);
	}

	const next = await startEngine(there);
	expect((await next.list()).map(each => [each.id, each.parts.map(({id}) => id)])).toEqual([[made.id, [child.id]]]);
	next.engine.close();

	there.journal.files.delete(made.id);
	const last = await startEngine(there);
	expect((await last.list()).map(({id, name}) => [id, name])).toEqual([[child.id, 'analysis/engines-1']]);
});

function endJob({cluster}: World, {job}: SessionDocument): void {
	const id = job.id ?? '';
	const known = cluster.scheduler.jobs.get(id);
	cluster.scheduler.jobs.delete(id);
	if (known !== undefined) {
		cluster.scheduler.archive.set(id, {...known.report, phase: 'over', nativeState: 'FAILED', outcome: 'failed'});
	}
}

function bytes(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
