import type {Parameter} from '../core/app.js';
import {formatDuration, parseWalltime} from '../core/duration.js';
import {Fault} from '../core/fault.js';
import type {Limits, Queue} from '../core/scheduler.js';
import {formatSize, parseSize} from '../core/size.js';
import type {AppDocument, ClusterDocument} from '../wire/calls.js';
import type {State} from './state.js';

/** A choice; `value` is what is sent, `label` what is shown. */
export type Choice = {readonly value: string; readonly label: string};

/** One line of a form. */
export type Field = {
	readonly id: string;
	readonly label: string;
	/** Null: anything may be typed. */
	readonly choices: readonly Choice[] | null;
	/** What holds when the line stays empty. */
	readonly placeholder: string;
	readonly help: string;
	/** What is wrong with a value that is not empty; null: nothing. */
	readonly check: (value: string) => string | null;
};

type Values = Readonly<Record<string, string>>;

/** Id of the field of an app's parameter. */
export const settingField = (name: string) => `set:${name}`;

/** The lines of the new-session form for what was chosen so far: queues come from the cluster, parameters from the app. */
export function sessionFields(state: State, values: Values): readonly Field[] {
	const cluster = state.clusters.find(({name}) => name === values['cluster']);
	const app = state.apps.find(({name}) => name === values['app']);
	return [
		pick('app', 'App', state.apps.map(appChoice), app?.help ?? 'what runs inside the job'),
		pick('cluster', 'Cluster', state.clusters.map(clusterChoice), hostOf(cluster)),
		text('name', 'Name', 'made from the app', 'a name of your own for the session'),
		...resourceFields(limitsOf(state, values['cluster']), cluster?.defaults ?? {}, values),
		text('workdir', 'Directory', cluster?.defaults['workdir'] ?? 'home', 'where the app starts, on the cluster'),
		...(app?.parameters ?? []).map(parameterField),
	];
}

/** The queues of a cluster, as far as they are known. */
function limitsOf(state: State, cluster: string | undefined): Limits | null {
	const limits = cluster === undefined ? null : state.limits[cluster];
	return limits && limits !== 'asking' ? limits : null;
}

function resourceFields(limits: Limits | null, defaults: Values, values: Values): readonly Field[] {
	const queues = limits?.queues ?? null;
	const queue = queues?.find(({name, isDefault}) => (values['queue'] ? name === values['queue'] : isDefault));
	const standard = (name: string) => defaults[name] ?? 'the site’s default';
	return [
		{
			...text('walltime', 'Walltime', standard('walltime'), walltimeHelp(queue)),
			check: value => checkWalltime(value, queue),
		},
		queueField(queues, standard('queue')),
		accountField(limits?.accounts ?? [], standard('account')),
		{
			...text('nodes', 'Nodes', standard('nodes'), nodesHelp(queue)),
			check: value => checkCount(value, queue?.nodesTotal, most => `${queue?.name} has ${most} nodes`),
		},
		{
			...text('cpus', 'CPUs', standard('cpus'), cpusHelp(queue)),
			check: value => checkCount(value, queue?.cpusPerNode, most => `a node of ${queue?.name} has ${most}`),
		},
		{
			...text('memory', 'Memory', standard('memory'), memoryHelp(queue)),
			check: value => checkMemory(value, queue),
		},
		{
			...text('gpus', 'GPUs', standard('gpus'), queue?.gres ? `here: ${queue.gres}` : 'how many'),
			check: value => checkCount(value),
		},
	];
}

function queueField(queues: readonly Queue[] | null, standard: string): Field {
	const help = 'the partition or queue';
	if (queues === null || queues.length === 0) {
		return text('queue', 'Queue', standard, help);
	}

	const own = queues.find(({isDefault}) => isDefault);
	const first = {value: '', label: own === undefined ? standard : `default: ${queueLabel(own)}`};
	return pick('queue', 'Queue', [first, ...queues.filter(({isOpen}) => isOpen).map(queueChoice)], help);
}

function accountField(accounts: readonly string[], standard: string): Field {
	const help = 'the account or project to charge';
	const choices = accounts.map(account => ({value: account, label: account}));
	return accounts.length === 0
		? text('account', 'Account', standard, help)
		: pick('account', 'Account', [{value: '', label: standard}, ...choices], help);
}

const YES_OR_NO: readonly Choice[] = [
	{value: 'true', label: 'yes'},
	{value: 'false', label: 'no'},
];

function parameterField({name, type, choices, default: standard, help}: Parameter): Field {
	const id = settingField(name);
	const label = labelOf(name);
	switch (type) {
		case 'boolean':
			return pick(id, label, YES_OR_NO, help);
		case 'choice':
			return pick(
				id,
				label,
				(choices ?? []).map(value => ({value, label: value})),
				help,
			);
		case 'integer':
			return {...text(id, label, standard || 'none', help), check: checkInteger};
		case 'text':
		case 'path':
		case 'ports':
		case 'session':
			return text(id, label, standard || 'none', help);
	}
}

const ABBREVIATIONS: ReadonlySet<string> = new Set(['cpu', 'gpu', 'ip', 'mpi', 'tls', 'url']);

/** A parameter's name as a person reads it: `engines-per-job` is "Engines per job". */
function labelOf(name: string): string {
	const words = name.split('-').map(word => (ABBREVIATIONS.has(word) ? word.toUpperCase() : word));
	const label = words.join(' ');
	return label.charAt(0).toUpperCase() + label.slice(1);
}

/** A line that is typed. */
export function text(id: string, label: string, placeholder: string, help: string): Field {
	return {id, label, choices: null, placeholder, help, check: () => null};
}

/** A line of choices. */
export function pick(id: string, label: string, choices: readonly Choice[], help: string): Field {
	return {id, label, choices, placeholder: 'none', help, check: () => null};
}

const appChoice = ({name, title}: AppDocument): Choice => ({value: name, label: name === title ? name : title});
const clusterChoice = ({name}: ClusterDocument): Choice => ({value: name, label: name});
const queueChoice = (queue: Queue): Choice => ({value: queue.name, label: queueLabel(queue)});

function queueLabel({name, maxWalltime, nodesIdle, nodesTotal}: Queue): string {
	const longest = maxWalltime === null ? '' : `, up to ${formatDuration(maxWalltime)}`;
	const nodes = nodesTotal === null ? '' : `, ${nodesIdle ?? '?'} of ${nodesTotal} nodes idle`;
	return `${name}${longest}${nodes}`;
}

function hostOf(cluster: ClusterDocument | undefined): string {
	return cluster === undefined ? 'where it runs' : [...cluster.hops, cluster.host].join(' → ');
}

function walltimeHelp(queue: Queue | undefined): string {
	const longest = queue?.maxWalltime;
	return longest ? `at most ${formatDuration(longest)} in ${queue.name}` : 'for example 45m, 4h or 1d12h';
}

function nodesHelp(queue: Queue | undefined): string {
	return queue?.nodesTotal ? `${queue.nodesIdle ?? '?'} of ${queue.nodesTotal} idle in ${queue.name} now` : 'how many';
}

function cpusHelp(queue: Queue | undefined): string {
	return queue?.cpusPerNode ? `up to ${queue.cpusPerNode} on a node of ${queue.name}` : 'how many';
}

function memoryHelp(queue: Queue | undefined): string {
	const most = queue?.memoryBytesPerNode;
	return most ? `up to ${formatSize(most)} on a node of ${queue.name}` : 'for example 8G';
}

function checkWalltime(value: string, queue: Queue | undefined): string | null {
	return checked(() => {
		const wanted = parseWalltime(value);
		const longest = queue?.maxWalltime ?? 'unlimited';
		const isTooLong = longest !== 'unlimited' && (wanted === 'unlimited' || wanted > longest);
		return isTooLong ? `${queue?.name} allows ${formatDuration(longest)} at most` : null;
	});
}

function checkMemory(value: string, queue: Queue | undefined): string | null {
	return checked(() => {
		const most = queue?.memoryBytesPerNode ?? Number.POSITIVE_INFINITY;
		return parseSize(value) > most ? `a node of ${queue?.name} has ${formatSize(most)}` : null;
	});
}

function checkCount(value: string, most?: number | null, complain?: (most: number) => string): string | null {
	if (!/^\d+$/.test(value.trim())) {
		return 'a whole number, please';
	}

	return most && complain && Number(value) > most ? complain(most) : null;
}

function checkInteger(value: string): string | null {
	return /^-?\d+$/.test(value.trim()) ? null : 'a whole number, please';
}

/** What stands against a value: what the check says, or the advice of the fault that it throws. */
export function checked(check: () => string | null): string | null {
	try {
		return check();
	} catch (error) {
		const {message, hint} = Fault.from(error);
		return hint ?? message;
	}
}
