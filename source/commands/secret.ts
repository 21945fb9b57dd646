import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {SESSION} from './words.js';

export const secret = defineCommand({
	name: 'secret',
	summary: 'what an app asks for at its login, alone on a line',
	details: [
		'Made for this session alone. It is in no list, no log and no URL but the one of hpctui url, where the app takes it there.',
	],
	options: {name: {value: 'NAME', help: 'another secret than the password (hpctui app show APP --file)'}},
	args: {session: SESSION},
	async run({args, options, context}) {
		const client = await context.connect();
		const wish = {session: args.session, name: options.name ?? null};
		const found = await client.call('session.secret', wish, context.signal);
		await context.print(found, () => `${sanitizeLine(found.value)}\n`);
	},
});
