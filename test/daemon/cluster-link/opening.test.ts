import {describe, expect, test} from 'vitest';
import {Fault} from '../../../source/core/fault.js';
import {down, linked, ofType} from '../support/cluster-link.js';
import {settled} from '../support/fake-clock.js';
import {hopNamed} from '../support/scripted-link.js';

describe('opening', () => {
	test('advice to log in names the cluster', async () => {
		const hint = 'run: hpctui cluster login, or: ssh gateway';
		const {link} = linked({faults: new Map([['gateway', new Fault('auth', 'nobody was there to be asked', {hint})]])});
		await expect(link.get()).rejects.toMatchObject({hint: 'run: hpctui cluster login iris, or: ssh gateway'});
	});

	test('nothing is connected before it is asked for', async () => {
		const {link, transport, clock} = linked();
		await clock.advance(600_000);
		expect(transport.opened).toEqual([]);
		expect(link.status()).toMatchObject({state: 'idle', hops: ['login'], since: null});
		expect(link.current).toBeUndefined();
	});

	test('hop by hop, each over the one before; whoever asks meanwhile joins', async () => {
		const {link, transport, news} = linked();
		const [one, other] = await Promise.all([link.get(), link.get()]);
		expect(transport.opened).toEqual(['>gateway', 'gateway>login']);
		expect(one).toBe(other);
		expect(one.hop.name).toBe('login');
		expect(link.current).toBe(one);
		expect(await link.get()).toBe(one);
		expect(link.hops).toEqual(['gateway', 'login']);
		expect(link.authentications.total).toBe(2);
		expect(news).toEqual([{type: 'up', link: one}]);
		expect(link.status()).toMatchObject({state: 'up', since: '2026-11-20T09:00:00Z', fault: null, retryAt: null});
	});

	test('a later hop fails: the earlier ones stay, so that a gateway asks for one code only', async () => {
		const {link, clock, closed, transport, setting} = linked({faults: new Map([['login', down]])});
		await expect(link.get()).rejects.toThrow('cannot be reached');
		setting.faults.clear();
		await clock.advance(2_000);
		expect(link.current?.hop.name).toBe('login');
		expect(transport.opened).toEqual(['>gateway', 'gateway>login', 'gateway>login']);
		expect(closed).toEqual([]);
	});

	test('a later hop fails, and nobody needs the cluster: the earlier ones are given back', async () => {
		const {link, closed, news} = linked({isWanted: false, faults: new Map([['login', down]])});
		await expect(link.get()).rejects.toThrow('cannot be reached');
		await settled();
		expect(closed).toEqual(['gateway']);
		expect(ofType(news)).toEqual(['down']);
	});

	test('a cluster without a host is not tried for ever', async () => {
		const {link, clock} = linked({chain: []});
		await expect(link.get()).rejects.toMatchObject({kind: 'config'});
		expect(clock.pauses).toEqual([]);
	});

	test('whoever gave up waiting does not stop the others', async () => {
		const {link} = linked();
		const controller = new AbortController();
		const impatient = link.get(controller.signal);
		const patient = link.get();
		controller.abort(new Fault('cancelled', 'changed my mind'));
		await expect(impatient).rejects.toThrow('changed my mind');
		expect((await patient).hop.name).toBe('login');
	});

	test('closed: given back in reverse, and the news are over', async () => {
		const {link, closed, news} = linked();
		await link.get();
		link.close();
		await settled();
		expect(closed).toEqual(['login', 'gateway']);
		expect(ofType(news)).toEqual(['up']);
		expect(link.current).toBeUndefined();
	});
});

describe('one more hop, to a node', () => {
	test('over the login host; whoever took it gives it back', async () => {
		const {link, transport, closed} = linked();
		await link.get();
		const node = await link.openNode(hopNamed('iris-013'), new AbortController().signal);
		expect(transport.opened.at(-1)).toBe('login>iris-013');
		node.release();
		await settled();
		expect(closed).toEqual(['iris-013']);
	});

	test('not while the way is down', async () => {
		const {link} = linked();
		const opening = link.openNode(hopNamed('iris-013'), new AbortController().signal);
		await expect(opening).rejects.toMatchObject({kind: 'link'});
	});
});

test('closed while it opens: what comes is given back, nothing is told and nothing is tried', async () => {
	const {link, clock, news, closed} = linked();
	const opening = link.get();
	link.close();
	await expect(opening).rejects.toMatchObject({kind: 'cancelled'});
	await clock.advance(3_600_000);
	expect(news).toEqual([]);
	expect(closed.length).toBeLessThanOrEqual(1);
	expect(clock.pauses).toEqual([]);
});
