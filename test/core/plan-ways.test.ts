import {describe, expect, test} from 'vitest';
import type {Place} from '../../source/core/place.js';
import {planElsewhere, planWays, wayFrom} from '../../source/core/plan-ways.js';
import type {AddressCandidate, RouteDriver} from '../../source/core/way.js';
import {started} from './samples.js';

const {node} = started();

function candidate(address: string, host: string, rank: number): AddressCandidate {
	return {address, host, interfaceName: null, rank};
}

const loopback = candidate('loopback', '127.0.0.1', 100);
const fabric = candidate('infiniband', '172.17.6.55', 80);
const ethernet = candidate('interface', '10.0.0.5', 60);

const forward: RouteDriver = {
	name: 'forward',
	title: '',
	autoOrder: 1,
	plan: ({host}, _node, port) => (host === '127.0.0.1' ? null : {via: 'last-hop', host, port}),
	side: () => ({via: 'last-hop'}),
};
/** One more hop, then the node's own loopback, whatever the candidate. */
const jump: RouteDriver = {
	name: 'jump',
	title: '',
	autoOrder: 2,
	plan: (_candidate, {host}, port) => ({via: 'node', node: host, host: '127.0.0.1', port}),
	side: ({host}) => ({via: 'node', node: host}),
};

function plan(
	candidates: readonly AddressCandidate[],
	routes: readonly RouteDriver[],
	remembered: {address: string; route: string} | null = null,
): readonly string[] {
	return planWays({candidates, routes, node, port: 8888, remembered}).map(
		way => `${way.round} ${way.route} ${way.candidate.address}`,
	);
}

describe('which ways are tried, and in which order', () => {
	const all = [ethernet, loopback, fabric];
	test.each<[string, readonly string[], readonly string[]]>([
		[
			'routes in rounds, the better address first, each target once',
			plan(all, [forward, jump]),
			['0 forward infiniband', '0 forward interface', '1 jump interface'],
		],
		[
			'the routes decide the rounds',
			plan(all, [jump, forward]),
			['0 jump interface', '1 forward infiniband', '1 forward interface'],
		],
		[
			'what worked before comes first in its round',
			plan(all, [forward, jump], {address: 'interface', route: 'forward'}),
			['0 forward interface', '0 forward infiniband', '1 jump interface'],
		],
		[
			'also where its route is the later one',
			plan([loopback, fabric], [forward, jump], {address: 'loopback', route: 'jump'}),
			['0 jump loopback', '0 forward infiniband'],
		],
		[
			'what was remembered and is not there',
			plan([fabric], [forward], {address: 'public', route: 'forward'}),
			['0 forward infiniband'],
		],
		['a route that cannot use an address', plan([loopback], [forward]), []],
		['no address', plan([], [forward, jump]), []],
		['no route', plan(all, []), []],
	])('%s', (_what, planned, wanted) => {
		expect(planned).toEqual(wanted);
	});
});

describe('another place than the addresses of the node', () => {
	const plans = (place: Place) => planElsewhere(place, [forward, jump], node).map(way => way.plan);

	test('as the routes lead, in their order', () => {
		expect(plans({host: 'db', port: 5432})).toEqual([
			{via: 'last-hop', host: 'db', port: 5432},
			{via: 'node', node: node.host, host: 'db', port: 5432},
		]);
		expect(plans({anywhere: true})).toHaveLength(2);
	});

	test.each<Place>([{path: '/tmp/app.sock'}, {host: 'localhost', port: 80}, {host: '::1', port: 80}])(
		'what is the node’s own only from there: %j',
		place => {
			expect(plans(place)).toEqual([{via: 'node', node: node.host, ...place}]);
		},
	);
});

describe('the way as it is kept', () => {
	const hops = ['gateway', 'login'];
	const planned = {candidate: fabric, route: 'x', round: 0};
	test.each([
		[{via: 'last-hop', host: 'h', port: 1} as const, hops],
		[{via: 'command', host: 'h', port: 1} as const, hops],
		[{via: 'node', node: 'iris-013', host: '127.0.0.1', port: 1} as const, ['gateway', 'login', 'iris-013']],
		[{via: 'none', host: 'h', port: 1} as const, []],
	])('$via', (wayPlan, wanted) => {
		expect(wayFrom({...planned, plan: wayPlan}, hops)).toEqual({
			address: 'infiniband',
			route: 'x',
			plan: wayPlan,
			hops: wanted,
		});
	});
});
