import {onTestFinished} from 'vitest';
import type {Cluster} from '../../../source/core/cluster.js';
import {Fault} from '../../../source/core/fault.js';
import type {Hop} from '../../../source/core/link.js';
import {createClusterLink, type LinkNews} from '../../../source/daemon/cluster-link.js';
import {createHopPool, type HopPool} from '../../../source/daemon/hop-pool.js';
import {cluster as sample} from './cluster.js';
import {fakeClock} from './fake-clock.js';
import {hopNamed, type ScriptedLink, scriptedLink, scriptedTransport} from './scripted-link.js';

export type Setting = {
	isWanted: boolean;
	/** What a hop of that name ends with instead of opening. */
	faults: Map<string, Fault>;
	chain: readonly Hop[];
};

/** A link that a test drives: its hops, the clock, and all that it did and told. */
export function linked(some: Partial<Setting> = {}, cluster: Cluster = sample(), pool: HopPool = createHopPool()) {
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

export const down = new Fault('link', 'gateway cannot be reached', {retry: 'later', facts: {hop: 'gateway'}});
export const denied = new Fault('auth', 'gateway: permission denied', {retry: 'after-user', facts: {hop: 'gateway'}});
export const ofType = (news: readonly LinkNews[]) => news.map(each => each.type);
