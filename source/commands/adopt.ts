import {checkedName} from '../core/request.js';
import {sanitizeLine} from '../core/text.js';
import {port} from '../core/whole.js';
import {defineCommand} from './command.js';

export const adopt = defineCommand({
	name: 'adopt',
	summary: 'make a session of a job that was started some other way',
	details: [
		'Ports, token and log are looked for at the scheduler, in the job’s log and on its node. Nothing about the job is changed.',
		'Of one that still waits they are looked for once it runs. Prints the id of the session.',
		'',
		'  hpctui adopt 4242 --cluster iris',
	],
	options: {
		cluster: {value: 'C', isRequired: true, help: 'where it runs', completes: 'cluster'},
		app: {value: 'APP', help: 'what it runs; found out when it is not said', completes: 'app'},
		port: {value: 'P', isRepeated: true, help: 'a port that it serves on the node'},
		log: {value: 'FILE', help: 'the file of its output on the cluster; the scheduler’s when it is not said'},
		name: {value: 'N', help: 'a name for the session; made up when it is not said'},
	},
	args: {job: {help: 'its id at the scheduler'}},
	async run({args, options, context}) {
		const wish = {
			jobId: args.job,
			cluster: options.cluster,
			app: options.app ?? null,
			ports: options.port.map(text => port('--port', text)),
			log: options.log ?? null,
			name: options.name === undefined ? null : checkedName(options.name),
		};
		const client = await context.connect();
		const session = await client.call('session.adopt', wish, context.signal);
		await context.print(session, () => `${sanitizeLine(session.id)}\n`);
	},
});
