import {Fault} from '../../../source/core/fault.js';
import type {Submission} from '../../../source/core/scheduler.js';
import type {Dialect} from './dialect.js';
import {nameOf, TAG_VARIABLE} from './tag.js';
import {clockOf} from './times.js';

/**
 * The job's `#PBS` lines. Both streams go to one file (`-j oe -o`), which the server brings back after the end: nobody waits for it, since the script
 * redirects its own output. `-k` is not used: it would litter the home directory, and a direct write (`-k doe`) into a folder that is missing
 * holds the job after some tries (seen on OpenPBS 23.06). Without `-S` the login shell gets the script's name, so that its profile is read
 * and the script's first line is obeyed.
 */
export function directivesFor({sizeOf}: Dialect, submission: Submission): readonly string[] {
	const {tag, schedulerLogPath, resources} = submission;
	const {walltime, queue, account} = resources;
	if (walltime === 'unlimited') {
		throw new Fault('usage', 'PBS knows no unlimited walltime', {
			hint: "leave --walltime out for the queue's default, or name a long one",
		});
	}

	const limits = [...sizeOf(resources), ...(walltime === null ? [] : [`walltime=${clockOf(walltime)}`])];
	const options: ReadonlyArray<readonly [string, string | null]> = [
		['-N', nameOf(tag)],
		['-v', `${TAG_VARIABLE}=${tag}`],
		['-j', 'oe'],
		['-o', plainPath(schedulerLogPath)],
		['-q', queue],
		['-A', account],
		...limits.map(limit => ['-l', limit] as const),
	];
	return options.flatMap(([option, value]) => (value === null ? [] : [`#PBS ${option} ${quoteValue(option, value)}`]));
}

/** What is before a colon would be a host; `$` and `^` begin replacements (Torque's `$PBS_JOBID`, PBS's `^array_index^`). */
function plainPath(path: string): string {
	return /[:^$]/.test(path) ? '/dev/null' : path;
}

/** Words on a directive line end at white space; quotes keep them together, and a backslash keeps the character behind it. */
function quoteValue(option: string, value: string): string {
	if (/[\n\r\0]/.test(value)) {
		throw new Fault('usage', `a line break in ${option}: ${JSON.stringify(value)}`, {
			hint: 'queues, accounts and folders for PBS are on one line',
		});
	}

	return /^[\w./:,=+@%-]+$/.test(value) ? value : `"${value.replace(/(["\\])/g, '\\$1')}"`;
}
