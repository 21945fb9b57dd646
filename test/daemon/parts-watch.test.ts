import {existsSync, readFileSync, statSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {serveApp, startEngine, startJob, type World, world} from './support/engine.js';

type Engine = Awaited<ReturnType<typeof startEngine>>;

const folderOf = (id: string) => `/home/u/.hpctui/sessions/${id}`;

/** Orders that were put into a session's folder, the oldest first. */
const ordersTo = ({cluster}: World, id: string) =>
	[...cluster.files].flatMap(([path, words]) => (path.startsWith(`${folderOf(id)}/orders/`) ? [words] : []));

const shown = ({parts}: SessionDocument) => parts.map(({name, state}) => `${name} ${state}`);

const submitted = (count: number) => (seen: SessionDocument) =>
	seen.parts.filter(({job}) => job?.state === 'PENDING' || job?.state === 'RUNNING').length === count;

async function farm(there: World = world()) {
	const engine = await startEngine(there);
	const made = await engine.new({app: 'farm', name: 'field', settings: {workers: '5'}});
	const document = await engine.until(made.id, submitted(2));
	return {there, engine, made, document};
}

/** A part starts on a node and tells how many workers it has. */
function startPart(there: World, {id, job, name}: SessionDocument['parts'][number], want: number): void {
	startJob(there, {id: job?.id ?? '', folder: folderOf(id ?? ''), host: 'iris-014', port: 1});
	tell(there, id ?? '', {
		type: 'part',
		name,
		state: 'running',
		node: 'iris-014',
		have: want,
		want,
		code: null,
		log: '',
		said: '',
	});
}

function tell(there: World, id: string, entry: object): void {
	there.cluster.write(`${folderOf(id)}/record`, `${JSON.stringify(entry)}\n`);
}

/** Lets time pass until an order came. */
async function untilOrder(there: World, engine: Engine, id: string, words: string): Promise<void> {
	await engine.until(id, () => ordersTo(there, id).includes(words));
}

describe('further jobs', () => {
	test('are submitted once their hub is, each with its share and the folder of the hub', async () => {
		const {there, made, document} = await farm();
		expect(shown(document)).toEqual(['workers-1 queued', 'workers-2 queued']);
		expect(document.progress).toEqual([{name: 'workers', have: 0, want: 5}]);
		const scripts = document.parts.map(({id}) => there.cluster.files.get(`${folderOf(id ?? '')}/job.sh`) ?? '');
		expect(scripts[0]).toContain(`exec work workers-1 3 ${folderOf(made.id)}`);
		expect(scripts[1]).toContain(`exec work workers-2 2 ${folderOf(made.id)}`);
	});

	test('are submitted by the next daemon where one was killed before', async () => {
		const there = world();
		const engine = await startEngine(there);
		const made = await engine.new({app: 'farm', name: 'field'});
		engine.engine.close();
		const next = await startEngine(there);
		expect(shown(await next.until(made.id, submitted(2)))).toEqual(['workers-1 queued', 'workers-2 queued']);
		expect(there.cluster.scheduler.asked.filter(line => line.startsWith('submit'))).toHaveLength(3);
	});

	test('more are wanted: the one with room is told, and a new one is submitted', async () => {
		const {there, engine, made, document} = await farm();
		const [, second] = document.parts;
		startPart(there, second ?? never(), 2);
		await engine.until(made.id, ({parts}) => parts[1]?.want === 2);
		await engine.scale('field', {type: 'more', count: 3});
		expect(shown(await engine.until(made.id, submitted(3)))).toHaveLength(3);
		await untilOrder(there, engine, second?.id ?? '', 'scale workers 3');
	});

	test('fewer are wanted: one that waits is taken from the queue', async () => {
		const {there, engine, made, document} = await farm();
		startPart(there, document.parts[0] ?? never(), 3);
		await engine.until(made.id, ({parts}) => parts[0]?.have === 3);
		await engine.scale('field', {type: 'total', count: 3});
		await engine.until(made.id, () => there.cluster.scheduler.asked.some(line => line.startsWith('cancel')));
		expect(there.cluster.scheduler.asked.filter(line => line.startsWith('cancel'))).toEqual([
			`cancel ${document.parts[1]?.job?.id}`,
		]);
	});

	test('fewer are wanted: one that runs is asked to leave, and ended where it stays', async () => {
		const {there, engine, made, document} = await farm();
		for (const part of document.parts) {
			startPart(there, part, part.name === 'workers-1' ? 3 : 2);
		}

		await engine.until(made.id, ({parts}) => parts.every(({have}) => have !== null));
		await engine.scale('field', {type: 'fewer', count: 2});
		await untilOrder(there, engine, document.parts[1]?.id ?? '', 'leave');
		expect(there.cluster.scheduler.asked.some(line => line.startsWith('cancel'))).toBe(false);
		await engine.until(made.id, () => there.cluster.scheduler.asked.some(line => line.startsWith('cancel')));
	});

	test('the hub is told how many are wanted once it counts', async () => {
		const {there, engine, made} = await farm();
		startJob(there, {id: '101', folder: folderOf(made.id), host: 'iris-013', port: 23_456});
		await engine.scale('field', {type: 'more', count: 1});
		tell(there, made.id, {type: 'progress', name: 'workers', have: 4, want: 5, least: 1});
		await untilOrder(there, engine, made.id, 'scale workers 6');
		expect(await engine.show('field')).toMatchObject({progress: [{have: 4, want: 6}]});
	});

	test('a successor gets its own, and those of the old job end with it', async () => {
		const {there, engine, made, document} = await farm();
		const {renew} = engine;
		startJob(there, {id: '101', folder: folderOf(made.id), host: 'iris-013', port: 23_456});
		await engine.until(made.id, ({job}) => job.state === 'RUNNING');
		await renew('field');
		const both = await engine.until(made.id, () => there.cluster.scheduler.jobs.size >= 6);
		const token = engine.engine.store.get(made.id)?.secrets['token'] ?? '';
		await serveApp(there, 23_470, token);
		const successor = both.successor;
		startJob(there, {
			id: successor?.job.id ?? '',
			folder: folderOf(successor?.id ?? ''),
			host: 'iris-015',
			port: 23_470,
		});
		const after = await engine.until(made.id, ({renewals}) => renewals === 1);
		expect(after.parts.map(({id}) => id)).not.toContain(document.parts[0]?.id);
		expect(after.parts).toHaveLength(2);
		const cancels = () => there.cluster.scheduler.asked.filter(line => line.startsWith('cancel')).join(' ');
		await engine.until(made.id, () => document.parts.every(({job}) => cancels().includes(job?.id ?? 'none')));
	});
});

describe('scale', () => {
	test.each([
		['another thing', 'field', 'engines', 'usage'],
		['an app that has nothing to scale', 'plain', 'workers', 'usage'],
		['a part', 'field/workers-1', 'workers', 'usage'],
		['no such session', 'nobody', 'workers', 'missing'],
	])('%s is refused', async (_what, session, name, kind) => {
		const {engine} = await farm();
		await engine.new({name: 'plain'});
		await expect(engine.scale(session, {type: 'more', count: 1}, name)).rejects.toMatchObject({kind});
	});
});

describe('action', () => {
	test.each([
		['an unknown one', 'field', 'dance', 'usage'],
		['an app without actions', 'plain', 'restart-workers', 'usage'],
		['one that does not run yet', 'field', 'restart-workers', 'refused'],
	])('%s is refused', async (_what, session, action, kind) => {
		const {engine} = await farm();
		await engine.new({name: 'plain'});
		await expect(engine.action(session, action)).rejects.toMatchObject({kind});
	});

	test.each([
		[0, '5 workers restarted', {said: '5 workers restarted'}],
		[1, 'only 3 came back', null],
	])('ends with what the job says: code %i', async (code, said, answer) => {
		const {there, engine, made} = await farm();
		startJob(there, {id: '101', folder: folderOf(made.id), host: 'iris-013', port: 23_456});
		await engine.until(made.id, ({job}) => job.state === 'RUNNING' && job.nodes.length > 0);
		await engine.until(made.id, () => engine.engine.store.get(made.id)?.node !== null);
		const done = engine.action('field', 'restart-workers').catch((error: unknown) => error);
		await untilOrder(there, engine, made.id, 'restart-workers');
		const [path = ''] = [...there.cluster.files.keys()].filter(each => each.startsWith(`${folderOf(made.id)}/orders/`));
		tell(there, made.id, {type: 'obeyed', order: path.split('/').at(-1), code, said});
		await engine.until(made.id, () => engine.engine.store.get(made.id)?.obeyed !== null);
		expect(await done).toMatchObject(answer ?? {kind: 'remote', message: `restart-workers failed: ${said}`});
	});
});

describe('the connection file', () => {
	const evidence = (key: string) => ({type: 'evidence', port: 'notebook', values: {key}});

	test('is written for its owner alone, follows the session, and goes with it', async () => {
		const {there, engine, made} = await farm();
		startJob(there, {id: '101', folder: folderOf(made.id), host: 'iris-013', port: 23_456});
		await expect(engine.connectionFile('field')).rejects.toMatchObject({kind: 'unsupported'});
		tell(there, made.id, evidence('first'));
		await engine.until(made.id, () => engine.engine.store.get(made.id)?.secrets['key'] === 'first');
		const {path} = await engine.connectionFile('field');
		const localPort = (await engine.show('field')).tunnels[0]?.localPort;
		expect(readFileSync(path, 'utf8')).toBe(`first ${localPort}\n`);
		expect(statSync(path).mode & 0o777).toBe(0o600);
		tell(there, made.id, evidence('second'));
		await engine.until(made.id, () => readFileSync(path, 'utf8') === `second ${localPort}\n`);
		await engine.remove('field', true).catch(() => undefined);
		engine.engine.store.record(made.id, {type: 'ended', outcome: 'cancelled', note: 'stopped'});
		expect(existsSync(path)).toBe(false);
	});

	test('an app without one says so', async () => {
		const {engine} = await farm();
		await engine.new({name: 'plain'});
		await expect(engine.connectionFile('plain')).rejects.toMatchObject({kind: 'unsupported'});
	});
});

function never(): never {
	throw new Error('there is no such part');
}
