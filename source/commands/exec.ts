import {Fault} from '../core/fault.js';
import {defineCommand} from './command.js';
import {SESSION} from './words.js';

export const exec = defineCommand({
	name: 'exec',
	summary: "run a command on the job's node: its output, its exit status",
	details: [
		'Input is passed on. The command is a list of words, not a line of shell; for one, run a shell:',
		"  hpctui exec analysis -- sh -c 'nvidia-smi | head'",
		'Where it cannot be run, the exit code is one of those below and an error stands on stderr.',
	],
	options: {},
	args: {session: SESSION, command: {isRest: true, help: 'behind --: the program and its words'}},
	async run({args, context}) {
		if (context.isJson) {
			throw new Fault('usage', 'the output of a command is its own: --json does not go with exec');
		}

		const {execute} = await import('./execute.js');
		const {session, command: argv} = args;
		// Somebody at a terminal who types nothing must not keep a program from its end: the program decides when it has enough.
		return execute(context, client => client.call('exec.start', {session, argv, hasInput: true}, context.signal));
	},
});
