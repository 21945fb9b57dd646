import type {NodeReport} from './node-report.js';
import {type Place, placeName} from './place.js';
import type {Way} from './session.js';
import {isOwnHost} from './tunnel-far.js';
import type {AddressCandidate, RouteDriver, WayPlan} from './way.js';

/** A way that may be tried: the candidate, the route, and what the daemon has to do. */
export type PlannedWay = {
	readonly candidate: AddressCandidate;
	readonly route: string;
	readonly plan: WayPlan;
	readonly round: number;
};

/**
 * Every way worth trying, the best first. Ways of the same `round` are tried side by side; a later round only when none
 * of the earlier ones led anywhere. What worked on this cluster before comes first in its round.
 */
export function planWays(options: {
	readonly candidates: readonly AddressCandidate[];
	readonly routes: readonly RouteDriver[];
	readonly node: NodeReport;
	readonly port: number;
	readonly remembered: {readonly address: string; readonly route: string} | null;
}): readonly PlannedWay[] {
	const {candidates, routes, node, port, remembered} = options;
	const isRemembered = (address: string, route: string) =>
		remembered?.address === address && remembered.route === route;
	const ways = routes.flatMap((route, index) => {
		const planned = candidates.flatMap(candidate => {
			const plan = route.plan(candidate, node, port);
			const round = isRemembered(candidate.address, route.name) ? 0 : index;
			return plan === null ? [] : [{candidate, route: route.name, plan, round}];
		});
		return onePerTarget(planned);
	});
	return ways.toSorted(
		(one, other) =>
			one.round - other.round ||
			Number(isRemembered(other.candidate.address, other.route)) -
				Number(isRemembered(one.candidate.address, one.route)) ||
			other.candidate.rank - one.candidate.rank,
	);
}

/**
 * The ways to another place than the node's addresses, one a route, in their order. Its own loopback and its Unix sockets are
 * the node's own affair: there the node itself has to open the connection.
 */
export function planElsewhere(place: Place, routes: readonly RouteDriver[], node: NodeReport): readonly PlannedWay[] {
	const isForNode = 'path' in place || ('host' in place && isOwnHost(place.host));
	return routes.flatMap((route, round) => {
		const side = route.side(node);
		const candidate = {address: 'elsewhere', host: placeName(place), interfaceName: null, rank: 0};
		return side === null || (isForNode && side.via !== 'node')
			? []
			: [{candidate, route: route.name, plan: {...side, ...place}, round}];
	});
}

/** Several addresses behind one more hop lead to the same place: once is enough. */
function onePerTarget(ways: readonly PlannedWay[]): readonly PlannedWay[] {
	const seen = new Set<string>();
	return ways.filter(way => {
		const key = JSON.stringify(way.plan);
		const isNew = !seen.has(key);
		seen.add(key);
		return isNew;
	});
}

/** The way as it is kept with the session. */
export function wayFrom(planned: PlannedWay, hops: readonly string[]): Way {
	const {candidate, route, plan} = planned;
	return {
		address: candidate.address,
		route,
		plan,
		hops: plan.via === 'node' ? [...hops, plan.node] : plan.via === 'none' ? [] : hops,
	};
}
