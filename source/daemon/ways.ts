import {candidatesFor, parseAddressChoice} from '../core/address-choice.js';
import {Fault} from '../core/fault.js';
import type {NodeReport} from '../core/node-report.js';
import {type Place, placeName} from '../core/place.js';
import {type PlannedWay, planElsewhere, planWays} from '../core/plan-ways.js';
import type {SchedulerDriver} from '../core/scheduler.js';
import type {Session, Tunnel} from '../core/session.js';
import type {RouteDriver} from '../core/way.js';
import type {Configuration} from './configuration.js';
import {pick, type Registry} from './registry.js';

/** Checks the words for address and route before anything is done. Throws `usage` with what there is. */
export function checkChoices(choices: {readonly address: string; readonly route: string}, registry: Registry): void {
	parseAddressChoice(choices.address, [...registry.addresses.values()]);
	routesFor(choices.route, registry);
}

/** The ways to try for a tunnel of a session whose node is known, best first. */
export function waysFor(
	session: Session,
	tunnel: Pick<Tunnel, 'far' | 'remotePort'>,
	scheduler: SchedulerDriver,
	options: {readonly registry: Registry; readonly configuration: Configuration},
): readonly PlannedWay[] {
	const {registry, configuration} = options;
	const {node, request} = session;
	if (node === null) {
		throw new Fault('bug', `the node of session ${session.id} is not known yet`);
	}

	const isNearby = request.address === 'auto' || request.address === 'loopback';
	const isHere = scheduler.jobsRunOnLoginHost === true && isNearby && !['jump', 'direct'].includes(request.route);
	const place = placeOf(tunnel);
	if (place !== null) {
		return isHere ? [onLoginHost(place, request.route)] : elsewhere(place, session, node, registry);
	}

	const port = tunnel.remotePort ?? 0;
	if (isHere) {
		return [onLoginHost({host: '127.0.0.1', port}, request.route)];
	}

	const addresses = [...registry.addresses.values()];
	return planWays({
		candidates: candidatesFor(parseAddressChoice(request.address, addresses), node, addresses),
		routes: routesFor(request.route, registry),
		node,
		port,
		remembered: request.address === 'auto' ? configuration.rememberedWay(request.cluster) : null,
	});
}

/** What is no port of the node's addresses; null: it is one. */
function placeOf({far}: Pick<Tunnel, 'far'>): Place | null {
	switch (far.type) {
		case 'app':
		case 'port':
			return null;
		case 'host':
			return {host: far.host, port: far.port};
		case 'unix':
			return {path: far.path};
		case 'socks':
			return {anywhere: true};
	}
}

/** By the session's own route; where that cannot lead there (a Unix socket of the node), by one that can. */
function elsewhere(place: Place, session: Session, node: NodeReport, registry: Registry): readonly PlannedWay[] {
	const {route} = session.request;
	const [open] = session.tunnels.flatMap(({far, way}) => (far.type === 'app' && way !== null ? [way.route] : []));
	// Where each connection may ask for another place, none can be tried: it goes as the app's own do.
	const chosen = 'anywhere' in place && route === 'auto' && open !== undefined ? open : route;
	const ways = planElsewhere(place, routesFor(chosen, registry), node);
	return ways.length > 0 ? ways : planElsewhere(place, routesFor('auto', registry), node);
}

/** Where jobs run on the very host that we are logged in to, its loopback is the node's. */
function onLoginHost(place: Place, route: string): PlannedWay {
	const candidate = {address: 'loopback', host: placeName(place), interfaceName: null, rank: 0};
	return route === 'exec'
		? {candidate, route, plan: {via: 'command', ...place}, round: 0}
		: {candidate, route: 'forward', plan: {via: 'last-hop', ...place}, round: 0};
}

function routesFor(choice: string, registry: Registry): readonly RouteDriver[] {
	if (choice !== 'auto') {
		return [pick(registry.routes, 'route', choice)];
	}

	return [...registry.routes.values()]
		.filter(route => route.autoOrder !== null)
		.toSorted((one, other) => (one.autoOrder ?? 0) - (other.autoOrder ?? 0));
}
