import {describe, expect, test} from 'vitest';
import {Fault} from '../../../source/core/fault.js';
import {createHopPool} from '../../../source/daemon/hop-pool.js';
import {cluster as sample} from '../support/cluster.js';
import {denied, linked} from '../support/cluster-link.js';
import {settled} from '../support/fake-clock.js';
import {hopNamed} from '../support/scripted-link.js';

describe('a login that was refused', () => {
	test('is not tried again by itself: that is how accounts get locked', async () => {
		const {link, clock, tries, news} = linked({faults: new Map([['gateway', denied]])});
		await expect(link.get()).rejects.toMatchObject({kind: 'auth'});
		await clock.advance(24 * 3_600_000);
		expect(tries).toHaveLength(1);
		expect(news).toEqual([{type: 'down', fault: denied, retryAt: null, needsUser: 'gateway'}]);
		expect(link.status()).toMatchObject({state: 'needs-user', retryAt: null});
	});

	test('names the cluster where it does not name a hop', async () => {
		const {link, news} = linked({faults: new Map([['gateway', new Fault('auth', 'no')]])});
		await link.get().catch(() => undefined);
		expect(news[0]).toMatchObject({needsUser: 'iris'});
	});

	test('is tried again when a person comes, or asks for it', async () => {
		const {link, tries, setting} = linked({faults: new Map([['gateway', denied]])});
		await link.get().catch(() => undefined);
		link.retryNow('network-changed');
		await settled();
		expect(tries).toHaveLength(1);
		link.retryNow('person-came');
		await settled();
		expect(tries).toHaveLength(2);
		setting.faults.clear();
		await link.get();
		expect(link.status().state).toBe('up');
	});
});

test('a login that was refused is not tried again by who only looks', async () => {
	const {link, transport, setting} = linked({faults: new Map([['gateway', denied]])});
	await expect(link.get()).rejects.toThrow('denied');
	setting.faults.clear();
	await expect(link.getUnlessRefused()).rejects.toThrow('denied');
	expect(transport.opened).toEqual(['>gateway']);
	await link.get();
	expect(await link.getUnlessRefused()).toBe(link.current);
});

describe('several clusters behind one gateway that needs a person', () => {
	test('one answer revives them all, and the gateway is logged in to once', async () => {
		const pool = createHopPool();
		const faults = new Map([['gateway', denied]]);
		const one = linked({faults}, sample(), pool);
		const other = linked({faults, chain: [hopNamed('gateway'), hopNamed('aion')]}, sample(), pool);
		await expect(one.link.get()).rejects.toThrow('denied');
		await expect(other.link.get()).rejects.toThrow('denied');
		faults.clear();
		await one.link.get();
		await settled();
		expect(other.link.current?.hop.name).toBe('aion');
		expect(pool.authentications).toBe(3);
		expect([one, other].flatMap(({transport}) => transport.opened.filter(way => way === '>gateway'))).toHaveLength(3);
	});

	test('who was refused at another door is not tried again', async () => {
		const pool = createHopPool();
		const one = linked({}, sample(), pool);
		const faults = new Map([['gateway', denied]]);
		const other = linked({faults, chain: [{...hopNamed('gateway'), user: 'another'}]}, sample(), pool);
		await expect(other.link.get()).rejects.toThrow('denied');
		await one.link.get();
		await settled();
		expect(other.transport.opened).toHaveLength(1);
	});
});
