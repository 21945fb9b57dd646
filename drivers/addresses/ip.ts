import {RANKS} from '../../source/core/address-rank.js';
import type {AddressDriver} from '../../source/core/way.js';

/** A literal address that the person gave, whatever the node says. */
const ip: AddressDriver = {
	name: 'ip',
	title: 'A literal address',
	takesArgument: true,
	inAuto: false,
	onNodeOnly: false,
	candidates: (node, argument) => {
		const nic = node.interfaces.find(({addresses}) => argument !== null && addresses.includes(argument));
		const interfaceName = nic?.name ?? null;
		return argument === null ? [] : [{address: 'ip', host: argument, interfaceName, rank: RANKS.explicit}];
	},
};

export default ip;
