import {type Query, textOf} from '../../../source/core/command.js';
import type {Limits, Queue} from '../../../source/core/scheduler.js';
import {failureOf, notUnderstood} from './answers.js';
import {durationOf} from './times.js';

/** Queue (`*`: the default), submission, scheduling, default and longest duration (flux-queue(1), OUTPUT FORMAT). */
const QUEUE_FORMAT = '{queuem}|{submission}|{scheduling}|{defaults.timelimit}|{limits.timelimit}';

/** State, queue, nodes, cores, GPUs (flux-resource(1), OUTPUT FORMAT). */
const RESOURCE_FORMAT = '{state}|{queue}|{nnodes}|{ncores}|{ngpus}';

/** The queues; then nodes, which the scheduler counts, and which an old version may not tell queue by queue. */
const LIMITS = `flux queue list --no-header --format="$1" || exit
printf '\\035\\n'
flux resource list --no-header --states=all,free --format="$2" 2>/dev/null || :`;

export const limits: Query<void, Limits> = {
	plan: () => ({argv: ['sh', '-c', LIMITS, 'hpctui', QUEUE_FORMAT, RESOURCE_FORMAT], timeoutMs: 60_000}),
	read(outcome) {
		if (outcome.code !== 0) {
			throw failureOf(outcome, 'flux queue');
		}

		const [queues = '', resources = ''] = textOf(outcome.stdout).split('\x1d\n');
		const counts = linesOf(resources).map(line => line.split('|'));
		return {queues: linesOf(queues).map(line => queueOf(line, counts)), accounts: []};
	},
};

function linesOf(text: string): readonly string[] {
	return text.split('\n').filter(line => line.trim() !== '');
}

/** An instance without named queues prints one line without a name: what is asked for then needs no queue. */
function queueOf(line: string, counts: readonly (readonly string[])[]): Queue {
	const [marked = '', submission = '', scheduling, usual = '', longest] = line.split('|');
	if (scheduling === undefined || longest === undefined) {
		throw notUnderstood('flux queue', line);
	}

	const name = marked.trim().replace(/\*$/, '');
	const [, , nodes, cores, gpus] = rowFor(name, 'all', counts) ?? [];
	const idle = rowFor(name, 'free', counts)?.[2];
	const perNode = Number(cores) / Number(nodes);
	return {
		name: name || 'default',
		isDefault: name === '' || marked.trim().endsWith('*'),
		isOpen: submission === 'enabled' && scheduling === 'started',
		maxWalltime: durationOf(longest),
		defaultWalltime: durationOf(usual),
		nodesTotal: amountOf(nodes),
		nodesIdle: amountOf(idle),
		cpusPerNode: Number.isFinite(perNode) && perNode > 0 ? Math.floor(perNode) : null,
		memoryBytesPerNode: null,
		gres: Number(gpus) > 0 ? `gpu:${gpus}` : null,
	};
}

/** Resources may belong to several queues: `batch,debug`. */
function rowFor(queue: string, state: string, counts: readonly (readonly string[])[]): readonly string[] | undefined {
	return counts.find(([of, queues = '']) => of === state && (queue === '' || queues.split(',').includes(queue)));
}

function amountOf(text: string | undefined): number | null {
	return text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : null;
}
