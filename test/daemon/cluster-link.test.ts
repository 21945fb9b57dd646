import {describe, expect, onTestFinished, test} from 'vitest';
import type {Cluster} from '../../source/core/cluster.js';
import {Fault} from '../../source/core/fault.js';
import type {Hop} from '../../source/core/link.js';
import {createClusterLink, type LinkNews} from '../../source/daemon/cluster-link.js';
import {createHopPool, type HopPool} from '../../source/daemon/hop-pool.js';
import {cluster as sample} from './support/cluster.js';
import {fakeClock, settled} from './support/fake-clock.js';
import {hopNamed, type ScriptedLink, scriptedLink, scriptedTransport} from './support/scripted-link.js';

type Setting = {
	isWanted: boolean;
	/** What a hop of that name ends with instead of opening. */
	faults: Map<string, Fault>;
	chain: readonly Hop[];
};

function linked(some: Partial<Setting> = {}, cluster: Cluster = sample(), pool: HopPool = createHopPool()) {
	const setting: Setting = {
		isWanted: true,
		faults: new Map(),
		chain: [hopNamed('gateway'), hopNamed('login')],
		...some,
	};
	const clock = fakeClock();
	const begin = clock.now();
	const closed: string[] = [];
	const tries: number[] = [];
	const news: LinkNews[] = [];
	const transport = scriptedTransport(({hop}): ScriptedLink => {
		const fault = setting.faults.get(hop.name);
		if (hop.name === setting.chain[0]?.name) {
			tries.push((clock.now() - begin) / 1000);
		}

		if (fault !== undefined) {
			throw fault;
		}

		const link = scriptedLink({hop});
		const close = link.close;
		return Object.assign(Object.create(link) as ScriptedLink, {
			async close() {
				closed.push(hop.name);
				await close();
			},
		});
	});
	const link = createClusterLink({
		cluster,
		clock,
		choose: () => ({transport, why: 'the test says so'}),
		pool,
		askerAt: () => async () => undefined,
		note: () => {},
		resolve: async () => setting.chain,
		isWanted: () => setting.isWanted,
		onNews: each => news.push(each),
	});
	onTestFinished(() => link.close());
	return {link, clock, transport, news, closed, tries, setting};
}

const down = new Fault('link', 'gateway cannot be reached', {retry: 'later', facts: {hop: 'gateway'}});
const denied = new Fault('auth', 'gateway: permission denied', {retry: 'after-user', facts: {hop: 'gateway'}});
const ofType = (news: readonly LinkNews[]) => news.map(each => each.type);

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
