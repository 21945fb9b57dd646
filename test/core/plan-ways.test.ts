import {describe, expect, test} from 'vitest';
import {planWays, wayFrom} from '../../source/core/plan-ways.js';
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
};
/** One more hop, then the node's own loopback, whatever the candidate. */
const jump: RouteDriver = {
	name: 'jump',
	title: '',
	autoOrder: 2,
	plan: (_candidate, {host}, port) => ({via: 'node', node: host, host: '127.0.0.1', port}),
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
