import {describe, expect, test} from 'vitest';
import type {Link} from '../../source/core/link.js';
import type {WayPlan} from '../../source/core/way.js';
import type {ClusterLink} from '../../source/daemon/cluster-link.js';
import {openConfiguration} from '../../source/daemon/configuration.js';
import {createSite} from '../../source/daemon/site.js';
import {createTally} from '../../source/daemon/tally.js';
import {temporaryFolder} from '../core/shells.js';
import {cluster} from './support/cluster.js';
import {fakeClock} from './support/fake-clock.js';
import {fakeDriver} from './support/fake-scheduler.js';
import {hopNamed, scriptedLink} from './support/scripted-link.js';

/** A site whose link is what the test says; how often somebody wanted it opened, and where connections went. */
function siteWith(current: Link | undefined) {
	const folder = temporaryFolder();
	const logins: string[] = [];
	const link: ClusterLink = {
		current,
		gates: [],
		links: [],
		hops: ['login'],
		authentications: createTally(fakeClock()),
		countAuthentication: () => {},
		async get() {
			logins.push('login');
			return scriptedLink();
		},
		getUnlessRefused: () => link.get(),
		async openNode(hop) {
			logins.push(hop.name);
			return {link: scriptedLink({hop}), release: () => {}};
		},
		retryNow: () => {},
		status: () => ({
			state: 'idle',
			hops: [],
			since: null,
			retryAt: null,
			fault: null,
			roundTripMs: null,
			transport: null,
		}),
		close: () => {},
	};
	const site = createSite({
		cluster: cluster(),
		link,
		registry: {
			schedulers: new Map([['fake', fakeDriver]]),
			transports: new Map(),
			addresses: new Map(),
			routes: new Map(),
			apps: new Map(),
		},
		clock: fakeClock(),
		configuration: openConfiguration({config: folder, state: folder}),
		resolveNode: async node => hopNamed(node),
	});
	return {site, logins};
}

const forEver = new AbortController().signal;
const plans: readonly WayPlan[] = [
	{via: 'last-hop', host: '172.17.6.55', port: 1},
	{via: 'node', node: 'iris-013', host: '127.0.0.1', port: 1},
];

describe('while the way is down', () => {
	test.each(plans)('a connection ($via) does not log in by itself', async plan => {
		const {site, logins} = siteWith(undefined);
		await expect(site.dial(plan, forEver)).rejects.toMatchObject({kind: 'link', retry: 'later'});
		expect(logins).toEqual([]);
	});

	test('nor does a question to the scheduler', async () => {
		const {site, logins} = siteWith(undefined);
		await expect(site.ask({argv: ['fake', 'list']})).rejects.toMatchObject({kind: 'link'});
		expect([logins, site.schedulerCommands.total]).toEqual([[], 0]);
	});
});

describe('while it is up', () => {
	test('connections to one node share one login there', async () => {
		const {site, logins} = siteWith(scriptedLink());
		await Promise.all(plans.flatMap(plan => [site.dial(plan, forEver), site.dial(plan, forEver)]));
		expect(logins).toEqual(['iris-013']);
	});

	test('questions to the scheduler are counted', async () => {
		const {site} = siteWith(scriptedLink());
		await site.ask({argv: ['fake', 'list']});
		expect(site.schedulerCommands.total).toBe(1);
	});
});
