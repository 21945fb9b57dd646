import type {RouteDriver} from '../../source/core/way.js';

/** The last hop opens the connection to the node's address: one SSH connection for all sessions of a cluster. */
const forward: RouteDriver = {
	name: 'forward',
	title: 'The last hop connects to the node',
	autoOrder: 1,
	// The last hop's loopback is not the node's.
	plan: ({address, host}, _node, port) => (address === 'loopback' ? null : {via: 'last-hop', host, port}),
	side: () => ({via: 'last-hop'}),
};

export default forward;
