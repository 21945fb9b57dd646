import {type Query, textOf} from '../../../source/core/command.js';
import type {Walltime} from '../../../source/core/job.js';
import type {Limits, Queue} from '../../../source/core/scheduler.js';
import {failureOf, notUnderstood} from './answers.js';
import {walltimeOf} from './times.js';

const UNIT = '\x1f';

/** Partition (`*`: the default), availability, limit, default, nodes A/I/O/T, cpus, memory in MB, generic resources. */
const FORMAT = ['%P', '%a', '%l', '%L', '%F', '%c', '%m', '%G'].join(UNIT);

/** Partitions, and where there is accounting the accounts of the user. */
const LIMITS = `sinfo --noheader --format="$1" || exit
printf '\\035\\n'
sacctmgr --noheader --parsable2 show assoc user="$(id -un)" format=account 2>/dev/null || :`;

export const limits: Query<void, Limits> = {
	plan: () => ({argv: ['sh', '-c', LIMITS, 'hpctui', FORMAT], timeoutMs: 60_000}),
	read(outcome) {
		if (outcome.code !== 0) {
			throw failureOf(outcome, 'sinfo');
		}

		const [partitions = '', accounts = ''] = textOf(outcome.stdout).split('\x1d\n');
		const rows = linesOf(partitions).filter(line => !line.startsWith('CLUSTER: '));
		return {queues: merge(rows.map(queueOf)), accounts: [...new Set(linesOf(accounts))]};
	},
};

function linesOf(text: string): readonly string[] {
	return text.split('\n').filter(line => line.trim() !== '');
}

function queueOf(line: string): Queue {
	const [name = '', available, limit = '', usual = '', nodes = '', cpus = '', memory = '', gres] = line.split(UNIT);
	if (gres === undefined) {
		throw notUnderstood('sinfo', line);
	}

	const [, idle, , total] = nodes.split('/').map(Number);
	return {
		name: name.replace(/\*$/, ''),
		isDefault: name.endsWith('*'),
		isOpen: available === 'up',
		maxWalltime: walltimeOf(limit),
		defaultWalltime: walltimeOf(usual),
		nodesTotal: known(total),
		nodesIdle: known(idle),
		// `8+`: at least that many, where the nodes differ.
		cpusPerNode: known(Number.parseInt(cpus, 10)),
		memoryBytesPerNode: scaled(known(Number.parseInt(memory, 10))),
		gres: gres === '(null)' || gres === '' ? null : gres,
	};
}

/** sinfo prints a partition once for each kind of its nodes: one queue, nodes added up, the largest node told. */
function merge(rows: readonly Queue[]): readonly Queue[] {
	const queues = new Map<string, Queue>();
	for (const row of rows) {
		const before = queues.get(row.name);
		queues.set(row.name, before === undefined ? row : together(before, row));
	}

	return [...queues.values()];
}

function together(one: Queue, other: Queue): Queue {
	return {
		...one,
		isOpen: one.isOpen || other.isOpen,
		maxWalltime: longest(one.maxWalltime, other.maxWalltime),
		nodesTotal: added(one.nodesTotal, other.nodesTotal),
		nodesIdle: added(one.nodesIdle, other.nodesIdle),
		cpusPerNode: largest(one.cpusPerNode, other.cpusPerNode),
		memoryBytesPerNode: largest(one.memoryBytesPerNode, other.memoryBytesPerNode),
		gres: [...new Set([one.gres, other.gres])].filter(gres => gres !== null).join(',') || null,
	};
}

function longest(one: Walltime | null, other: Walltime | null): Walltime | null {
	return one === 'unlimited' || other === 'unlimited' ? 'unlimited' : largest(one, other);
}

function largest(one: number | null, other: number | null): number | null {
	return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function added(one: number | null, other: number | null): number | null {
	return one === null && other === null ? null : (one ?? 0) + (other ?? 0);
}

function known(amount: number | undefined): number | null {
	return amount === undefined || Number.isNaN(amount) ? null : amount;
}

function scaled(mebibytes: number | null): number | null {
	return mebibytes === null ? null : mebibytes * 1024 ** 2;
}
