import type {NodeReport} from './node-report.js';
import type {Place} from './place.js';

/** One address of a node that may be tried. */
export type AddressCandidate = {
	/** The driver's name, which the session shows as `address`. */
	readonly address: string;
	/** A literal address, or a host name for the driver `hostname`. */
	readonly host: string;
	readonly interfaceName: string | null;
	/** Higher is better: tried with a head start. */
	readonly rank: number;
};

/**
 * A way to say which address of a node to use. `argument` is what stood behind the colon (`interface:ib1`, `ip:10.0.0.1`).
 * An address that is only valid on the node itself (loopback) says `onNodeOnly`.
 */
export type AddressDriver = {
	readonly name: string;
	readonly title: string;
	readonly takesArgument: boolean;
	/** Whether `auto` considers it. */
	readonly inAuto: boolean;
	readonly onNodeOnly: boolean;
	candidates(node: NodeReport, argument: string | null): readonly AddressCandidate[];
};

/** How bytes get to a place: what the daemon then does. */
export type WayPlan = Side & Place;

/** Who opens the connection at the far side. */
export type Side =
	/**
	 * `last-hop`: the last hop. `command`: a command on it, which carries the bytes. `none`: nobody, without a tunnel the node's
	 * public address is used as it is.
	 */
	| {readonly via: 'last-hop' | 'command' | 'none'}
	/** The node itself, behind one more SSH hop. */
	| {readonly via: 'node'; readonly node: string};

/** The same side of a way, and another place to lead to. */
export function leadTo(plan: WayPlan, place: Place): WayPlan {
	return plan.via === 'node' ? {via: plan.via, node: plan.node, ...place} : {via: plan.via, ...place};
}

/** How bytes get to an address of a node: what is done for each connection, if this route can do it at all. */
export type RouteDriver = {
	readonly name: string;
	readonly title: string;
	/** Order in `auto`: lower is tried first; null: only when the user has chosen it. */
	readonly autoOrder: number | null;
	/** Null where this route cannot use this candidate (forward and loopback). */
	plan(candidate: AddressCandidate, node: NodeReport, port: number): WayPlan | null;
	/** From where this route sees other places than the node's addresses; null: from nowhere. */
	side(node: NodeReport): Side | null;
};

/** What came of trying one way, as evidence: shown by `cluster test` and kept with the tunnel. */
export type Trial = {
	readonly address: string;
	readonly route: string;
	/** An address, a name, or the path of a Unix socket. */
	readonly host: string;
	/** Null for a Unix socket. */
	readonly port: number | null;
	readonly interfaceName: string | null;
	readonly verdict: 'open' | 'refused' | 'silent' | 'unreachable' | 'forbidden' | 'unknown' | 'overtaken';
	readonly milliseconds: number;
	readonly said: string | null;
};
