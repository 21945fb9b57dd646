import {candidatesOf, fabricRank} from '../../source/core/address-rank.js';
import type {AddressDriver} from '../../source/core/way.js';

/** The fast fabric: often the one network of a node that no firewall closes. */
const infiniband: AddressDriver = {
	name: 'infiniband',
	title: 'The address on the fast fabric (InfiniBand, Omni-Path, Slingshot)',
	takesArgument: false,
	inAuto: true,
	onNodeOnly: false,
	candidates: node =>
		node.interfaces
			.filter(nic => nic.isUp)
			.flatMap(nic => {
				const rank = fabricRank(nic);
				return rank === null ? [] : candidatesOf('infiniband', nic, rank);
			}),
};

export default infiniband;
