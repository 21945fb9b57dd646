import type {RouteDriver} from '../../source/core/way.js';

/** One more SSH hop to the node itself, where the site allows it while a job of the user runs there. */
const jump: RouteDriver = {
	name: 'jump',
	title: 'One more SSH hop to the node itself',
	autoOrder: 2,
	// Whatever the candidate: from the node itself its loopback leads to the same listener, and no firewall stands before it.
	plan: (_candidate, node, port) => ({via: 'node', node: node.host, host: '127.0.0.1', port}),
	side: node => ({via: 'node', node: node.host}),
};

export default jump;
