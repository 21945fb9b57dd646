import {describe, expect, test} from 'vitest';
import {Fault} from '../../../source/core/fault.js';
import {down, linked, ofType} from '../support/cluster-link.js';
import {settled} from '../support/fake-clock.js';

describe('lost', () => {
	test('it is told with the next try, and sought again', async () => {
		const {link, clock, transport, news} = linked();
		await link.get();
		transport.links[1]?.fail(new Fault('link', 'the connection broke'));
		await settled();
		const [, lost] = news;
		expect(lost).toMatchObject({type: 'down', needsUser: null, fault: {message: 'the connection broke'}});
		expect(link.status()).toMatchObject({state: 'down', fault: {kind: 'link'}});
		await clock.advance(1000);
		expect(ofType(news)).toEqual(['up', 'down', 'up']);
		expect(link.current).toBe(transport.links.at(-1));
	});

	test('a host that closed it in peace lost it too', async () => {
		const {link, transport, news} = linked();
		await link.get();
		await transport.links[1]?.close();
		await settled();
		expect(news[1]).toMatchObject({type: 'down', fault: {kind: 'link', retry: 'now'}});
		expect(link.current).toBeUndefined();
	});

	test('nobody wants it: it is not sought', async () => {
		const {link, clock, tries, transport, news, setting} = linked();
		await link.get();
		setting.isWanted = false;
		transport.links[1]?.fail();
		await clock.advance(3_600_000);
		expect(tries).toHaveLength(1);
		expect(news[1]).toMatchObject({type: 'down', retryAt: null});
		await link.get();
		expect(tries).toHaveLength(2);
	});

	test('nobody wants it any more while it pauses', async () => {
		const {link, clock, tries, setting} = linked({faults: new Map([['gateway', down]])});
		await link.get().catch(() => undefined);
		setting.isWanted = false;
		await clock.advance(3_600_000);
		expect(tries).toHaveLength(1);
	});
});

describe('pauses between tries', () => {
	test('grow, with jitter, to a minute at most', async () => {
		const {link, clock, tries} = linked({faults: new Map([['gateway', down]])});
		await link.get().catch(() => undefined);
		await clock.advance(3_600_000);
		const pauses = tries.slice(1).map((time, index) => time - (tries[index] ?? 0));
		for (const [index, pause] of pauses.entries()) {
			const nominal = Math.min(60, 2 ** index);
			expect(pause).toBeGreaterThanOrEqual(nominal / 2);
			expect(pause).toBeLessThanOrEqual(nominal);
		}

		expect(new Set(pauses.slice(7)).size).toBeGreaterThan(1);
		expect(pauses.length).toBeGreaterThan(60);
	});

	test('each try is told, with the time of the next one', async () => {
		const {link, clock, news} = linked({faults: new Map([['gateway', down]])});
		await link.get().catch(() => undefined);
		const [pause = 0] = clock.pauses;
		expect(news.at(-1)).toMatchObject({type: 'down', retryAt: clock.now() + pause});
		await clock.advance(pause);
		expect(news).toHaveLength(2);
	});

	test('are short again after it was up', async () => {
		const {link, clock, transport, setting} = linked({faults: new Map([['gateway', down]])});
		await link.get().catch(() => undefined);
		await clock.advance(600_000);
		setting.faults.clear();
		await clock.advance(60_000);
		expect(link.status().state).toBe('up');
		setting.faults.set('gateway', down);
		transport.links.at(-1)?.fail();
		await settled();
		expect(clock.pauses[0]).toBeLessThanOrEqual(1000);
	});

	test('are cut short by whoever wakes', async () => {
		const {link, clock, tries, setting} = linked({faults: new Map([['gateway', down]])});
		await link.get().catch(() => undefined);
		await clock.advance(600_000);
		setting.faults.clear();
		const before = tries.length;
		link.retryNow('network-changed');
		await settled();
		expect(tries).toHaveLength(before + 1);
		expect(link.status().state).toBe('up');
		expect(clock.pauses).toEqual([]);
		link.retryNow('network-changed');
		await settled();
		expect(tries).toHaveLength(before + 1);
	});

	test('waking: what is open is asked whether it still answers', async () => {
		const {link, transport} = linked();
		await link.get();
		const asked: string[] = [];
		for (const open of transport.links) {
			open.check = () => void asked.push(open.hop.name);
		}

		link.retryNow('network-changed');
		expect(asked).toEqual(['gateway', 'login']);
	});

	test('waking does nothing for a cluster that nobody wants', async () => {
		const {link, tries, setting} = linked({faults: new Map([['gateway', down]])});
		await link.get().catch(() => undefined);
		setting.isWanted = false;
		link.retryNow('network-changed');
		await settled();
		expect(tries).toHaveLength(1);
	});
});
