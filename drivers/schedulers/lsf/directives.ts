import {Fault} from '../../../source/core/fault.js';
import type {Resources} from '../../../source/core/job.js';
import type {Submission} from '../../../source/core/scheduler.js';
import {minutesOf} from './times.js';

const MEBIBYTE = 1024 ** 2;

/**
 * The job's `#BSUB` lines. Without `-e`, both streams go to the one file, and `-o` appends. A walltime without limit is not written:
 * LSF has no word for it, and the queue's own then holds.
 */
export function directivesOf(submission: Submission): readonly string[] {
	const options: ReadonlyArray<readonly [string, string | null]> = [
		['J', submission.tag],
		['cwd', literal('folder', submission.folder)],
		['o', literal('log', submission.schedulerLogPath)],
		...resourceOptions(submission.resources),
	];
	return options.flatMap(([name, value]) => (value === null ? [] : [`#BSUB -${name} ${quoteValue(name, value)}`]));
}

/**
 * Slots are what LSF counts: `cpus` of them on each of `nodes` hosts. Memory stands twice, for the limit and for the
 * reservation, since sites look at one or the other; whether it counts for a host or for a slot is the site's choice
 * (RESOURCE_RESERVE_PER_TASK, lsb.params(5)). A unit behind the number holds whatever LSF_UNIT_FOR_LIMITS says.
 */
function resourceOptions(resources: Resources): ReadonlyArray<readonly [string, string | null]> {
	const {walltime, queue, account, nodes, cpus, memoryBytes, gpus} = resources;
	const memory = memoryBytes === null ? null : `${Math.ceil(memoryBytes / MEBIBYTE)}MB`;
	return [
		['W', walltime === null || walltime === 'unlimited' ? null : minutesOf(walltime)],
		['q', queue],
		['P', account],
		['n', nodes === null && cpus === null ? null : String((nodes ?? 1) * (cpus ?? 1))],
		['R', nodes !== null ? `span[ptile=${cpus ?? 1}]` : cpus !== null ? 'span[hosts=1]' : null],
		['M', memory],
		['R', memory === null ? null : `rusage[mem=${memory}]`],
		['gpu', gpus === null || gpus === 0 ? null : `num=${gpus}`],
	];
}

/** bsub(1): `%J` and `%I` in a path become the job's id and index, in a folder `%`-letters and more; there is no way to write them. */
function literal(name: string, path: string): string {
	if (/%[A-Za-z]/.test(path)) {
		throw new Fault('usage', `LSF would replace the %-letters in the path of the ${name}: ${path}`, {
			hint: 'take a home or a work folder without % in its path',
		});
	}

	return path;
}

/** bsub reads a directive's words as a shell does, without expanding them. */
function quoteValue(name: string, value: string): string {
	if (/[\n\r\0]/.test(value)) {
		throw new Fault('usage', `a line break in -${name}: ${JSON.stringify(value)}`, {
			hint: 'names, queues, projects and folders for LSF are on one line',
		});
	}

	if (value.includes('"') && value.includes("'")) {
		throw new Fault('usage', `both kinds of quotes in -${name}: ${value}`, {hint: 'bsub cannot be given such a word'});
	}

	return /^[\w./:,=+@-]+$/.test(value) ? value : value.includes("'") ? `"${value}"` : `'${value}'`;
}
