import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {CLUSTER} from './words.js';

export const clusterRm = defineCommand({
	name: 'cluster rm',
	summary: 'forget a cluster',
	options: {},
	args: {name: CLUSTER},
	async run({args, context}) {
		const client = await context.connect();
		await client.call('cluster.remove', args, context.signal);
		await context.print({removed: args.name}, () => `${sanitizeLine(args.name)} is forgotten\n`);
	},
});
