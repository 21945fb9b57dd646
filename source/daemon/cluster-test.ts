import type {Cluster} from '../core/cluster.js';
import {Fault} from '../core/fault.js';
import type {Hop} from '../core/link.js';
import type {Limits, SchedulerDriver} from '../core/scheduler.js';
import type {ClusterTest, ClusterTestStep} from '../wire/calls.js';
import {type AddressTrialsOptions, tryAddresses} from './address-trials.js';
import {gateOf} from './gate.js';
import type {HopPool, SharedLink} from './hop-pool.js';
import {namingCluster} from './login-hint.js';
import type {Prompts} from './prompts.js';
import type {TransportChoice} from './transport-choice.js';

export type ClusterTestOptions = AddressTrialsOptions & {
	readonly cluster: Cluster;
	readonly pool: HopPool;
	readonly prompts: Prompts;
	readonly choose: (hops: readonly Hop[]) => TransportChoice;
	readonly resolve: () => Promise<readonly Hop[]>;
	readonly note: (line: string) => void;
	/** Told of each step twice: when it begins (`step` null), and when it is done. */
	readonly onStep: (name: string, step: ClusterTestStep | null) => void;
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
		const tried = driver === null ? null : await tryAddresses(driver, options);
		if (tried !== null) {
			steps.push(tried.step);
			options.onStep(tried.step.name, tried.step);
		}

		return done({
			scheduler: driver === null || version === null ? null : {name: driver.name, version},
			others: (answered ?? []).flatMap(({name, version: its}) => (name === driver?.name ? [] : [{name, version: its}])),
			limits,
			addresses: tried?.trials ?? [],
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
