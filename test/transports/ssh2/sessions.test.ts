import {buffer} from 'node:stream/consumers';
import {describe, expect, test} from 'vitest';
import {SessionSlots} from '../../../drivers/transports/common/session-slots.js';
import {textOf} from '../../../source/core/command.js';
import {hopTo, openHop} from '../hop.js';
import {ownServer} from '../ssh-server.js';

const never = new AbortController().signal;

describe('a server with few sessions', () => {
	test.each([1, 3])('MaxSessions %i: all commands run, one after another', async maxSessions => {
		const box = await ownServer(undefined, {maxSessions});
		const link = await openHop(await hopTo(box));
		const outcomes = await Promise.all(
			Array.from({length: 20}, (_, index) => link.run({argv: ['echo', String(index)]})),
		);
		expect(outcomes.map(({stdout}) => Number(textOf(stdout)))).toEqual(Array.from({length: 20}, (_, index) => index));
		expect(box.counts.mostSessions).toBe(maxSessions);
	});

	test('never more than eight are open at once', async () => {
		const box = await ownServer();
		const link = await openHop(await hopTo(box));
		await Promise.all(Array.from({length: 40}, () => link.run({argv: ['true']})));
		expect([box.counts.sessions, box.counts.mostSessions, box.counts.refusedSessions]).toEqual([40, 8, 0]);
	});

	test('who waits behind a long program is told when their time is up', async () => {
		const box = await ownServer(undefined, {maxSessions: 1});
		const link = await openHop(await hopTo(box));
		const long = await link.stream({argv: ['cat']});
		await expect(link.run({argv: ['true'], timeoutMs: 200})).rejects.toMatchObject({kind: 'timeout'});
		long.end();
		await long.exited;
		expect((await link.run({argv: ['true']})).code).toBe(0);
	});

	test('a stream that yields makes room for others, and says so', async () => {
		const box = await ownServer(undefined, {maxSessions: 1});
		const link = await openHop(await hopTo(box));
		const follower = await link.stream({argv: ['cat'], yields: true});
		const ended = buffer(follower.stdout).catch((error: unknown) => error);
		const outcomes = await Promise.all(['a', 'b'].map(word => link.run({argv: ['echo', word]})));
		expect(outcomes.map(({stdout}) => textOf(stdout))).toEqual(['a\n', 'b\n']);
		expect(await ended).toMatchObject({kind: 'link', retry: 'now', facts: {yielded: true}});
	});

	test('no session at all is a fault', async () => {
		const box = await ownServer(undefined, {maxSessions: 0});
		const link = await openHop(await hopTo(box));
		await expect(link.run({argv: ['true']})).rejects.toMatchObject({
			kind: 'remote',
			message: expect.stringContaining('did not start a session'),
		});
	});
});

describe('SessionSlots', () => {
	test('lets wait in order, and forgets who gave up', async () => {
		const slots = new SessionSlots();
		const taken = await Promise.all(Array.from({length: 8}, () => slots.take(never)));
		const order: string[] = [];
		const first = slots.take(never).then(() => order.push('first'));
		const controller = new AbortController();
		const second = slots.take(controller.signal);
		const third = slots.take(never).then(() => order.push('third'));
		controller.abort();
		await expect(second).rejects.toMatchObject({kind: 'cancelled'});
		taken[0]?.release();
		taken[0]?.release();
		await first;
		expect(order).toEqual(['first']);
		taken[1]?.release();
		await third;
		expect(order).toEqual(['first', 'third']);
	});

	test('learns the server’s limit', async () => {
		const slots = new SessionSlots();
		await slots.take(never);
		await slots.take(never);
		const refused = await slots.take(never);
		expect([slots.refused(), slots.limit]).toEqual([true, 2]);
		refused.release();
		let isTaken = false;
		void slots.take(never).then(() => {
			isTaken = true;
		});
		await Promise.resolve();
		expect(isTaken).toBe(false);
	});

	test('a refusal while none is open is no limit to wait for', async () => {
		const slots = new SessionSlots();
		await slots.take(never);
		expect([slots.refused(), slots.limit]).toEqual([false, 1]);
	});
});
