import {Fault} from '../../../source/core/fault.js';
import type {Resources} from '../../../source/core/job.js';

/** `-l`, `--resource` and their values, apart or in one word. */
const RESOURCE = /^(?:-l|--resource(?:=|$))(.*)$/s;

/**
 * What is asked for, in OAR's words: `/nodes=2/core=4,walltime=1:00:00`. Descriptions that a person gives replace ours, since
 * several of them are alternatives to OAR ("moldable" jobs); only the walltime is added where they have none.
 */
export function descriptionsOf(resources: Resources): readonly string[] {
	const walltime = walltimeOf(resources);
	const theirs = splitArguments(resources.schedulerArgs).descriptions;
	if (theirs.length > 0) {
		return theirs.map(text => (walltime === null || /\bwalltime\s*=/.test(text) ? text : `${text},${walltime}`));
	}

	const ours = [hierarchyOf(resources), walltime].filter(part => part !== null).join(',');
	return ours === '' ? [] : [ours];
}

/** Arguments of a person, the descriptions of resources apart from the others. */
export function splitArguments(args: readonly string[]): {
	readonly descriptions: readonly string[];
	readonly others: readonly string[];
} {
	const descriptions: string[] = [];
	const others: string[] = [];
	for (let index = 0; index < args.length; index += 1) {
		const word = args[index] ?? '';
		const [, value] = RESOURCE.exec(word) ?? [];
		if (value === undefined) {
			others.push(word);
		} else if (value === '') {
			index += 1;
			descriptions.push(args[index] ?? '');
		} else {
			descriptions.push(value);
		}
	}

	return {descriptions, others};
}

/** `H:MM:SS`. Every job of OAR has a walltime: without one it gets the site's default. */
function walltimeOf({walltime}: Resources): string | null {
	if (walltime === 'unlimited') {
		throw new Fault('usage', 'OAR has no jobs without a walltime', {hint: 'give one, as --walltime 8h'});
	}

	return walltime === null ? null : `walltime=${clockOf(walltime)}`;
}

/** Hours may be more than 23. */
export function clockOf(seconds: number): string {
	const two = (amount: number) => String(amount).padStart(2, '0');
	return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/**
 * Levels of the hierarchy from large to small; `core` and `gpu` are the names that OAR's manual and most sites use. A number below
 * another is meant for each of those above: the cores of a node are split among its GPUs.
 */
function hierarchyOf({nodes, cpus, gpus, memoryBytes}: Resources): string | null {
	if (memoryBytes !== null) {
		throw new Fault('usage', 'OAR knows no amount of memory to ask for', {
			hint: 'ask for a property of your site instead, as --scheduler-arg=-p --scheduler-arg="memnode >= 8192"',
		});
	}

	const gpusPerNode = gpus === 0 ? null : gpus;
	if (nodes === null && cpus === null && gpusPerNode === null) {
		return null;
	}

	const cores = cpus === null ? null : Math.ceil(cpus / (gpusPerNode ?? 1));
	const levels = [
		['nodes', nodes ?? 1],
		['gpu', gpusPerNode],
		['core', cores],
	] as const;
	return levels.map(([name, amount]) => (amount === null ? '' : `/${name}=${amount}`)).join('');
}
