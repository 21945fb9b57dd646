import {parseDuration} from '../core/duration.js';
import {oneOf} from './checks.js';
import {defineCommand} from './command.js';
import {stateWord} from './state-text.js';
import {watchSession} from './watching.js';
import {SESSION} from './words.js';

const CONDITIONS = ['ready', 'running', 'ended'] as const;

export const wait = defineCommand({
	name: 'wait',
	summary: 'block until a session is ready, runs, or ended',
	details: ['Exit code 7 at the time-out, 8 where the session ended instead.'],
	options: {
		for: {value: 'ready|running|ended', help: 'what to wait for; ready when it is not said', completes: CONDITIONS},
		timeout: {value: 'T', help: 'give up after this long'},
	},
	args: {session: SESSION},
	async run({args, options, context}) {
		const until = oneOf('--for', options.for ?? 'ready', CONDITIONS);
		const timeoutSeconds = options.timeout === undefined ? undefined : parseDuration(options.timeout);
		const session = await watchSession(context, {session: args.session, until, timeoutSeconds});
		await context.print(session, () => `${stateWord(session)}\n`);
	},
});
