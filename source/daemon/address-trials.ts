import type {Clock} from '../core/clock.js';
import type {SchedulerDriver} from '../core/scheduler.js';
import type {Session} from '../core/session.js';
import type {Trial} from '../core/way.js';
import type {ClusterTestStep} from '../wire/calls.js';
import type {Configuration} from './configuration.js';
import {measure} from './measure.js';
import type {Registry} from './registry.js';
import type {Site} from './site.js';
import {waysFor} from './ways.js';

export type AddressTrialsOptions = {
	readonly site: Site;
	readonly clock: Clock;
	readonly registry: Registry;
	readonly configuration: Configuration;
	/** A session whose node is known; undefined: there is none. */
	readonly sample: Session | undefined;
	readonly signal: AbortSignal;
};

/** Which of a live node's addresses answer: each is heard to its end. Null: there is no node to try. */
export async function tryAddresses(
	driver: SchedulerDriver,
	options: AddressTrialsOptions,
): Promise<{readonly step: ClusterTestStep; readonly trials: readonly Trial[]} | null> {
	const {sample, clock, site} = options;
	const tunnel = sample?.tunnels.find(({far, remotePort}) => far.type === 'app' && remotePort !== null);
	if (sample === undefined || tunnel === undefined) {
		return null;
	}

	const begin = clock.now();
	const trials: Trial[] = [];
	// All of its addresses, whatever its own session chose.
	const open = {...sample, request: {...sample.request, address: 'auto', route: 'auto'}};
	const ways = waysFor(open, tunnel, driver, options);
	const {promise: allHeard, resolve} = Promise.withResolvers<void>();
	await measure({
		// One round: the losers' reasons are what the person wants to see.
		ways: ways.map(way => ({...way, round: 0})),
		clock,
		signal: options.signal,
		beyondRefusal: true,
		dial: (way, signal) => site.dial(way.plan, signal),
		onTrial(trial) {
			trials.push(trial);
			if (trials.length === ways.length) {
				resolve();
			}
		},
	});
	await allHeard;
	const step = {
		name: `addresses of ${sample.node?.host ?? 'the node'}`,
		ok: trials.some(({verdict}) => verdict === 'open'),
		milliseconds: clock.now() - begin,
		text: trials
			.map(({route, host, interfaceName, verdict}) => `${route} ${interfaceName ?? ''} ${host}: ${verdict}`)
			.join('; '),
		fault: null,
	};
	return {step, trials};
}
