import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {SESSION} from './words.js';

export const action = defineCommand({
	name: 'action',
	summary: "run one of the app's named actions",
	details: ['hpctui app show APP lists them. Ends when it is done.', '', '    hpctui action analysis restart-engines'],
	options: {},
	args: {session: SESSION, action: {help: 'its name: restart-engines'}},
	async run({args, context}) {
		const client = await context.connect();
		const done = await client.call('session.action', args, context.signal);
		await context.print(done.session, () => `${sanitizeLine(done.said)}\n`);
	},
});
