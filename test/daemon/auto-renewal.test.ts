import {describe, expect, test} from 'vitest';
import {startEngine, world} from './support/engine.js';
import {isRenewed, jobsOf, readySession, until} from './support/renewing.js';
import {outcomeOf} from './support/scripted-link.js';

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
