import {expect, test} from 'vitest';
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
	return (seconds: number) =>
		engine.handlers['session.extend']({session: id, type: 'total', seconds}, connection, new AbortController().signal);
}

test('a total that is over already would end the job: refused, and the scheduler is not asked', async () => {
	const extend = await running();
	await expect(extend(300)).rejects.toMatchObject({
		kind: 'usage',
		message: expect.stringMatching(/^the job has run for 10m.*: with 5m in all it would end at once$/),
		hint: 'for that much more: hpctui extend analysis +5m   to end it: hpctui stop analysis',
	});
});

test('one that is still to come is the scheduler’s to judge', async () => {
	const extend = await running();
	await expect(extend(3_600)).rejects.toMatchObject({kind: 'refused'});
});
