import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {CLUSTER} from './words.js';

export const clusterLogin = defineCommand({
	name: 'cluster login',
	summary: 'connect now, and answer what the hosts ask',
	options: {},
	args: {name: CLUSTER},
	async run({args, context}) {
		const client = await context.connect();
		const cluster = await client.call('cluster.login', args, context.signal);
		await context.print(cluster, () => {
			const way = cluster.link.hops.map(sanitizeLine).join(' > ');
			return `${cluster.name}: ${cluster.link.state}${way === '' ? '' : ` (${way})`}\n`;
		});
	},
});
