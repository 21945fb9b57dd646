import {isV4, reachOf} from './ip-address.js';
import type {NodeInterface} from './node-report.js';
import type {AddressCandidate} from './way.js';

/**
 * How good an address is to try, higher first. Behind a jump the node's own loopback cannot be firewalled; then the
 * fast fabric, then what is routed inside the site, then the public net, then whatever the name resolves to.
 */
export const RANKS = {
	/** The person named it: nothing is better. */
	explicit: 100,
	loopback: 90,
	fabricByType: 80,
	fabricByName: 75,
	defaultRoute: 60,
	routed: 50,
	public: 30,
	hostname: 10,
} as const;

/** InfiniBand's ARPHRD type (linux/if_arp.h), which IPoIB interfaces of any name have. */
const INFINIBAND_LINK_TYPE = 32;

/**
 * Usual names of fast fabrics: ib0, ibs1, ibp65s0 (IPoIB), hsn0 (Slingshot, which is of the ethernet type), opa0
 * (Omni-Path), and bonds of them (bond-ib, bond_ib0).
 */
const FABRIC_NAME = /^(ib\d|ib[sp]\d|hsn\d|opa\d|bond[-_.]?ib)/;

/** Bridges and pairs of containers and virtual machines: up, with an address, and reachable from the node alone. */
const INNER_NAME = /^(docker|br-|virbr|veth|vnet|cni|cali|flannel|lxc|lxd|podman|tap|kube)/;

/** The rank of a fast fabric; null: it is none. */
export function fabricRank(nic: NodeInterface): number | null {
	if (nic.linkType === INFINIBAND_LINK_TYPE) {
		return RANKS.fabricByType;
	}

	return FABRIC_NAME.test(nic.name) ? RANKS.fabricByName : null;
}

/** Whether an interface leads out of the node. */
export function leadsOut(nic: NodeInterface): boolean {
	return nic.isUp && !INNER_NAME.test(nic.name) && nic.name !== 'lo';
}

/** Candidates for the addresses of an interface that a host elsewhere could reach. IPv6 comes after IPv4. */
export function candidatesOf(address: string, nic: NodeInterface, rank: number): readonly AddressCandidate[] {
	return nic.addresses
		.filter(host => ['private', 'public'].includes(reachOf(host)))
		.map(host => ({address, host, interfaceName: nic.name, rank: isV4(host) ? rank : rank - 1}));
}
