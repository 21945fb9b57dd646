import {candidatesOf, leadsOut, RANKS} from '../../source/core/address-rank.js';
import {reachOf} from '../../source/core/ip-address.js';
import type {NodeInterface, NodeReport} from '../../source/core/node-report.js';
import type {AddressCandidate, AddressDriver} from '../../source/core/way.js';

/** An interface by name; in `auto` the private addresses of each one that leads out, the default route's first. */
const byInterface: AddressDriver = {
	name: 'interface',
	title: 'The address of a named network interface',
	takesArgument: true,
	inAuto: true,
	onNodeOnly: false,
	candidates: (node, argument) =>
		argument === null ? routed(node) : node.interfaces.filter(nic => nic.name === argument).flatMap(named),
};

export default byInterface;

/** Whatever it has: the person named it, so it is obeyed even when it says that it is down. */
function named(nic: NodeInterface): readonly AddressCandidate[] {
	const {name, addresses} = nic;
	return addresses.map(host => ({address: 'interface', host, interfaceName: name, rank: RANKS.explicit}));
}

function routed(node: NodeReport): readonly AddressCandidate[] {
	return node.interfaces
		.filter(leadsOut)
		.flatMap(nic =>
			candidatesOf('interface', nic, nic.name === node.defaultInterface ? RANKS.defaultRoute : RANKS.routed),
		)
		.filter(({host}) => reachOf(host) === 'private');
}
