import type {Query} from '../../../source/core/command.js';
import type {Limits} from '../../../source/core/scheduler.js';
import {answerOf, notUnderstood} from './answers.js';

const FIELDS = ['Machine', 'SlotType', 'State', 'Cpus', 'TotalSlotCpus', 'TotalMemory', 'TotalSlotGPUs'] as const;

type Slot = {
	readonly machine: string;
	readonly isIdle: boolean;
	readonly cpus: number;
	readonly mebibytes: number;
	readonly gpus: number;
};

/**
 * The pool as one queue: HTCondor has none, and `vanilla` is the universe that jobs are in. Slots that were cut from a machine for a job
 * are left out; the rest of such a machine always calls itself unclaimed, and is idle while nothing was cut from it. Accounting groups
 * are not told to users.
 */
export const limits: Query<void, Limits> = {
	plan: () => ({
		argv: ['condor_status', '-constraint', 'SlotType =!= "Dynamic"', '-af:t', ...FIELDS],
		timeoutMs: 60_000,
	}),
	read(outcome) {
		const text = answerOf(outcome, 'condor_status');
		const slots = text
			.split('\n')
			.filter(line => line.trim() !== '')
			.map(slotOf);
		const machines = new Set(slots.map(slot => slot.machine));
		const busy = new Set(slots.filter(slot => !slot.isIdle).map(slot => slot.machine));
		const gpus = largest(slots.map(slot => slot.gpus));
		const mebibytes = largest(slots.map(slot => slot.mebibytes));
		return {
			queues: [
				{
					name: 'vanilla',
					isDefault: true,
					isOpen: machines.size > 0,
					maxWalltime: null,
					defaultWalltime: null,
					nodesTotal: machines.size,
					nodesIdle: machines.size - busy.size,
					cpusPerNode: largest(slots.map(slot => slot.cpus)),
					memoryBytesPerNode: mebibytes === null ? null : mebibytes * 1024 ** 2,
					gres: gpus === null ? null : `gpu:${gpus}`,
				},
			],
			accounts: [],
		};
	},
};

/** An attribute that a slot lacks is `undefined`. */
function slotOf(line: string): Slot {
	const [machine = '', type = '', state = '', cpus, totalCpus, mebibytes, gpus] = line.trim().split('\t');
	if (gpus === undefined || machine === '') {
		throw notUnderstood('condor_status', line);
	}

	const isWhole = type !== 'Partitionable' || Number(cpus) >= Number(totalCpus);
	return {
		machine,
		isIdle: state === 'Unclaimed' && isWhole,
		cpus: amountOf(totalCpus),
		mebibytes: amountOf(mebibytes),
		gpus: amountOf(gpus),
	};
}

function amountOf(text: string | undefined): number {
	return Number(text) > 0 ? Number(text) : 0;
}

function largest(amounts: readonly number[]): number | null {
	return amounts.reduce((most, amount) => Math.max(most, amount), 0) || null;
}
