import {parseDuration} from '../core/duration.js';
import {Fault} from '../core/fault.js';
import {defineCommand} from './command.js';
import {SESSION} from './words.js';

/** ssh itself waits for ever unless it is told ConnectTimeout. */
const DEFAULT_WAIT_SECONDS = 30;

export const proxy = defineCommand({
	name: 'proxy',
	summary: "standard input and output to the sshd of the job's node: a ProxyCommand for ssh",
	details: [
		'It follows the job: each new connection goes to the node that it runs on then. hpctui ssh-config writes what ssh needs.',
		'',
		"  ssh -o ProxyCommand='hpctui proxy analysis' alice@node",
	],
	options: {
		timeout: {value: 'T', help: 'how long a job that does not run yet is waited for; 30 s when it is not said'},
	},
	args: {session: SESSION},
	async run({args, options, context}) {
		if (context.isJson) {
			throw new Fault('usage', 'the output of proxy is the connection itself: --json does not go with it');
		}

		const waitSeconds = options.timeout === undefined ? DEFAULT_WAIT_SECONDS : parseDuration(options.timeout);
		const {connectTo} = await import('./connect-to.js');
		await connectTo(context, args.session, waitSeconds);
		return 0;
	},
});
