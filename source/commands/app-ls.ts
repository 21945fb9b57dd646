import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {table} from './table.js';

export const appLs = defineCommand({
	name: 'app ls',
	summary: 'the apps: what a session may run',
	options: {},
	args: {},
	async run({context}) {
		const client = await context.connect();
		const apps = await client.call('app.list', {}, context.signal);
		const broken = await client.call('app.broken', {}, context.signal);
		for (const {fault} of broken) {
			context.err.write(`${context.err.paint.yellow('warning')}  ${sanitizeLine(fault.message)}\n`);
		}

		await context.print(apps, () =>
			table(
				apps,
				[
					{title: 'NAME', text: app => app.name},
					{title: 'TITLE', text: app => app.title, least: 12},
					{title: 'PORTS', text: app => app.ports.map(({name}) => name).join(', '), least: 8},
					{title: 'FROM', text: app => app.file ?? 'hpctui', least: 8},
				],
				context.out,
			),
		);
	},
});
