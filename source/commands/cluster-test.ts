import {formatDuration} from '../core/duration.js';
import {Fault} from '../core/fault.js';
import type {Walltime} from '../core/job.js';
import {hostAndPort} from '../core/place.js';
import type {Queue} from '../core/scheduler.js';
import {formatSize} from '../core/size.js';
import {sanitizeLine} from '../core/text.js';
import type {ClusterTest, ClusterTestStep} from '../wire/calls.js';
import {defineCommand} from './command.js';
import type {Output} from './output.js';
import {reportOf} from './report.js';
import {table} from './table.js';
import {CLUSTER} from './words.js';

export const clusterTest = defineCommand({
	name: 'cluster test',
	summary: 'connect hop by hop, name the scheduler, its limits and queues, and say what each step took',
	options: {},
	args: {name: CLUSTER},
	async run({args, context}) {
		const client = await context.connect();
		const test = await client.call('cluster.test', args, context.signal);
		await context.print(test, () => textOf(test, context.out));
		const fault = faultOf(test);
		if (fault !== null && !context.isJson) {
			await context.err.write(reportOf(fault, context, context.err));
		}

		return test.ok ? 0 : (fault?.exitCode ?? 1);
	},
});

/** Why it failed: the first step that did. */
function faultOf({steps}: ClusterTest): Fault | null {
	const document = steps.find(step => !step.ok)?.fault;
	return document ? Fault.fromDocument(document) : null;
}

function textOf(test: ClusterTest, out: Output): string {
	const parts = [table(test.steps, STEP_COLUMNS(out), out)];
	if (test.scheduler !== null) {
		parts.push(`scheduler ${sanitizeLine(`${test.scheduler.name} ${test.scheduler.version}`)}\n`);
	}

	if (test.others.length > 0) {
		const named = test.others.map(({name, version}) => `${name} ${version}`).join(', ');
		parts.push(`also answered: ${sanitizeLine(named)}; choose with cluster add … --scheduler NAME\n`);
	}

	if (test.limits !== null && test.limits.queues.length > 0) {
		parts.push(table(test.limits.queues, QUEUE_COLUMNS, out));
	}

	if (test.limits !== null && test.limits.accounts.length > 0) {
		parts.push(`accounts ${test.limits.accounts.map(sanitizeLine).join(', ')}\n`);
	}

	if (test.addresses.length > 0) {
		parts.push(table(test.addresses, ADDRESS_COLUMNS, out));
	}

	return parts.join('\n');
}

const STEP_COLUMNS = ({paint}: Output) => [
	{
		title: ' ',
		text: (step: ClusterTestStep) => (step.ok ? '✓' : '✗'),
		paint: (text: string, step: ClusterTestStep) => (step.ok ? paint.green(text) : paint.red(text)),
	},
	{title: 'STEP', text: (step: ClusterTestStep) => step.name},
	{title: 'TOOK', text: (step: ClusterTestStep) => `${Math.round(step.milliseconds)} ms`},
	{title: 'FOUND', text: (step: ClusterTestStep) => step.text, least: 20},
];

const QUEUE_COLUMNS = [
	{title: 'QUEUE', text: (queue: Queue) => `${queue.name}${queue.isDefault ? ' (default)' : ''}`},
	{title: 'OPEN', text: (queue: Queue) => (queue.isOpen ? 'yes' : 'no')},
	{title: 'LONGEST', text: (queue: Queue) => time(queue.maxWalltime)},
	{title: 'USUAL', text: (queue: Queue) => time(queue.defaultWalltime)},
	{title: 'NODES', text: (queue: Queue) => count(queue.nodesTotal)},
	{title: 'IDLE', text: (queue: Queue) => count(queue.nodesIdle)},
	{title: 'CORES', text: (queue: Queue) => count(queue.cpusPerNode)},
	{title: 'MEMORY', text: ({memoryBytesPerNode: bytes}: Queue) => (bytes === null ? null : formatSize(bytes))},
	{title: 'GRES', text: (queue: Queue) => queue.gres, least: 6},
];

const ADDRESS_COLUMNS = [
	{title: 'ADDRESS', text: (trial: ClusterTest['addresses'][number]) => trial.address},
	{title: 'ROUTE', text: (trial: ClusterTest['addresses'][number]) => trial.route},
	{title: 'AT', text: (trial: ClusterTest['addresses'][number]) => placeOfTrial(trial)},
	{title: 'ANSWER', text: (trial: ClusterTest['addresses'][number]) => trial.verdict},
	{title: 'TOOK', text: (trial: ClusterTest['addresses'][number]) => `${Math.round(trial.milliseconds)} ms`},
	{title: 'SAID', text: (trial: ClusterTest['addresses'][number]) => trial.said, least: 10},
];

function placeOfTrial({host, port}: ClusterTest['addresses'][number]): string {
	return port === null ? host : hostAndPort(host, port);
}

function time(walltime: Walltime | null): string | null {
	return walltime === null ? null : formatDuration(walltime);
}

function count(number: number | null): string | null {
	return number === null ? null : String(number);
}
