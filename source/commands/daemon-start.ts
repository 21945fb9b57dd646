import {defineCommand} from './command.js';

export const daemonStart = defineCommand({
	name: 'daemon start',
	summary: 'start the background process, where none runs; any other command does so, too',
	options: {},
	args: {},
	async run({context}) {
		const client = await context.connect();
		const status = await client.call('daemon.status', {}, context.signal);
		await context.print(status, () => `the daemon runs: process ${status.pid}\n`);
	},
});
