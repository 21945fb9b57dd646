import {parseScale} from '../core/plan.js';
import {defineCommand} from './command.js';
import {progressLine} from './state-text.js';
import {SESSION} from './words.js';

export const scale = defineCommand({
	name: 'scale',
	summary: 'more or fewer engines or workers',
	details: [
		'Those that come join while the session runs; those that go leave cleanly. Ends at once: hpctui show tells how many',
		'are there.',
		'',
		'    hpctui scale analysis engines=+4',
	],
	options: {},
	args: {
		session: SESSION,
		change: {help: 'engines=+4 for four more, engines=-2 for two fewer, engines=10 for ten in all'},
	},
	async run({args, context}) {
		const wish = parseScale(args.change);
		const client = await context.connect();
		const session = await client.call('session.scale', {session: args.session, ...wish}, context.signal);
		await context.print(session, () => `${progressLine(session)}\n`);
	},
});
