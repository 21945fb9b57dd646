import type {Clock} from '../core/clock.js';
import type {Cluster} from '../core/cluster.js';
import {Fault} from '../core/fault.js';
import type {Hop} from '../core/link.js';
import type {Limits, SchedulerDriver} from '../core/scheduler.js';
import type {Session} from '../core/session.js';
import type {Trial} from '../core/way.js';
import type {ClusterTest, ClusterTestStep} from '../wire/calls.js';
import type {Configuration} from './configuration.js';
import {gateOf} from './gate.js';
import type {HopPool, SharedLink} from './hop-pool.js';
import {namingCluster} from './login-hint.js';
import {measure} from './measure.js';
import type {Prompts} from './prompts.js';
import type {Registry} from './registry.js';
import type {Site} from './site.js';
import type {TransportChoice} from './transport-choice.js';
import {waysFor} from './ways.js';

export type ClusterTestOptions = {
	readonly cluster: Cluster;
	readonly site: Site;
	readonly pool: HopPool;
	readonly prompts: Prompts;
	readonly clock: Clock;
	readonly registry: Registry;
	readonly configuration: Configuration;
	readonly choose: (hops: readonly Hop[]) => TransportChoice;
	readonly resolve: () => Promise<readonly Hop[]>;
	/** A session whose node is known, to try its addresses; undefined: there is none. */
	readonly sample: Session | undefined;
	readonly note: (line: string) => void;
	/** Told of each step twice: when it begins (`step` null), and when it is done. */
	readonly onStep: (name: string, step: ClusterTestStep | null) => void;
	readonly signal: AbortSignal;
};

/** Connects hop by hop, names the scheduler and its limits, tries a node's addresses, and says what each step took. */
export async function testCluster(options: ClusterTestOptions): Promise<ClusterTest> {
	const steps: ClusterTestStep[] = [];
	const taken: SharedLink[] = [];
	const done = (found: Partial<ClusterTest>): ClusterTest => ({
		cluster: options.cluster.name,
		ok: steps.every(({ok}) => ok),
		steps,
		hops: taken.map(({link}) => link.hop.name),
		scheduler: null,
		others: [],
		limits: null,
		addresses: [],
		...found,
	});
	const step = stepper(steps, options);
	try {
		const hops = await step('configuration', options.resolve, describeHops);
		if (hops === null) {
			return done({});
		}

		const choice = await step('transport', async () => options.choose(hops), describeChoice);
		if (choice === null) {
			return done({});
		}

		for (const hop of hops) {
			const shared = await step(
				`hop ${hop.name}`,
				() => takeHop(hop, taken.at(-1), choice, options),
				({link}) => `logged in as ${link.hop.user}${byWhom(hop, taken.at(-1))}`,
			);
			if (shared === null) {
				return done({});
			}

			taken.push(shared);
		}

		await options.site.link.get();
		const answered =
			options.cluster.scheduler === 'auto' ? await step('schedulers', () => answersOf(options), describeAll) : [];
		const driver = await step(
			'scheduler',
			() => options.site.scheduler(),
			found => found.title,
		);
		const version = driver === null ? null : await versionOf(driver, options, step);
		const limits =
			driver?.limits === undefined ? null : await step('limits', () => limitsOf(driver, options), describeLimits);
		const addresses = driver === null ? [] : await tryAddresses(driver, options, steps);
		return done({
			scheduler: driver === null || version === null ? null : {name: driver.name, version},
			others: (answered ?? []).flatMap(({name, version: its}) => (name === driver?.name ? [] : [{name, version: its}])),
			limits,
			addresses,
		});
	} finally {
		for (const shared of taken.reverse()) {
			shared.release();
		}
	}
}

type Step = <Value>(
	name: string,
	act: () => Promise<Value>,
	describe: (value: Value) => string,
) => Promise<Value | null>;

function stepper(steps: ClusterTestStep[], {clock, onStep}: Pick<ClusterTestOptions, 'clock' | 'onStep'>): Step {
	return async (name, act, describe) => {
		const begin = clock.now();
		const done = (found: Pick<ClusterTestStep, 'ok' | 'text' | 'fault'>) => {
			const step = {name, milliseconds: clock.now() - begin, ...found};
			steps.push(step);
			onStep(name, step);
		};
		onStep(name, null);
		try {
			const value = await act();
			done({ok: true, text: describe(value), fault: null});
			return value;
		} catch (error) {
			const fault = Fault.from(error);
			done({ok: false, text: fault.message, fault: fault.toDocument()});
			return null;
		}
	};
}

const describeChoice = ({transport, why}: TransportChoice): string => `${transport.name}: ${why}`;

async function takeHop(
	hop: Hop,
	over: SharedLink | undefined,
	{transport}: TransportChoice,
	options: ClusterTestOptions,
): Promise<SharedLink> {
	const {prompts, cluster, note, pool, site, signal} = options;
	const ask = prompts.askerFor(cluster.name, gateOf(hop));
	try {
		return await pool.take({transport, hop, over, ask, note, onAuthenticated: site.link.countAuthentication}, signal);
	} catch (error) {
		throw namingCluster(error, cluster.name);
	}
}

function describeHops(hops: readonly Hop[]): string {
	return hops
		.map((hop, index) => {
			const {name, user, host, port} = hop;
			return `${name} (${user}@${host}:${port}${nestedIn(hop, hops[index - 1]?.name)})`;
		})
		.join(' > ');
}

const byWhom = (hop: Hop, over: SharedLink | undefined): string => nestedIn(hop, over?.link.hop.name);

/** Who logs in to a nested hop: not this machine. */
const nestedIn = ({join}: Hop, before: string | undefined): string =>
	join === 'nested' && before !== undefined ? `, by the ssh of ${before}` : '';

type Answered = {readonly name: string; readonly title: string; readonly version: string};

/** Every scheduler that says it is there: commands of one may be imitations of another's. */
async function answersOf({site}: ClusterTestOptions): Promise<readonly Answered[]> {
	return (await site.detect()).flatMap(({driver: {name, title}, probe}) =>
		probe.found ? [{name, title, version: probe.version}] : [],
	);
}

function describeAll([picked, ...others]: readonly Answered[]): string {
	if (picked === undefined) {
		return 'none answered';
	}

	const rest = others.map(({title, version}) => `${title} ${version}`);
	return `${picked.title} ${picked.version}${rest.length === 0 ? '; no other answered' : `; also answered: ${rest.join(', ')}`}`;
}

async function versionOf(driver: SchedulerDriver, {site}: ClusterTestOptions, step: Step): Promise<string | null> {
	return step(
		'version',
		async () => {
			const probe = driver.probe.read(await site.ask(driver.probe.plan()));
			if (!probe.found) {
				throw new Fault('remote', `${driver.title} does not answer`, {facts: {said: probe.why}});
			}

			return probe.version;
		},
		version => version,
	);
}

async function limitsOf(driver: SchedulerDriver, {site}: ClusterTestOptions): Promise<Limits> {
	if (driver.limits === undefined) {
		throw new Fault('unsupported', `${driver.title} tells no limits`);
	}

	return driver.limits.read(await site.ask(driver.limits.plan()));
}

function describeLimits({queues, accounts}: Limits): string {
	const names = queues.map(queue => (queue.isDefault ? `${queue.name} (default)` : queue.name));
	return `queues: ${names.join(', ') || 'none'}; accounts: ${accounts.join(', ') || 'not told'}`;
}

/** Which of a live node's addresses answer: each is heard to its end. */
async function tryAddresses(
	driver: SchedulerDriver,
	options: ClusterTestOptions,
	steps: ClusterTestStep[],
): Promise<readonly Trial[]> {
	const {sample, clock, site} = options;
	const tunnel = sample?.tunnels.find(({far, remotePort}) => far.type === 'app' && remotePort !== null);
	if (sample === undefined || tunnel === undefined) {
		return [];
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
	steps.push(step);
	options.onStep(step.name, step);
	return trials;
}
