import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {SESSION} from './words.js';

export const rm = defineCommand({
	name: 'rm',
	summary: 'forget a session that ended',
	options: {force: {help: 'end its job first, where it is not over'}},
	args: {session: SESSION},
	async run({args, options, context}) {
		const client = await context.connect();
		const {warning} = await client.call(
			'session.remove',
			{session: args.session, force: options.force},
			context.signal,
		);
		const words = warning === null ? '' : `; ${sanitizeLine(warning)}`;
		await context.print({removed: args.session, warning}, () => `${sanitizeLine(args.session)} is forgotten${words}\n`);
	},
});
