import type {Clock, Instant} from '../core/clock.js';
import {isoOf} from '../core/clock.js';
import type {Cluster} from '../core/cluster.js';
import {Fault} from '../core/fault.js';
import type {Asker, Hop, Link} from '../core/link.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import type {ClusterDocument} from '../wire/calls.js';
import {gateOf} from './gate.js';
import type {HopPool, SharedLink} from './hop-pool.js';
import {namingCluster} from './login-hint.js';
import {createTally, type Tally} from './tally.js';
import type {TransportChoice} from './transport-choice.js';

/** Between tries to get a cluster back: quick at first, then once a minute for as long as there are sessions. */
const RETRY: PauseRule = {firstMs: 1000, factor: 2, maxMs: 60_000};

/** What the sessions of a cluster are told about the way to it. */
export type LinkNews =
	| {readonly type: 'up'; readonly link: Link}
	| {readonly type: 'down'; readonly fault: Fault; readonly retryAt: Instant | null; readonly needsUser: string | null};

export type ClusterLinkOptions = {
	readonly cluster: Cluster;
	readonly resolve: () => Promise<readonly Hop[]>;
	/** Which transport opens these hops. */
	readonly choose: (hops: readonly Hop[]) => TransportChoice;
	readonly pool: HopPool;
	/** Who answers at a gate of the way. */
	readonly askerAt: (gate: string) => Asker;
	readonly clock: Clock;
	readonly note: (line: string) => void;
	/** Whether anything needs the cluster: decides if a lost link is sought again. */
	readonly isWanted: () => boolean;
	readonly onNews: (news: LinkNews) => void;
};

/** The way to one cluster, kept up for as long as it is wanted. All of its sessions share it. */
export type ClusterLink = {
	/** The open link to the login host; undefined while there is none. */
	readonly current: Link | undefined;
	/** The open hops, the login host last; empty while the way is not whole. */
	readonly links: readonly Link[];
	/** The names of the hops, the login host last. */
	readonly hops: readonly string[];
	/** The gates of the hops, as far as they were looked up; see gate.ts. */
	readonly gates: readonly string[];
	/** Opens the way now where it is not open, and joins a try that is under way. Rejects with what stopped it. */
	get(signal?: AbortSignal): Promise<Link>;
	/** The same, but a login that was refused is only told: for who looks again and again, without a person's wish. */
	getUnlessRefused(signal?: AbortSignal): Promise<Link>;
	/**
	 * One more hop, to a node behind the login host. The caller releases it. `ask`: who answers the node's questions, where
	 * that is not the person.
	 */
	openNode(hop: Hop, signal: AbortSignal, ask?: Asker): Promise<SharedLink>;
	/**
	 * Tries again at once when a try is due later, and looks whether what is open still answers. A login that was refused is
	 * tried again only where a person came.
	 */
	retryNow(why: 'person-came' | 'network-changed'): void;
	status(): ClusterDocument['link'];
	/** How often a hop was really logged in to for this cluster. */
	readonly authentications: Tally;
	/** Somebody else opened one of our hops (a test of the cluster): it counts all the same. */
	countAuthentication(): void;
	close(): void;
};

type Phase =
	| {readonly state: 'idle'}
	| {readonly state: 'connecting'; readonly done: Promise<Link>}
	| {readonly state: 'up'; readonly link: Link; readonly since: Instant}
	| {readonly state: 'down'; readonly fault: Fault; readonly since: Instant; readonly retryAt: Instant | null};

/** Makes the link of a cluster; nothing is connected before it is asked for. */
export function createClusterLink(options: ClusterLinkOptions): ClusterLink {
	const {cluster, clock, pool} = options;
	const life = new AbortController();
	let phase: Phase = {state: 'idle'};
	let hops: readonly string[] = [...cluster.hops, cluster.host];
	let chain: readonly Hop[] = [];
	let choice: TransportChoice | null = null;
	let attempt = 0;
	const authentications = createTally(clock);
	let retry: AbortController | undefined;
	let held: readonly SharedLink[] = [];
	// Somebody answered at the hop that had refused us, for another cluster behind it: once is enough.
	const stopListening = pool.onLogin(opened => {
		if (phase.state === 'down' && gateOf(opened) === refusedAt(phase.fault) && options.isWanted()) {
			attempt = 0;
			connect().catch(() => undefined);
		}
	});

	return {
		get current() {
			return phase.state === 'up' ? phase.link : undefined;
		},
		get links() {
			return phase.state === 'up' ? held.map(({link}) => link) : [];
		},
		get hops() {
			return hops;
		},
		get gates() {
			return chain.map(gateOf);
		},
		authentications,
		countAuthentication,
		get,
		getUnlessRefused: signal =>
			phase.state === 'down' && phase.fault.kind === 'auth' ? Promise.reject(phase.fault) : get(signal),
		async openNode(hop, signal, ask) {
			const link = phase.state === 'up' ? phase.link : undefined;
			const over = held.at(-1);
			if (link === undefined || over === undefined) {
				throw new Fault('link', `the way to ${cluster.name} is down`, {retry: 'later'});
			}

			return take(hop, over, signal, ask);
		},
		retryNow(why) {
			for (const {link} of held) {
				link.check?.();
			}

			const mayTry = phase.state === 'down' && (phase.fault.kind !== 'auth' || why === 'person-came');
			if (mayTry && options.isWanted()) {
				attempt = 0;
				connect().catch(() => undefined);
			}
		},
		status: () => ({
			state: phase.state === 'down' && phase.fault.kind === 'auth' ? 'needs-user' : phase.state,
			hops,
			since: 'since' in phase ? isoOf(phase.since) : null,
			retryAt: phase.state === 'down' ? isoOf(phase.retryAt) : null,
			fault: phase.state === 'down' ? phase.fault.toDocument() : null,
			roundTripMs: phase.state === 'up' ? phase.link.roundTripMs : null,
			transport: choice === null ? null : {name: choice.transport.name, why: choice.why},
		}),
		close() {
			life.abort(new Fault('cancelled', `the way to ${cluster.name} is closed`));
			retry?.abort();
			stopListening();
			hold([]);
			phase = {state: 'idle'};
		},
	};

	function get(signal?: AbortSignal): Promise<Link> {
		if (phase.state === 'up') {
			return Promise.resolve(phase.link);
		}

		const done = phase.state === 'connecting' ? phase.done : connect();
		return signal === undefined ? done : Promise.race([done, rejectionOf(signal)]);
	}

	function connect(): Promise<Link> {
		retry?.abort();
		const done = openChain();
		phase = {state: 'connecting', done};
		done.then(
			link => rise(link),
			error => fall(Fault.from(error)),
		);
		return done;
	}

	async function openChain(): Promise<Link> {
		chain = await options.resolve();
		choice = options.choose(chain);
		hops = chain.map(hop => hop.name);
		const taken: SharedLink[] = [];
		try {
			for (const hop of chain) {
				taken.push(await take(hop, taken.at(-1), life.signal));
			}
		} catch (error) {
			throw namingCluster(error, cluster.name);
		} finally {
			hold(taken);
		}

		const last = taken.at(-1);
		if (last === undefined) {
			throw new Fault('config', `cluster ${cluster.name} has no host`);
		}

		return last.link;
	}

	/** The gate where a login was refused, or a host was not trusted. */
	function refusedAt(fault: Fault): string | undefined {
		const hop = fault.kind === 'auth' ? chain.find(({name}) => name === fault.facts['hop']) : undefined;
		return hop === undefined ? undefined : gateOf(hop);
	}

	function take(
		hop: Hop,
		over: SharedLink | undefined,
		signal: AbortSignal,
		ask: Asker = options.askerAt(gateOf(hop)),
	): Promise<SharedLink> {
		const {note} = options;
		const {transport} = options.choose([...chain, hop]);
		return pool.take({transport, hop, over, ask, note, onAuthenticated: countAuthentication}, signal);
	}

	function countAuthentication(): void {
		authentications.count();
	}

	function rise(link: Link): void {
		if (life.signal.aborted) {
			hold([]);
			return;
		}

		attempt = 0;
		phase = {state: 'up', link, since: clock.now()};
		void link.closed.then(fault => {
			if (phase.state === 'up' && phase.link === link) {
				fall(fault ?? new Fault('link', `the connection to ${link.hop.name} was closed`, {retry: 'now'}));
			}
		});
		options.onNews({type: 'up', link});
	}

	function fall(fault: Fault): void {
		// The hops before the one that failed stay: a gateway that took a code would ask for another one.
		if (life.signal.aborted || !options.isWanted()) {
			hold([]);
		}

		if (life.signal.aborted) {
			return;
		}

		// A refused login is not tried again by itself: that is how accounts get locked.
		const mayRetry = fault.kind !== 'auth' && fault.kind !== 'usage' && fault.kind !== 'config' && options.isWanted();
		const pauseMs = pauseBefore(attempt, RETRY, Math.random());
		const retryAt = mayRetry ? clock.now() + pauseMs : null;
		phase = {state: 'down', fault, since: clock.now(), retryAt};
		options.note(`${cluster.name}: ${fault.message}`);
		const hop = fault.facts['hop'];
		const needsUser = fault.kind === 'auth' ? (typeof hop === 'string' ? hop : cluster.name) : null;
		options.onNews({type: 'down', fault, retryAt, needsUser});
		if (mayRetry) {
			attempt += 1;
			void retryAfter(pauseMs);
		}
	}

	async function retryAfter(pauseMs: number): Promise<void> {
		const controller = new AbortController();
		retry = controller;
		try {
			await clock.sleep(pauseMs, AbortSignal.any([controller.signal, life.signal]));
		} catch {
			return;
		}

		if (phase.state !== 'down') {
			return;
		}

		if (options.isWanted()) {
			connect().catch(() => undefined);
		} else {
			hold([]);
		}
	}

	/** Keeps these hops open, and gives back those that were kept before. */
	function hold(next: readonly SharedLink[]): void {
		const before = held;
		held = next;
		for (const shared of [...before].reverse()) {
			shared.release();
		}
	}
}

function rejectionOf(signal: AbortSignal): Promise<never> {
	return new Promise((_resolve, reject) => {
		const onAbort = () => reject(signal.reason);
		if (signal.aborted) {
			onAbort();
		} else {
			signal.addEventListener('abort', onAbort, {once: true});
		}
	});
}
