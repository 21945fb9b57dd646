import {defineCommand} from './command.js';
import {SESSION} from './words.js';

export const connectionFile = defineCommand({
	name: 'connection-file',
	summary: "a local file that the app's own client accepts as it stands (ipyparallel)",
	details: [
		'Prints its path. The file holds the key of the cluster, is readable by you alone, and is kept true while the session',
		'lives: also when its job moves.',
		'',
		'    python3 -c "import ipyparallel; print(ipyparallel.Client(\'$(hpctui connection-file analysis)\').ids)"',
	],
	options: {},
	args: {session: SESSION},
	async run({args, context}) {
		const client = await context.connect();
		const found = await client.call('session.connectionFile', args, context.signal);
		await context.print(found, () => `${found.path}\n`);
	},
});
