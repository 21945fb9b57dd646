import type {RouteDriver} from '../../source/core/way.js';

/**
 * The node's own address, without a tunnel: for a cloud node that anybody may reach. Only where it is chosen, and only for
 * ports that speak TLS (the daemon sees to that): whatever goes there crosses open networks.
 */
const direct: RouteDriver = {
	name: 'direct',
	title: 'No tunnel: the node’s own address, over TLS',
	autoOrder: null,
	plan: ({address, host}, _node, port) => (address === 'loopback' ? null : {via: 'none', host, port}),
	// Other places than the node's addresses are not seen from here.
	side: () => null,
};

export default direct;
