import {expect, test} from 'vitest';
import {spawnChild} from '../../source/daemon/children.js';
import {startEngine, startJob, world} from './support/engine.js';

/** A job that has run for ten minutes. */
async function running() {
	const there = world();
	const {engine, new: make, until} = await startEngine(there);
	const {id, job, log} = await make({name: 'analysis'});
	const folder = (log.path ?? '').replace(/\/output$/, '');
	startJob(there, {id: job.id ?? '', folder, host: 'iris-013', port: 23_456});
	await until(id, document => document.job.startedAt !== null);
	await there.clock.advance(600_000);
	const connection = {} as Parameters<(typeof engine.handlers)['session.extend']>[1];
	const extend = (seconds: number) =>
		engine.handlers['session.extend']({session: id, type: 'total', seconds}, connection, new AbortController().signal);
	return {there, engine, id, until, extend};
}

test('a total that is over already would end the job: refused, and the scheduler is not asked', async () => {
	const {extend} = await running();
	await expect(extend(300)).rejects.toMatchObject({
		kind: 'usage',
		message: expect.stringMatching(/^the job has run for 10m.*: with 5m in all it would end at once$/),
		hint: 'for that much more: hpctui extend analysis +5m   to end it: hpctui stop analysis',
	});
});

test('of a session that is over: how it ended, and what to try', async () => {
	const {extend, engine, id} = await running();
	engine.store.record(id, {type: 'ended', outcome: 'cancelled', note: 'cancelled'});
	await expect(extend(3_600)).rejects.toMatchObject({
		kind: 'ended',
		message: 'session analysis is over: cancelled',
		hint: 'start a new one: hpctui new jupyter --cluster iris',
	});
});

test('one that is still to come is the scheduler’s to judge', async () => {
	const {extend} = await running();
	await expect(extend(3_600)).rejects.toMatchObject({
		kind: 'refused',
		hint: 'have a successor job take over: hpctui renew analysis',
		facts: {said: 'Access/permission denied', why: 'needs-operator'},
	});
});

test('the new end is what the scheduler shows, rounded as it rounds', async () => {
	const {extend, there, engine, id, until} = await running();
	there.cluster.scheduler.extendable.add('101');
	const asked = extend(18_030);
	await until(id, ({job}) => job.walltimeSeconds === 18_060);
	const {job, warnings} = await asked;
	expect([job.walltimeSeconds, warnings]).toEqual([18_060, []]);
	expect(engine.store.get(id)?.job.endsAt).toBe((engine.store.get(id)?.job.startedAt ?? 0) + 18_060_000);
});

test('further jobs end no earlier; one that is refused is told of', async () => {
	const {extend, there, engine, id, until} = await running();
	const {extendable, jobs, asked} = there.cluster.scheduler;
	for (const name of ['engines-1', 'engines-2']) {
		spawnChild(engine.store.find(id), {role: 'part', name, secrets: 'shared', ports: []}, engine.context);
	}

	await until(id, ({parts}) => parts.length === 2 && parts.every(({job}) => job?.state === 'PENDING'));
	for (const part of ['102', '103']) {
		const job = jobs.get(part);
		if (job !== undefined) {
			const startedAt = (jobs.get('101')?.report.startedAt ?? 0) + 600_000;
			job.report = {...job.report, phase: 'running', nativeState: 'RUNNING', startedAt, walltime: 14_400};
		}
	}

	await until(id, ({parts}) => parts.every(({job}) => job?.state === 'RUNNING'));
	extendable.add('101').add('102');
	const done = extend(18_000);
	await until(id, ({job}) => job.walltimeSeconds === 18_000);
	const {warnings} = await done;
	expect(asked.filter(line => line.startsWith('extend'))).toEqual([
		'extend 101 18000',
		'extend 102 17400',
		'extend 103 17400',
	]);
	expect(warnings).toMatchObject([
		{code: 'walltime-of-part', message: 'engines-2 (job 103) ends as before: Access/permission denied'},
	]);
});

test('a job that waits is not sent to renew, which could not help', async () => {
	const there = world();
	const {engine, new: make} = await startEngine(there);
	const {id} = await make({name: 'analysis'});
	const connection = {} as Parameters<(typeof engine.handlers)['session.extend']>[1];
	await expect(
		engine.handlers['session.extend'](
			{session: id, type: 'total', seconds: 60},
			connection,
			new AbortController().signal,
		),
	).rejects.toMatchObject({kind: 'refused', hint: expect.stringMatching(/^it has not started/)});
});
