import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {progressLine} from './state-text.js';
import {SESSION} from './words.js';

export const stop = defineCommand({
	name: 'stop',
	summary: 'end the job',
	options: {},
	args: {session: SESSION},
	async run({args, context}) {
		const client = await context.connect();
		const session = await client.call('session.stop', args, context.signal);
		await context.print(session, () => `${sanitizeLine(session.name)}: ${progressLine(session)}\n`);
	},
});
