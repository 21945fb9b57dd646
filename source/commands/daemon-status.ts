import {formatDuration} from '../core/duration.js';
import {formatSize} from '../core/size.js';
import {sanitizeLine} from '../core/text.js';
import {defineCommand} from './command.js';
import {facts} from './table.js';

export const daemonStatus = defineCommand({
	name: 'daemon status',
	summary: 'whether the background process runs, since when, and how big it is',
	details: ['Exit code 1 where none runs.'],
	options: {},
	args: {},
	async run({context}) {
		const client = await context.connect({start: false, acceptsAnyVersion: true});
		const status = await client.call('daemon.status', {}, context.signal);
		const seconds = (context.now() - Date.parse(status.startedAt)) / 1_000;
		await context.print(status, () =>
			facts(
				[
					['process', String(status.pid)],
					['version', `${status.version} (wire ${status.wire})`],
					['running', `${formatDuration(seconds)}, since ${status.startedAt}`],
					['home', status.home],
					['socket', status.socket],
					['sessions', String(status.sessions)],
					['clients', String(status.clients)],
					['memory', formatSize(status.memoryBytes)],
					['trouble', status.trouble === null ? null : sanitizeLine(status.trouble)],
				],
				context.out,
			),
		);
	},
});
