import {parseDuration, parseWalltime} from '../core/duration.js';
import type {SessionDocument} from '../core/session-document.js';
import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {SESSION} from './words.js';

export const renew = defineCommand({
	name: 'renew',
	summary: 'a successor job under the same session',
	details: [
		'The successor is submitted now, with the same app, folder, settings and token. When it answers, the local port and the URL lead',
		'to it, and only then is the old job stopped. A successor that fails leaves the session as it is.',
		'Files and the URL stay; what is only in the memory of the old job (kernels, unsaved work) does not.',
	],
	options: {
		walltime: {value: 'T', help: 'how long the successor may run; as long as the old job when it is not said'},
		overlap: {
			value: 'T',
			help: 'how long the old job goes on after the switch, for what still runs in it; ends at once when it is not said',
		},
	},
	args: {session: SESSION},
	async run({args, options, context}) {
		const walltime = options.walltime === undefined ? null : parseWalltime(options.walltime);
		const overlapSeconds = options.overlap === undefined ? 0 : parseDuration(options.overlap);
		const client = await context.connect();
		const wish = {session: args.session, walltime, overlapSeconds};
		const session = await client.call('session.renew', wish, context.signal);
		await context.print(session, () => textOf(session));
	},
});

function textOf({name, job, successor, url}: SessionDocument): string {
	const next = successor?.job.id ?? null;
	const lines = [
		`${name}: ${next === null ? 'a successor is being submitted' : `job ${next} is to take over from job ${job.id}`} when it answers`,
		`stays: files, name${url === null ? '' : ' and URL'}`,
		'does not: what is only in the memory of the old job (kernels, unsaved work)',
	];
	return lines.map(line => `${sanitizeLine(line)}\n`).join('');
}
