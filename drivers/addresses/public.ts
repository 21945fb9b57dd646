import {candidatesOf, leadsOut, RANKS} from '../../source/core/address-rank.js';
import {reachOf} from '../../source/core/ip-address.js';
import type {AddressDriver} from '../../source/core/way.js';

/** Globally routable addresses: some sites give their compute nodes one. */
const byPublicAddress: AddressDriver = {
	name: 'public',
	title: 'The public address',
	takesArgument: false,
	inAuto: true,
	onNodeOnly: false,
	candidates: node =>
		node.interfaces
			.filter(leadsOut)
			.flatMap(nic => candidatesOf('public', nic, RANKS.public))
			.filter(({host}) => reachOf(host) === 'public'),
};

export default byPublicAddress;
