import type {RouteDriver} from '../../source/core/way.js';

/**
 * A command on the last hop carries the bytes, for sites that forbid forwarding. Never by itself: what a site forbids is for
 * the person to decide, with the site's policy in mind.
 */
const exec: RouteDriver = {
	name: 'exec',
	title: 'A command on the last hop carries the bytes',
	autoOrder: null,
	// The last hop's loopback is not the node's.
	plan: ({address, host}, _node, port) => (address === 'loopback' ? null : {via: 'command', host, port}),
	side: () => ({via: 'command'}),
};

export default exec;
