import {formatClock} from '../../../source/core/duration.js';
import {Fault} from '../../../source/core/fault.js';
import type {Resources} from '../../../source/core/job.js';
import type {Submission} from '../../../source/core/scheduler.js';

const MEBIBYTE = 1024 ** 2;

/**
 * The job's `#SBATCH` lines. Standard output and error are appended, so that a requeued job keeps what it said before;
 * the folder is on the shared file system, since a `--chdir` or `--output` that a node cannot reach ends the job as
 * FAILED 0:53 without a word (seen on 22.05).
 */
export function directivesOf(submission: Submission): readonly string[] {
	const log = escapePattern(submission.schedulerLogPath);
	const options: ReadonlyArray<readonly [string, string | null]> = [
		['job-name', submission.tag],
		['chdir', submission.folder],
		['output', log],
		['error', log],
		['open-mode', 'append'],
		...resourceOptions(submission.resources),
	];
	return options.flatMap(([name, value]) => (value === null ? [] : [`#SBATCH --${name}=${quoteValue(name, value)}`]));
}

function resourceOptions(resources: Resources): ReadonlyArray<readonly [string, string | null]> {
	const {walltime, queue, account, nodes, cpus, memoryBytes, gpus} = resources;
	return [
		['time', walltime === null ? null : walltime === 'unlimited' ? 'UNLIMITED' : formatClock(walltime)],
		['partition', queue],
		['account', account],
		['nodes', textOf(nodes)],
		['cpus-per-task', textOf(cpus)],
		// Per node, in whole mebibytes: `--mem=1.5G` is refused.
		['mem', memoryBytes === null ? null : `${Math.ceil(memoryBytes / MEBIBYTE)}M`],
		['gres', gpus === null || gpus === 0 ? null : `gpu:${gpus}`],
	];
}

function textOf(amount: number | null): string | null {
	return amount === null ? null : String(amount);
}

/**
 * A file name pattern that means itself: `%` would begin a replacement (sbatch(1), FILENAME PATTERN), and a backslash anywhere
 * would switch all replacements off.
 */
function escapePattern(path: string): string {
	return path.includes('\\') ? path : path.replaceAll('%', '%%');
}

/**
 * A value as sbatch reads it on a directive line: words end at white space and at `#`, double quotes keep them together, and a
 * backslash keeps the character behind it (sbatch's own reader of script lines; it is no shell).
 */
function quoteValue(name: string, value: string): string {
	if (/[\n\r\0]/.test(value)) {
		throw new Fault('usage', `a line break in --${name}: ${JSON.stringify(value)}`, {
			hint: 'names, queues, accounts and folders for Slurm are on one line',
		});
	}

	return /^[\w./:,=+@%-]+$/.test(value) ? value : `"${value.replace(/(["\\])/g, '\\$1')}"`;
}
