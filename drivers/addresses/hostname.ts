import {RANKS} from '../../source/core/address-rank.js';
import type {AddressDriver} from '../../source/core/way.js';

/** The node's name, resolved by the last hop. */
const hostname: AddressDriver = {
	name: 'hostname',
	title: "The node's host name",
	takesArgument: false,
	inAuto: true,
	onNodeOnly: false,
	candidates: node => [{address: 'hostname', host: node.host, interfaceName: null, rank: RANKS.hostname}],
};

export default hostname;
