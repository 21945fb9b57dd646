import {candidatesFor, parseAddressChoice} from '../core/address-choice.js';
import {Fault} from '../core/fault.js';
import {type PlannedWay, planWays} from '../core/plan-ways.js';
import type {SchedulerDriver} from '../core/scheduler.js';
import type {Session} from '../core/session.js';
import type {RouteDriver} from '../core/way.js';
import type {Configuration} from './configuration.js';
import {pick, type Registry} from './registry.js';

/** Checks the words for address and route before anything is done. Throws `usage` with what there is. */
export function checkChoices(choices: {readonly address: string; readonly route: string}, registry: Registry): void {
	parseAddressChoice(choices.address, [...registry.addresses.values()]);
	routesFor(choices.route, registry);
}

/** The ways to try for a port of a session whose node is known, best first. */
export function waysFor(
	session: Session,
	port: number,
	scheduler: SchedulerDriver,
	options: {readonly registry: Registry; readonly configuration: Configuration},
): readonly PlannedWay[] {
	const {registry, configuration} = options;
	const {node, request} = session;
	if (node === null) {
		throw new Fault('bug', `the node of session ${session.id} is not known yet`);
	}

	const isNearby = request.address === 'auto' || request.address === 'loopback';
	if (scheduler.jobsRunOnLoginHost === true && isNearby && request.route !== 'jump') {
		return [onLoginHost(port, request.route)];
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

/** Where jobs run on the very host that we are logged in to, its loopback is the node's. */
function onLoginHost(port: number, route: string): PlannedWay {
	const host = '127.0.0.1';
	const candidate = {address: 'loopback', host, interfaceName: null, rank: 0};
	return route === 'exec'
		? {candidate, route, plan: {via: 'command', host, port}, round: 0}
		: {candidate, route: 'forward', plan: {via: 'last-hop', host, port}, round: 0};
}

function routesFor(choice: string, registry: Registry): readonly RouteDriver[] {
	if (choice !== 'auto') {
		return [pick(registry.routes, 'route', choice)];
	}

	return [...registry.routes.values()]
		.filter(route => route.autoOrder !== null)
		.toSorted((one, other) => (one.autoOrder ?? 0) - (other.autoOrder ?? 0));
}
