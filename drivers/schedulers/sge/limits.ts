import {type Query, textOf} from '../../../source/core/command.js';
import type {Limits, Queue} from '../../../source/core/scheduler.js';
import {parseSize} from '../../../source/core/size.js';
import {failureOf, notUnderstood} from './answers.js';
import {BOUNDARY} from './listing.js';
import {walltimeOf} from './times.js';
import {readXml} from './xml.js';

/** Queues with their limits, their instances on the hosts, the hosts with memory and GPUs, and the projects. */
const LIMITS = `qconf -sq '*' || exit
printf '\\035\\n'
qstat -f -u "$(id -un)" -xml || exit
printf '\\035\\n'
hpctui_gpu=$(qconf -sc 2>/dev/null | awk '$1 ~ /^(gpu|gpus|ngpus|num_gpus?|gpu_count|gpucount|gpu_card|GPUs?|cuda)$/ { print $1; exit }')
qhost \${hpctui_gpu:+-F "$hpctui_gpu"} -xml 2>/dev/null || :
printf '\\035\\n'
qconf -sprjl 2>/dev/null || :`;

/** A queue on a host. */
type Instance = {
	readonly queue: string;
	readonly host: string;
	readonly slots: number;
	readonly used: number;
	readonly isOpen: boolean;
};
type Host = {readonly memoryBytes: number | null; readonly gpus: string | null};

/** Grid Engine has no default queue: it chooses among all that fit. Slots of the largest host stand for its processors. */
export const limits: Query<void, Limits> = {
	plan: () => ({argv: ['sh', '-c', LIMITS, 'hpctui'], timeoutMs: 60_000}),
	read(outcome) {
		if (outcome.code !== 0) {
			throw failureOf(outcome, 'qconf');
		}

		const [queues = '', instances, hosts = '', projects = ''] = textOf(outcome.stdout).split(BOUNDARY);
		if (instances === undefined) {
			throw notUnderstood('qconf', queues);
		}

		const placed = instancesOf(instances);
		const known = hosts.trim() === '' ? new Map<string, Host>() : hostsOf(hosts);
		return {
			queues: queuesOf(queues).map(fields => queueOf(fields, placed, known)),
			accounts: projects.split('\n').filter(line => line.trim() !== ''),
		};
	},
};

/** `qconf -sq`: `name   value`, queues apart by an empty line; a long value goes on in the next line behind a backslash. */
function queuesOf(text: string): ReadonlyArray<ReadonlyMap<string, string>> {
	const blocks = text.replace(/\\\n\s*/g, '').split(/^(?=qname\s)/m);
	return blocks
		.map(
			block => new Map([...block.matchAll(/^(\w+)\s+(.*?)\s*$/gm)].map(([, name = '', value = '']) => [name, value])),
		)
		.filter(fields => fields.has('qname'));
}

function queueOf(
	fields: ReadonlyMap<string, string>,
	placed: readonly Instance[],
	hosts: ReadonlyMap<string, Host>,
): Queue {
	const name = fields.get('qname') ?? '';
	const instances = placed.filter(({queue}) => queue === name);
	const open = instances.filter(({isOpen}) => isOpen);
	const at = instances.map(({host}) => hosts.get(host)).filter(host => host !== undefined);
	const gpus = new Set(at.map(host => host.gpus).filter(text => text !== null));
	return {
		name,
		isDefault: false,
		isOpen: open.length > 0,
		maxWalltime: walltimeOf(fields.get('h_rt') ?? ''),
		defaultWalltime: null,
		nodesTotal: instances.length,
		nodesIdle: open.filter(({used}) => used === 0).length,
		cpusPerNode: largest(instances.map(({slots}) => slots)),
		memoryBytesPerNode: largest(at.map(host => host.memoryBytes).filter(bytes => bytes !== null)),
		gres: [...gpus].sort().join(',') || null,
	};
}

/** States in which nothing new is started: a(larm), A(larm), d(isabled), D, s(uspended), S, C, u(nknown), E(rror), c, o(rphaned). */
const CLOSED = /[aAdDsSCuEco]/;

function instancesOf(xml: string): readonly Instance[] {
	const instances: Instance[] = [];
	let fields: Map<string, string> | null = null;
	readXml(xml, 'qstat -f', {
		open(name) {
			fields = name === 'Queue-List' ? new Map() : fields;
		},
		close(name, text) {
			if (name === 'Queue-List' && fields !== null) {
				const [queue = '', host = ''] = (fields.get('name') ?? '').split('@');
				instances.push({
					queue,
					host,
					slots: Number(fields.get('slots_total') ?? 0),
					used: Number(fields.get('slots_used') ?? 0),
					isOpen: !CLOSED.test(fields.get('state') ?? ''),
				});
				fields = null;
			} else if (fields !== null && !fields.has(name)) {
				// The first: jobs of the user stand inside, with a name and a state of their own.
				fields.set(name, text);
			}
		},
	});
	return instances;
}

function hostsOf(xml: string): ReadonlyMap<string, Host> {
	const hosts = new Map<string, Host>();
	let host = '';
	let value: string | null = null;
	readXml(xml, 'qhost', {
		open(name, attribute) {
			if (name === 'host') {
				host = attribute('name') ?? '';
				hosts.set(host, {memoryBytes: null, gpus: null});
			} else if (name === 'hostvalue' || name === 'resourcevalue') {
				value = attribute('name');
			}
		},
		close(name, text) {
			const known = hosts.get(host);
			if (known === undefined) {
				return;
			}

			if (name === 'hostvalue' && value === 'mem_total') {
				hosts.set(host, {...known, memoryBytes: bytesOf(text)});
			} else if (name === 'resourcevalue' && value !== null && Number(text) > 0) {
				hosts.set(host, {...known, gpus: `${value}:${Number(text)}`});
			}
		},
	});
	return hosts;
}

/** `23.5G`, `628.1M`; `-` is not known. */
function bytesOf(text: string): number | null {
	return /^\d+(\.\d+)?[KMGTP]$/i.test(text) && Number.parseFloat(text) > 0 ? parseSize(text) : null;
}

function largest(numbers: readonly number[]): number | null {
	return numbers.length === 0 ? null : Math.max(...numbers);
}
