import {jumpTo} from '../../drivers/transports/common/by-hand.js';
import type {Clock} from '../core/clock.js';
import type {Cluster} from '../core/cluster.js';
import {isLeftOver} from '../core/family.js';
import {Fault} from '../core/fault.js';
import type {Hop} from '../core/link.js';
import {checkedNode} from '../core/node-name.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import type {Session} from '../core/session.js';
import {lookAgain} from './adopt.js';
import {type Attendant, createAttendant, recordKey} from './attendant.js';
import {createClusterLink, type LinkNews} from './cluster-link.js';
import type {Configuration} from './configuration.js';
import {createFollower, type Follower} from './follower.js';
import {createFootholds, type Footholds} from './foothold.js';
import type {HopPool} from './hop-pool.js';
import {createJobWatch} from './job-watch.js';
import {atLoginHost} from './login-host.js';
import type {Prompts} from './prompts.js';
import type {Registry} from './registry.js';
import {createSite, type Site} from './site.js';
import type {SessionStore} from './store.js';
import {isWithoutJob, submit} from './submission.js';
import {mayGoOn} from './submit-now.js';
import type {TransportChoice} from './transport-choice.js';

/** A submission that failed while the way is open is tried again after this long. */
const GO_ON: PauseRule = {firstMs: 10_000, factor: 2, maxMs: 300_000};

/** What all desks share. */
export type DeskOptions = {
	readonly store: SessionStore;
	readonly registry: Registry;
	readonly configuration: Configuration;
	readonly pool: HopPool;
	readonly prompts: Prompts;
	readonly clock: Clock;
	readonly note: (line: string) => void;
	readonly transportFor: (cluster: Cluster, hops: readonly Hop[]) => TransportChoice;
	readonly resolveHops: (cluster: Cluster) => Promise<readonly Hop[]>;
	/** Whether a session already has this local port. */
	readonly isReserved: (port: number) => boolean;
	/** Bytes of a log that a client follows, by its key. */
	readonly onLogChunk: (key: string, offset: number, bytes: Uint8Array) => void | Promise<void>;
	readonly onLogSize: (id: string, size: number) => void;
	readonly onLinkChanged: (cluster: string) => void;
};

/** The place where one cluster is worked: its site, its two witnesses, and who looks after its sessions. */
export type Desk = {
	readonly site: Site;
	readonly follower: Follower;
	/** Ways onto the nodes of jobs. */
	readonly footholds: Footholds;
	/** Takes a session into care. */
	care(session: Session): Attendant;
	attendantOf(id: string): Attendant | undefined;
	/** No longer looks after a session. */
	dismiss(id: string): void;
	/** A node of the cluster as a hop, or the login host where no node is known. */
	hopTo(node: string | null): Promise<Hop>;
	/** Looks at the jobs now. */
	kick(): void;
	/** Brings a session from its intent to its job; see submission.ts. One at a time a session. */
	submit(id: string, untilAsked: AbortSignal): Promise<void>;
	/** Goes on from where the submission of a session stands, while nobody waits for it. */
	resume(id: string): void;
	/** A submission failed, and nobody waits to hear why: it is the session's end, or goes on later where it may. */
	putOff(id: string, fault: Fault): void;
	close(): void;
};

/** Opens the desk of a cluster; nothing is connected before it is asked for. */
export function openDesk(cluster: Cluster, options: DeskOptions): Desk {
	const {store, clock, note} = options;
	const life = new AbortController();
	const attendants = new Map<string, Attendant>();
	const submitting = new Map<string, Promise<void>>();
	/** How often a submission was put off. */
	const timesPutOff = new Map<string, number>();

	const follower = createFollower({
		clock,
		note,
		onChunk(key, offset, bytes) {
			const attendant = attendants.get(idOf(key));
			if (attendant !== undefined && key === recordKey(idOf(key))) {
				attendant.takeRecord(bytes);
				return;
			}

			return options.onLogChunk(key, offset, bytes);
		},
		onSize: (key, size) => options.onLogSize(idOf(key), size),
		onTruncated(key) {
			if (key === recordKey(idOf(key))) {
				attendants.get(idOf(key))?.restartRecord();
			}
		},
	});
	const site = createSite({
		cluster,
		clock,
		registry: options.registry,
		configuration: options.configuration,
		link: createClusterLink({
			cluster,
			clock,
			note,
			pool: options.pool,
			choose: hops => options.transportFor(cluster, hops),
			askerAt: gate => options.prompts.askerFor(cluster.name, gate),
			resolve: findHops,
			isWanted: () => live().length > 0,
			onNews,
		}),
		resolveNode: hopTo,
	});
	const footholds = createFootholds({site, configuration: options.configuration, clock});
	const jobs = createJobWatch({store, site, clock, note, live});
	const stopListening = store.listen(({id}) => attendants.get(id)?.attend());

	return {
		site,
		follower,
		footholds,
		care,
		attendantOf: id => attendants.get(id),
		dismiss(id) {
			attendants.get(id)?.close();
			attendants.delete(id);
			jobs.forget(id);
		},
		hopTo,
		kick: jobs.kick,
		submit: submitOnce,
		resume,
		putOff,
		close() {
			life.abort(new Fault('cancelled', 'the daemon stops'));
			stopListening();
			jobs.close();
			follower.close();
			for (const attendant of attendants.values()) {
				attendant.close();
			}

			site.close();
		},
	};

	function live(): readonly Session[] {
		return store.all().filter(session => session.request.cluster === cluster.name && session.end === null);
	}

	/** While sessions live on one of the hosts behind the login name, it is that one that is meant. */
	async function findHops(): Promise<readonly Hop[]> {
		const hops = await options.resolveHops(cluster);
		return live().length === 0 ? hops : atLoginHost(hops, options.configuration.rememberedLoginHost(cluster.name));
	}

	function care(session: Session): Attendant {
		const known = attendants.get(session.id);
		if (known !== undefined) {
			return known;
		}

		const {registry, configuration, isReserved} = options;
		const attendant = createAttendant({
			id: session.id,
			store,
			site,
			registry,
			configuration,
			clock,
			note,
			isReserved,
			follower,
			lookAtJobs: jobs.kick,
			lookForService: (found, signal) => lookAgain(found, {site, footholds, registry, clock, note}, signal),
		});
		attendants.set(session.id, attendant);
		attendant.attend();
		return attendant;
	}

	function onNews(news: LinkNews): void {
		options.onLinkChanged(cluster.name);
		switch (news.type) {
			case 'up':
				follower.attach(news.link);
				void jobs.start();
				for (const session of live()) {
					store.record(session.id, {type: 'link-restored'});
					resume(session.id);
				}

				break;
			case 'down':
				for (const session of live().filter(each => each.submitting === 'answered')) {
					const {fault, retryAt, needsUser} = news;
					const tell = session.linkDown === null ? store.record : store.observe;
					tell(session.id, {type: 'link-lost', fault: fault.toDocument(), retryAt, needsUser});
				}

				break;
		}
	}

	function submitOnce(id: string, untilAsked: AbortSignal): Promise<void> {
		const running = submitting.get(id);
		if (running !== undefined) {
			return running;
		}

		const {registry} = options;
		const done = submit(id, {store, site, registry, clock, signal: life.signal, untilAsked}).finally(() => {
			submitting.delete(id);
			jobs.kick();
		});
		submitting.set(id, done);
		return done;
	}

	/** A child, or a session that an earlier daemon left between its intent and its job: nobody waits for it but we. */
	function resume(id: string): void {
		const session = store.get(id);
		if (session === undefined || session.end !== null || session.submitting === 'answered' || submitting.has(id)) {
			return;
		}

		if (session.submitting === 'intended' && isLeftOver(session, parentOf(session), clock.now())) {
			store.record(id, {type: 'ended', outcome: 'cancelled', note: 'its session was over before it was submitted'});
			return;
		}

		submitOnce(id, life.signal).then(
			() => timesPutOff.delete(id),
			(error: unknown) => putOff(id, Fault.from(error)),
		);
	}

	function parentOf({parent}: Session): Session | undefined {
		return parent === null ? undefined : store.get(parent.session);
	}

	/** A session without a job is over; any other goes on after a pause, and as soon as the way is back. */
	function putOff(id: string, fault: Fault): void {
		note(`${id}: ${fault.message}`);
		if (!mayGoOn(fault) && isWithoutJob(store.get(id), fault)) {
			store.record(id, {type: 'ended', outcome: 'failed', note: fault.message});
			return;
		}

		const times = timesPutOff.get(id) ?? 0;
		timesPutOff.set(id, times + 1);
		clock
			.sleep(pauseBefore(times, GO_ON, Math.random()), life.signal)
			.then(() => {
				// Where there is no way, its return is what goes on: nobody is asked to log in for this.
				if (site.link.current !== undefined) {
					resume(id);
				}
			})
			.catch(() => undefined);
	}

	async function hopTo(node: string | null): Promise<Hop> {
		const chain = await options.resolveHops(
			node === null ? cluster : {...cluster, host: checkedNode(node), hops: [], port: null},
		);
		const hop = chain.at(-1);
		if (hop === undefined) {
			throw new Fault('config', `the way to ${node ?? cluster.host} cannot be made out`);
		}

		return node === null ? hop : {...hop, passed: (await findHops()).map(jumpTo)};
	}
}

/** Keys of followed files begin with the session's id. */
function idOf(key: string): string {
	return key.slice(0, key.indexOf('/'));
}
