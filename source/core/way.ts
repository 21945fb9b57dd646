import type {NodeReport} from './node-report.js';

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

/** How bytes get to a candidate: what the daemon then does. */
export type WayPlan =
	/** The last hop opens the connection to the node's address. */
	| {readonly via: 'last-hop'; readonly host: string; readonly port: number}
	/** One more SSH hop to the node itself, then a connection from there. */
	| {readonly via: 'node'; readonly node: string; readonly host: string; readonly port: number}
	/** A command on the last hop carries the bytes. */
	| {readonly via: 'command'; readonly host: string; readonly port: number}
	/** No tunnel: the node's public address as it is. */
	| {readonly via: 'none'; readonly host: string; readonly port: number};

export type RouteDriver = {
	readonly name: string;
	readonly title: string;
	/** Order in `auto`: lower is tried first; null: only when the user has chosen it. */
	readonly autoOrder: number | null;
	/** Null where this route cannot use this candidate (forward and loopback). */
	plan(candidate: AddressCandidate, node: NodeReport, port: number): WayPlan | null;
};

/** What came of trying one way, as evidence: shown by `cluster test` and kept with the tunnel. */
export type Trial = {
	readonly address: string;
	readonly route: string;
	readonly host: string;
	readonly port: number;
	readonly interfaceName: string | null;
	readonly verdict: 'open' | 'refused' | 'silent' | 'unreachable' | 'forbidden' | 'unknown' | 'overtaken';
	readonly milliseconds: number;
	readonly said: string | null;
};
