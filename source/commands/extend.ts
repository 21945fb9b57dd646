import {formatClock, parseExtension} from '../core/duration.js';
import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {SESSION} from './words.js';

export const extend = defineCommand({
	name: 'extend',
	summary: 'more walltime from the scheduler',
	details: ['Exit code 6, with the scheduler’s own words, where the site refuses.'],
	options: {},
	args: {session: SESSION, time: {help: '+2h for two hours more, 8h for eight hours in all'}},
	async run({args, context}) {
		const {type, seconds} = parseExtension(args.time);
		const client = await context.connect();
		const session = await client.call('session.extend', {session: args.session, type, seconds}, context.signal);
		await context.print(session, () => {
			const {unlimited, walltimeSeconds, endsAt} = session.job;
			const total = unlimited ? 'unlimited' : walltimeSeconds;
			const ends = endsAt === null ? '' : `, ends at ${endsAt}`;
			return `${sanitizeLine(session.name)}: walltime ${total === null ? 'not known yet' : formatClock(total)}${ends}\n`;
		});
	},
});
