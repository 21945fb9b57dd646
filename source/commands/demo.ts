import {Fault} from '../core/fault.js';
import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';

export const demo = defineCommand({
	name: 'demo',
	summary: 'an embedded cluster on this machine, and a session on it: needs no account and no other software',
	details: ['On a terminal the screen opens once the session is ready; everything stays when it is left.'],
	options: {
		headless: {help: 'print the URL and end; the session stays'},
		app: {value: 'APP', help: 'the app to show; the best that is installed when it is not said', completes: 'app'},
		stop: {help: 'end the demo: its sessions and its hosts'},
	},
	args: {},
	async run({options, context}) {
		if (options.stop && (options.headless || options.app !== undefined)) {
			throw new Fault('usage', '--stop goes alone');
		}

		const {paths, signal, parts, err, out} = context;
		const say = (line: string): void => void err.write(`${err.paint.dim(sanitizeLine(line))}\n`);
		const client = await context.connect();
		if (options.stop) {
			const stopped = await parts.stopDemo({client, paths, say});
			await context.print({stopped}, () => '');
			return 0;
		}

		const session = await parts.demo({client, paths, app: options.app ?? null, say, signal});
		await context.print(session, () => `${session.url ?? session.id}\n`);
		const hasScreen = out.isTerminal && process.stdin.isTTY && !options.headless && !context.isJson;
		return hasScreen ? parts.screen(context.env) : 0;
	},
});
