import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import type {Hop} from '../../source/core/link.js';
import {createHopPool, type SharedLink} from '../../source/daemon/hop-pool.js';
import {settled} from './support/fake-clock.js';
import {hopNamed, type ScriptedLink, scriptedLink, scriptedTransport} from './support/scripted-link.js';

const forEver = new AbortController().signal;

function pooled(transport = scriptedTransport()) {
	const pool = createHopPool();
	let logins = 0;
	const take = (hop: Hop, over?: SharedLink, signal = forEver) => {
		const ask = async () => undefined;
		const onAuthenticated = () => {
			logins += 1;
		};
		return pool.take({transport, hop, over, ask, note: () => {}, onAuthenticated}, signal);
	};
	return {pool, transport, take, logins: () => logins};
}

const gateway = hopNamed('gateway');
const login = hopNamed('login');

describe('sharing', () => {
	test('whoever wants the same hop gets the same link, and one login is made', async () => {
		const {pool, transport, take, logins} = pooled();
		const [one, other] = await Promise.all([take(gateway), take(gateway)]);
		const third = await take({...gateway, name: 'the same host by another name'});
		expect(one.link).toBe(other.link);
		expect(third.link).toBe(one.link);
		expect([transport.opened, pool.authentications, logins()]).toEqual([['>gateway'], 1, 1]);
	});

	test.each<[string, Partial<Hop>]>([
		['user', {user: 'other'}],
		['host', {host: 'elsewhere'}],
		['port', {port: 2222}],
		['key', {identities: ['/home/u/.ssh/other']}],
		['agent', {agent: '/run/agent'}],
		['way to come', {proxyCommand: 'nc gateway 22'}],
	])('another %s is another link', async (_what, some) => {
		const {transport, take} = pooled();
		await take(gateway);
		await take({...gateway, ...some});
		expect(transport.links).toHaveLength(2);
	});

	test('two clusters behind one gateway: the gateway once, each login host once', async () => {
		const {pool, transport, take} = pooled();
		for (const host of ['iris', 'aion', 'iris']) {
			await take(hopNamed(host), await take(gateway));
		}

		expect(transport.opened).toEqual(['>gateway', 'gateway>iris', 'gateway>aion']);
		expect(pool.authentications).toBe(3);
	});

	test('the same host by two ways is two links', async () => {
		const {transport, take} = pooled();
		await take(login);
		await take(login, await take(gateway));
		await take(login, await take(hopNamed('other')));
		expect(transport.opened).toEqual(['>login', '>gateway', 'gateway>login', '>other', 'other>login']);
	});
});

describe('giving back', () => {
	test('the last one closes it; giving back twice counts once', async () => {
		const {transport, take} = pooled();
		const one = await take(gateway);
		const other = await take(gateway);
		one.release();
		one.release();
		await settled();
		expect(transport.links[0]?.isClosed).toBe(false);
		other.release();
		await settled();
		expect(transport.links[0]?.isClosed).toBe(true);
	});

	test('whoever comes then gets a new one', async () => {
		const {transport, take} = pooled();
		(await take(gateway)).release();
		await take(gateway);
		expect(transport.links).toHaveLength(2);
	});

	test('a link that broke is not handed out again', async () => {
		const {transport, take} = pooled();
		const broken = await take(gateway);
		transport.links[0]?.fail();
		await settled();
		const fresh = await take(gateway);
		expect(fresh.link).not.toBe(broken.link);
		broken.release();
		await settled();
		expect(transport.links[1]?.isClosed).toBe(false);
	});
});

describe('failing', () => {
	test('all who wait hear it, and it is not remembered', async () => {
		let isDown = true;
		const transport = scriptedTransport(({hop}) => {
			if (isDown) {
				throw new Fault('auth', 'permission denied');
			}

			return scriptedLink({hop});
		});
		const {pool, take} = pooled(transport);
		const results = await Promise.allSettled([take(gateway), take(gateway)]);
		expect(results.map(result => result.status)).toEqual(['rejected', 'rejected']);
		expect([transport.opened, pool.authentications]).toEqual([['>gateway'], 0]);
		isDown = false;
		await take(gateway);
		expect([transport.opened.length, pool.authentications]).toEqual([2, 1]);
	});
});

describe('no longer wanted while it opens', () => {
	function slow() {
		const opening = Promise.withResolvers<ScriptedLink>();
		const signals: AbortSignal[] = [];
		const transport = scriptedTransport((_request, signal) => {
			signals.push(signal);
			return opening.promise;
		});
		return {opening, signals, ...pooled(transport)};
	}

	test('by one of two: the other one gets it', async () => {
		const {opening, signals, take} = slow();
		const controller = new AbortController();
		const impatient = take(gateway, undefined, controller.signal);
		const patient = take(gateway);
		controller.abort(new Fault('cancelled', 'changed my mind'));
		await expect(impatient).rejects.toThrow('changed my mind');
		expect(signals[0]?.aborted).toBe(false);
		const link = scriptedLink();
		opening.resolve(link);
		expect((await patient).link).toBe(link);
		expect(link.isClosed).toBe(false);
	});

	test('by everybody: the try is given up, and a link that comes all the same is closed', async () => {
		const {opening, signals, take} = slow();
		const controller = new AbortController();
		const impatient = take(gateway, undefined, controller.signal);
		controller.abort(new Fault('cancelled', 'changed my mind'));
		await expect(impatient).rejects.toThrow('changed my mind');
		expect(signals[0]?.aborted).toBe(true);
		const link = scriptedLink();
		opening.resolve(link);
		await settled();
		expect(link.isClosed).toBe(true);
	});
});
