import {connectFromHere} from '../../drivers/transports/common/connect-from-here.js';
import type {Clock} from '../core/clock.js';
import type {Cluster} from '../core/cluster.js';
import type {Command, Outcome} from '../core/command.js';
import {Fault} from '../core/fault.js';
import type {Asker, ByteStream, Endpoint, Hop, Link} from '../core/link.js';
import type {SchedulerDriver} from '../core/scheduler.js';
import {requireSetUp, twistCommand} from '../core/twists.js';
import type {WayPlan} from '../core/way.js';
import type {ClusterLink} from './cluster-link.js';
import type {Configuration} from './configuration.js';
import {type Detected, detect} from './detection.js';
import type {SharedLink} from './hop-pool.js';
import {findLoginHost} from './login-host.js';
import {pick, type Registry} from './registry.js';
import {createTally, type Tally} from './tally.js';

export type SiteOptions = {
	readonly cluster: Cluster;
	readonly link: ClusterLink;
	readonly registry: Registry;
	readonly configuration: Configuration;
	readonly clock: Clock;
	readonly resolveNode: (node: string) => Promise<Hop>;
};

/** One cluster at work: its link, its scheduler, and the ways to its nodes, shared by all of its sessions. */
export type Site = {
	readonly cluster: Cluster;
	readonly link: ClusterLink;
	/** The scheduler that serves this cluster; `auto` asks once and remembers. */
	scheduler(): Promise<SchedulerDriver>;
	/** Asks for every scheduler anew: the one to believe comes first. */
	detect(): Promise<readonly Detected[]>;
	/** Runs a scheduler's command on the login host as the site wants it (its twists), and counts it. */
	ask(command: Command, signal?: AbortSignal): Promise<Outcome>;
	/** A session without a scheduler is about to begin: it is on this very host that it must be found again. */
	settle(signal: AbortSignal): Promise<void>;
	/** A connection to the far end of a way. */
	dial(plan: WayPlan, signal: AbortSignal): Promise<ByteStream>;
	/**
	 * A login on a node, shared with all who want one there. `isAlone`: it must do without the person, for there may be another
	 * way in; and a refusal of a moment ago is not believed.
	 */
	node(name: string, isAlone: boolean): Promise<Link>;
	/** A connection to the sshd of a node, for somebody else to log in there. */
	knock(node: string, signal: AbortSignal): Promise<{readonly stream: ByteStream; readonly hop: Hop}>;
	/** How often the scheduler was asked, by whatever command. */
	readonly schedulerCommands: Tally;
	close(): void;
};

/** A node may refuse the login for a moment right after the job started (pam_slurm_adopt): it is asked anew after this. */
const NODE_REFUSAL_MS = 5000;

/** Puts a cluster to work; nothing is connected before it is asked for. */
export function createSite(options: SiteOptions): Site {
	const {cluster, link, registry, configuration, clock} = options;
	const nodes = new Map<string, {readonly opening: Promise<SharedLink>; failedAt: number | null}>();
	const life = new AbortController();
	let scheduler: Promise<SchedulerDriver> | undefined;
	const schedulerCommands = createTally(clock);

	return {
		cluster,
		link,
		schedulerCommands,
		scheduler: findOnce,
		detect: detectAll,
		ask,
		async settle(signal) {
			configuration.rememberLoginHost(cluster.name, await findLoginHost(link.links, signal));
		},
		async dial(plan, signal) {
			// A connection never logs in by itself: the way is sought once, with its own pauses, for all who wait for it.
			const endpoint = endpointOf(plan);
			if (plan.via === 'none') {
				return connectFromHere('this machine', endpoint, signal);
			}

			const near = upLink();
			switch (plan.via) {
				case 'last-hop':
					return near.connect(endpoint, signal);
				case 'node':
					return (await openNode(plan.node)).connect(endpoint, signal);
				case 'command':
					return near.carry(endpoint, signal);
			}
		},
		node(name, isAlone) {
			if (nodes.get(name)?.failedAt != null) {
				nodes.delete(name);
			}

			return openNode(name, isAlone ? async () => undefined : undefined);
		},
		async knock(name, signal) {
			const near = await link.get(signal);
			const driver = await findOnce();
			// Where jobs run on the login host itself, its sshd is the node's.
			const isHere = driver.jobsRunOnLoginHost === true;
			const hop = isHere ? near.hop : await options.resolveNode(name);
			const place = {host: isHere ? 'localhost' : hop.host, port: hop.port};
			const stream = await (cluster.route === 'exec' ? near.carry(place, signal) : near.connect(place, signal));
			return {stream, hop};
		},
		close() {
			life.abort(new Fault('cancelled', `${cluster.name} is closed`));
			for (const {opening} of nodes.values()) {
				opening.then(
					shared => shared.release(),
					() => undefined,
				);
			}

			link.close();
		},
	};

	function upLink(): Link {
		if (link.current === undefined) {
			throw new Fault('link', `the way to ${cluster.name} is down`, {retry: 'later'});
		}

		return link.current;
	}

	async function ask(command: Command, signal?: AbortSignal): Promise<Outcome> {
		const near = upLink();
		schedulerCommands.count();
		return requireSetUp(await near.run(twistCommand(command, cluster.twists), signal), cluster.name);
	}

	function detectAll(): Promise<readonly Detected[]> {
		return detect(registry.schedulers.values(), command => ask(command));
	}

	function findOnce(): Promise<SchedulerDriver> {
		scheduler ??= findScheduler().catch((error: unknown) => {
			scheduler = undefined;
			throw error;
		});
		return scheduler;
	}

	async function findScheduler(): Promise<SchedulerDriver> {
		const name = cluster.scheduler === 'auto' ? configuration.rememberedScheduler(cluster.name) : cluster.scheduler;
		if (name !== null) {
			return pick(registry.schedulers, 'scheduler', name);
		}

		await link.get();
		const [first, ...others] = await detectAll();
		if (first?.probe.found !== true) {
			const names = [first, ...others].map(each => each?.driver.name ?? '').join('|');
			throw new Fault('config', `no scheduler was found on ${cluster.host}`, {
				hint: `where it has one, name it: --scheduler ${names}, or what it needs: --scheduler-setup 'module load slurm'; a dev node or workstation without one: --scheduler host`,
			});
		}

		const found = first.driver;
		configuration.rememberScheduler(cluster.name, found.name);
		return found;
	}

	async function openNode(name: string, ask?: Asker): Promise<Link> {
		const known = nodes.get(name);
		const isUsable = known !== undefined && (known.failedAt === null || clock.now() - known.failedAt < NODE_REFUSAL_MS);
		const entry = isUsable ? known : openAnew(name, ask);
		return (await entry.opening).link;
	}

	function openAnew(
		name: string,
		ask: Asker | undefined,
	): {readonly opening: Promise<SharedLink>; failedAt: number | null} {
		const opening = options.resolveNode(name).then(hop => link.openNode(hop, life.signal, ask));
		const entry: {readonly opening: Promise<SharedLink>; failedAt: number | null} = {opening, failedAt: null};
		nodes.set(name, entry);
		opening.then(
			shared => {
				void shared.link.closed.then(() => {
					shared.release();
					if (nodes.get(name) === entry) {
						nodes.delete(name);
					}
				});
			},
			() => {
				entry.failedAt = clock.now();
			},
		);
		return entry;
	}
}

function endpointOf(plan: WayPlan): Endpoint {
	if ('anywhere' in plan) {
		throw new Fault('bug', 'a way to anywhere was taken without saying where');
	}

	return 'path' in plan ? {path: plan.path} : {host: plan.host, port: plan.port};
}
