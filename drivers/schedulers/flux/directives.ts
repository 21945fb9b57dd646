import {Fault} from '../../../source/core/fault.js';
import type {Resources} from '../../../source/core/job.js';
import type {Submission} from '../../../source/core/scheduler.js';
import {quoteWord} from '../../../source/core/shell-text.js';

/**
 * The job's `#flux:` lines, which `flux batch` reads with the quoting of a POSIX shell (RFC 36). Standard error goes where standard
 * output goes.
 */
export function directivesOf(submission: Submission): readonly string[] {
	const options: ReadonlyArray<readonly [string, string | null]> = [
		['job-name', submission.tag],
		['cwd', submission.folder],
		['output', literal(submission.schedulerLogPath)],
		...resourceOptions(submission.resources),
	];
	return options.flatMap(([name, value]) => (value === null ? [] : [`#flux: --${name}=${quoteValue(name, value)}`]));
}

/**
 * flux-batch(1) counts slots: one of `cpus` cores on each node. A time limit is written in seconds, with its unit: a bare number is
 * minutes, and 0 has no limit.
 */
function resourceOptions(resources: Resources): ReadonlyArray<readonly [string, string | null]> {
	const {walltime, queue, account, nodes, cpus, memoryBytes, gpus} = resources;
	if (memoryBytes !== null) {
		throw new Fault('usage', 'Flux gives out cores, GPUs and nodes, and no memory', {
			hint: 'ask for the cores or the nodes that come with it, without --memory',
		});
	}

	return [
		['time-limit', walltime === null ? null : walltime === 'unlimited' ? '0' : `${walltime}s`],
		['queue', queue],
		['bank', account],
		['nodes', nodes === null ? null : String(nodes)],
		['nslots', String(nodes ?? 1)],
		['cores-per-slot', cpus === null ? null : String(cpus)],
		['gpus-per-slot', gpus === null || gpus === 0 ? null : String(gpus)],
	];
}

/** `{{id}}` and its like are replaced in a path (flux-batch(1), MUSTACHE TEMPLATES), and there is no way to write them. */
function literal(path: string): string {
	if (path.includes('{{')) {
		throw new Fault('usage', `Flux would replace {{…}} in the path of the log: ${path}`, {
			hint: 'take a home folder without {{ in its path',
		});
	}

	return path;
}

/** Python's shlex as Flux sets it up reads backslashes inside of single quotes too, unlike a shell. */
function quoteValue(name: string, value: string): string {
	if (/[\n\r\0\\]/.test(value)) {
		throw new Fault('usage', `a line break or a backslash in --${name}: ${JSON.stringify(value)}`, {
			hint: 'names, queues, banks and folders for Flux are on one line, without backslashes',
		});
	}

	return quoteWord(value);
}
