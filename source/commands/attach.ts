import {Fault} from '../core/fault.js';
import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {SESSION} from './words.js';

export const attach = defineCommand({
	name: 'attach',
	summary: "a terminal on the job's node that stays when left",
	details: [
		'The prefix (C-b), then d, leaves it; ? shows the other keys. The daemon keeps it, and where the host has tmux',
		'what runs in it goes on even when the connection is lost. Without a command: the terminal used last, or a new one.',
	],
	options: {},
	args: {session: SESSION, command: {isRest: true, isOptional: true, help: 'a program to run in a new terminal'}},
	async run({args, context}) {
		if (context.isJson) {
			throw new Fault('usage', 'a terminal is no document: --json does not go with attach');
		}

		const argv = args.command.length === 0 ? null : args.command;
		const words = await context.parts.attach(context.env, {session: args.session, argv, number: null});
		await context.err.write(words === null ? '' : `${context.err.paint.dim(sanitizeLine(words))}\n`);
		return 0;
	},
});
