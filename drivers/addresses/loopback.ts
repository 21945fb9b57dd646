import {RANKS} from '../../source/core/address-rank.js';
import type {AddressDriver} from '../../source/core/way.js';

/** The node's own loopback, for a way that ends on the node itself. No firewall stands before it. */
const loopback: AddressDriver = {
	name: 'loopback',
	title: "The node's own loopback, behind one more SSH hop",
	takesArgument: false,
	inAuto: true,
	onNodeOnly: true,
	candidates: node => {
		const interfaceName = node.interfaces.find(({addresses}) => addresses.includes('127.0.0.1'))?.name ?? null;
		return [{address: 'loopback', host: '127.0.0.1', interfaceName, rank: RANKS.loopback}];
	},
};

export default loopback;
