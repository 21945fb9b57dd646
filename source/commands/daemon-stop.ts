import {Fault} from '../core/fault.js';
import {defineCommand} from './command.js';
import {within} from './within.js';

const STOP_SECONDS = 20;

export const daemonStop = defineCommand({
	name: 'daemon stop',
	summary: 'stop the background process; jobs go on, tunnels come back with the next start',
	options: {},
	args: {},
	async run({context}) {
		const client = await context.connect({start: false, acceptsAnyVersion: true}).catch((error: unknown) => {
			if (error instanceof Fault && error.facts['isRunning'] === false) {
				return null;
			}

			throw error;
		});
		if (client === null) {
			await context.print({stopped: false}, () => 'no daemon is running\n');
			return;
		}

		const late = () => `the daemon (process ${client.welcome.pid}) does not stop`;
		await within(STOP_SECONDS, late, context.signal, async signal => {
			// It may be gone before its answer is: that is what was asked for.
			await client.call('daemon.stop', {}, signal).catch((error: unknown) => {
				if (!(error instanceof Fault && error.retry === 'now' && error.kind === 'daemon')) {
					throw error;
				}
			});
			await Promise.race([client.closed, rejection(signal)]);
		});
		await context.print({stopped: true}, () => 'the daemon stopped\n');
	},
});

function rejection(signal: AbortSignal): Promise<never> {
	return new Promise((_resolve, reject) => {
		signal.addEventListener('abort', () => reject(signal.reason), {once: true});
	});
}
