import {portOf} from '../core/app-ports.js';
import type {Clock} from '../core/clock.js';
import {Fault} from '../core/fault.js';
import type {ByteStream} from '../core/link.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import {type PlannedWay, wayFrom} from '../core/plan-ways.js';
import type {Session, Tunnel} from '../core/session.js';
import type {Trial} from '../core/way.js';
import type {Configuration} from './configuration.js';
import type {Door} from './door.js';
import {measure, trialPlace} from './measure.js';
import {askApp, isSecure} from './readiness.js';
import {pick, type Registry} from './registry.js';
import type {Site} from './site.js';
import type {SessionStore} from './store.js';
import {waysFor} from './ways.js';

/** Between two questions whether the app answers: quick enough that `ready` follows within a second. */
const ASK_AGAIN: PauseRule = {firstMs: 150, factor: 1.4, maxMs: 800};
/** After a minute of asking, an app that is still silent is asked less often. */
const ASK_AGAIN_LATER: PauseRule = {firstMs: 1500, factor: 1.5, maxMs: 15_000};
const IMPATIENT_TRIES = 80;
/** A port that nobody has to serve is most often not served at all. Whoever comes to its local end makes us look at once. */
const ASK_OPTIONAL_LATER: PauseRule = {firstMs: 1500, factor: 2, maxMs: 120_000};
const OPTIONAL_TRIES = 10;
const ANSWER_MS = 5000;
/** An address that kept silent is given another chance only now and then: each try costs seconds. */
const SILENT_AGAIN = 8;
/** While an address refuses, the app is most likely starting: only after so many tries is another route worth a login. */
const REFUSALS_BEFORE_OTHER_ROUTES = 20;
/** A way that does not lead to the app so many times in a row is measured anew. */
const FAILURES_BEFORE_MEASURING = 3;

export type TunnelKeeperOptions = {
	readonly store: SessionStore;
	readonly site: Site;
	readonly registry: Registry;
	readonly configuration: Configuration;
	readonly clock: Clock;
};

/** One tunnel of a session, and those who wait at its local end. */
export type TunnelPlace = {readonly id: string; readonly name: string; readonly door: Door};

/**
 * Brings one tunnel to `open`: finds the way, then asks the app through the tunnel's own local end until it answers and
 * is ours. Returns when it is open, or when there is nothing to reach any more; the signal ends it early.
 */
export async function bringUp(place: TunnelPlace, options: TunnelKeeperOptions, signal: AbortSignal): Promise<void> {
	const {id, name, door} = place;
	const evidence = new Map<string, Trial>();
	let failures = 0;
	for (let attempt = 0; !signal.aborted; attempt++) {
		const reachable = reachableTunnel(options.store, id, name);
		if (reachable === null) {
			return;
		}

		const {session, tunnel} = reachable;
		const isWanted = tunnel.isRequired || door.isAwaited;
		const search = {
			attempt,
			evidence,
			mayLogIn: tunnel.far.type !== 'app' || (isWanted && attempt >= REFUSALS_BEFORE_OTHER_ROUTES),
		};
		const hasWay = tunnel.way !== null || (await findWay(session, tunnel, search, options, signal));
		if (hasWay) {
			const complaint = await question(session, name, options, signal);
			if (complaint === null) {
				settle(id, name, options);
				return;
			}

			failures += 1;
			options.store.record(id, {type: 'faltered', tunnel: name, said: complaint});
			if (failures % FAILURES_BEFORE_MEASURING === 0) {
				options.store.record(id, {type: 'measured', tunnel: name, way: null, trials: [...evidence.values()]});
			}
		}

		await door.rest(pauseAfter(attempt, tunnel.isRequired || door.isAwaited), signal);
	}
}

function pauseAfter(attempt: number, isWanted: boolean): number {
	const tries = isWanted ? IMPATIENT_TRIES : OPTIONAL_TRIES;
	const later = isWanted ? ASK_AGAIN_LATER : ASK_OPTIONAL_LATER;
	return attempt < tries
		? pauseBefore(attempt, ASK_AGAIN, Math.random())
		: pauseBefore(attempt - tries, later, Math.random());
}

/** The session and its tunnel while the job runs and the way to the cluster is open; null otherwise. */
function reachableTunnel(store: SessionStore, id: string, name: string): {session: Session; tunnel: Tunnel} | null {
	const session = store.get(id);
	const tunnel = session?.tunnels.find(each => each.name === name);
	const isReachable =
		session?.node != null && session.exit === null && session.end === null && session.linkDown === null;
	return isReachable && tunnel !== undefined && isFarKnown(tunnel) && tunnel.localPort !== null
		? {session, tunnel}
		: null;
}

/** The number of an app's port comes with the job's record. */
function isFarKnown({far, remotePort}: Tunnel): boolean {
	return far.type !== 'app' || remotePort !== null;
}

type Search = {
	readonly attempt: number;
	readonly evidence: Map<string, Trial>;
	/** Whether ways that cost one more login are worth it. */
	readonly mayLogIn: boolean;
};

async function findWay(
	session: Session,
	tunnel: Tunnel,
	{attempt, evidence, mayLogIn}: Search,
	options: TunnelKeeperOptions,
	signal: AbortSignal,
): Promise<boolean> {
	const {store, site, clock} = options;
	let isFound = false;
	const tell = () => {
		const {way = null} = store.get(session.id)?.tunnels.find(each => each.name === tunnel.name) ?? {};
		store.record(session.id, {type: 'measured', tunnel: tunnel.name, way, trials: [...evidence.values()]});
	};
	try {
		const scheduler = await site.scheduler();
		const ways = waysFor(session, tunnel, scheduler, options).filter(
			way => attempt % SILENT_AGAIN === 0 || !isSilent(evidence.get(keyOf(way.route, trialPlace(way.plan).host))),
		);
		const [first] = ways;
		// What leads anywhere has nothing to try: each of its connections tries for itself.
		const winner =
			first !== undefined && 'anywhere' in first.plan
				? first
				: await measure({
						ways,
						clock,
						signal,
						beyondRefusal: mayLogIn,
						dial: (way: PlannedWay, trialSignal: AbortSignal): Promise<ByteStream> => site.dial(way.plan, trialSignal),
						onTrial(trial) {
							const key = keyOf(trial.route, trial.host);
							const isNews = evidence.get(key)?.verdict !== trial.verdict;
							evidence.set(key, trial);
							if (isNews && !signal.aborted) {
								tell();
							}
						},
					});
		isFound = winner !== null;
		if (winner !== null) {
			const way = wayFrom(winner, site.link.hops);
			store.record(session.id, {type: 'measured', tunnel: tunnel.name, way, trials: [...evidence.values()]});
		}
	} catch (error) {
		store.record(session.id, {type: 'faltered', tunnel: tunnel.name, said: Fault.from(error).message});
	}

	return isFound;
}

/** What stands against calling the app ready; null: nothing, it answered and is ours. */
async function question(
	session: Session,
	name: string,
	options: TunnelKeeperOptions,
	signal: AbortSignal,
): Promise<string | null> {
	const tunnel = options.store.get(session.id)?.tunnels.find(each => each.name === name);
	const app = pick(options.registry.apps, 'app', session.request.app);
	if (tunnel !== undefined && tunnel.far.type !== 'app') {
		return complaintOf(tunnel, options.site, signal);
	}

	const {settings} = session.request;
	const port = portOf(app, settings, name) ?? {name, kind: 'tcp', isRequired: true};
	if (tunnel === undefined) {
		return 'there is no such tunnel any more';
	}

	const asked = {port, tunnel, settings, secrets: session.secrets};
	if (tunnel.way?.plan.via === 'none' && !isSecure(asked)) {
		return 'the route direct is for what speaks TLS, and this port does not: nothing was sent to it (jupyter: --set tls=true)';
	}

	const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
	try {
		switch (await askApp(asked, limit)) {
			case 'ours':
				return null;
			case 'not-yet':
				return 'it is starting';
			case 'stranger':
				return 'something that is not ours answers on this port';
		}
	} catch (error) {
		return Fault.from(error).kind === 'bug' ? 'no answer yet' : Fault.from(error).message;
	}
}

/** A tunnel that somebody asked for: that its far end takes a connection is all there is to ask. */
async function complaintOf({way}: Tunnel, site: Site, signal: AbortSignal): Promise<string | null> {
	if (way === null || 'anywhere' in way.plan) {
		return null;
	}

	try {
		const stream = await site.dial(way.plan, AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]));
		stream.on('error', () => undefined);
		stream.destroy();
		return null;
	} catch (error) {
		return Fault.from(error).message;
	}
}

function settle(id: string, name: string, {store, configuration}: TunnelKeeperOptions): void {
	const session = store.record(id, {type: 'answered', tunnel: name});
	const {far, way = null} = session?.tunnels.find(tunnel => tunnel.name === name) ?? {};
	if (session === undefined || far?.type !== 'app' || way === null) {
		return;
	}

	// What somebody asked for says nothing about what is best.
	const {address, route} = session.request;
	if (address !== 'auto' || route !== 'auto') {
		return;
	}

	const remembered = configuration.rememberedWay(session.request.cluster);
	if (remembered?.address !== way.address || remembered.route !== way.route) {
		configuration.rememberWay(session.request.cluster, {address: way.address, route: way.route});
	}
}

function keyOf(route: string, host: string): string {
	return `${route} ${host}`;
}

function isSilent(trial: Trial | undefined): boolean {
	return trial !== undefined && trial.verdict !== 'refused' && trial.verdict !== 'open';
}
