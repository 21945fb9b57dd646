import {makeSession} from '../client/make-session.js';
import {parseDuration, parseWalltime} from '../core/duration.js';
import {Fault} from '../core/fault.js';
import {checkedName} from '../core/request.js';
import type {NewSession} from '../core/session-document.js';
import {parseSize} from '../core/size.js';
import {port, whole} from '../core/whole.js';
import {ADDRESSES, address, oneOf, pairs, ROUTES} from './checks.js';
import {type Argument, type Context, defineCommand, type Run} from './command.js';
import {dryRun} from './dry-run.js';
import {watchSession} from './watching.js';
import {within} from './within.js';

const OPTIONS = {
	cluster: {value: 'C', isRequired: true, help: 'where to run it', completes: 'cluster'},
	name: {value: 'N', help: 'a name for the session; made up when it is not said'},
	walltime: {value: 'T', help: 'how long the job may run: 4h, 1d12h, 08:00:00, unlimited'},
	queue: {value: 'Q', help: 'queue or partition'},
	account: {value: 'A', help: 'account or project to charge'},
	nodes: {value: 'N', help: 'how many nodes'},
	cpus: {value: 'N', help: 'how many cores'},
	memory: {value: 'SIZE', help: 'memory: 8G, 512M'},
	gpus: {value: 'N', help: 'how many GPUs'},
	workdir: {value: 'D', help: 'the folder on the cluster in which the app starts'},
	address: {value: 'A', help: 'which address of the node: auto, infiniband, interface:NAME, …', completes: ADDRESSES},
	route: {value: 'R', help: 'how to get there: auto, forward, jump, exec, direct', completes: ROUTES},
	'local-port': {value: 'P', help: 'the port on this machine'},
	'auto-renew': {value: 'N', help: 'before the walltime ends, renew it by itself, at most N times'},
	set: {value: 'KEY=VALUE', isRepeated: true, help: 'a setting of the app (hpctui app show APP)'},
	'scheduler-arg': {value: 'ARG', isRepeated: true, takesDashes: true, help: 'passed to the scheduler as it is'},
	wait: {help: 'wait until it is ready, and print its URL'},
	timeout: {value: 'T', help: 'with --wait: give up waiting after this long; the session stays'},
	'dry-run': {help: 'print the job script and the command that would submit it; submit nothing'},
} as const;

/** The time ran out before there was an answer: what was not asked of the scheduler yet never will be. */
const SLOW_SCHEDULER = 'the scheduler did not answer in time; hpctui ls shows whether there is a session';

export const newSession = defineCommand({
	name: 'new',
	summary: 'make a session: submit a job that runs an app, and open its tunnels',
	details: [
		'Prints the id of the session; with --wait, the URL once it is ready.',
		'',
		'  hpctui new jupyter --cluster iris --walltime 4h --wait',
	],
	options: OPTIONS,
	args: {app: {help: 'what to run: hpctui app ls', completes: 'app'}},
	async run({args, options, context}) {
		const wanted = wishFrom(args.app, options);
		const timeoutSeconds = options.timeout === undefined ? undefined : parseDuration(options.timeout);
		if (timeoutSeconds !== undefined && !options.wait) {
			throw new Fault('usage', '--timeout is for --wait', {hint: 'add --wait'});
		}

		if (options['dry-run']) {
			if (options.wait) {
				throw new Fault('usage', 'there is nothing to --wait for in a --dry-run');
			}

			await dryRun(context, wanted);
			return;
		}

		const begin = performance.now();
		const session = await within(
			timeoutSeconds,
			() => SLOW_SCHEDULER,
			context.signal,
			signal => makeSession(() => context.connect(), wanted, signal),
		);
		if (!options.wait) {
			await context.print(session, () => `${session.id}\n`);
			return;
		}

		const spentSeconds = (performance.now() - begin) / 1000;
		const leftSeconds = timeoutSeconds === undefined ? undefined : Math.max(0, timeoutSeconds - spentSeconds);
		const ready = await waitAndTell(context, session.id, leftSeconds);
		await context.print(ready, () => `${ready.url ?? ready.id}\n`);
	},
});

type Options = Run<typeof OPTIONS, Record<never, Argument>>['options'];

/** Every word checked before anything is done. */
function wishFrom(app: string, options: Options): NewSession {
	const {name, walltime, queue, account, nodes, cpus, memory, gpus, workdir, route} = options;
	return {
		app,
		cluster: options.cluster,
		name: read(name, checkedName),
		walltime: read(walltime, parseWalltime),
		queue: queue ?? null,
		account: account ?? null,
		nodes: read(nodes, text => whole('--nodes', text, 1)),
		cpus: read(cpus, text => whole('--cpus', text, 1)),
		memoryBytes: read(memory, parseSize),
		gpus: read(gpus, text => whole('--gpus', text, 0)),
		workdir: workdir ?? null,
		address: read(options.address, address),
		route: read(route, text => oneOf('--route', text, ROUTES)),
		localPort: read(options['local-port'], text => port('--local-port', text)),
		autoRenew: read(options['auto-renew'], text => whole('--auto-renew', text, 1)),
		settings: pairs('--set', options.set),
		schedulerArgs: options['scheduler-arg'],
	};
}

function read<Value>(text: string | undefined, parse: (text: string) => Value): Value | null {
	return text === undefined ? null : parse(text);
}

/** However the waiting ends, the session stays, and the person is told by which name. */
async function waitAndTell(context: Context, id: string, timeoutSeconds: number | undefined) {
	try {
		return await watchSession(context, {session: id, until: 'ready', timeoutSeconds});
	} catch (error) {
		const fault = Fault.from(context.signal.aborted ? context.signal.reason : error);
		if (fault.kind === 'cancelled' || fault.kind === 'timeout') {
			throw new Fault(fault.kind, fault.message, {
				hint: `the session goes on: hpctui wait ${id}   or end it: hpctui stop ${id}`,
				facts: {...fault.facts, session: id},
			});
		}

		throw error;
	}
}
