import {Fault} from '../../../source/core/fault.js';
import type {Resources} from '../../../source/core/job.js';
import type {Submission} from '../../../source/core/scheduler.js';

/**
 * The job's `#$` lines: what needs no knowledge of the site. The folder, and what depends on the site's parallel environments and
 * complexes, are arguments of qsub ({@link ./submit.ts}). `-V`: the job inherits the environment of the submission. The shell
 * is named, since queues have one of their own (`shell`), often csh, that would read the script.
 */
export function directivesOf(submission: Submission): readonly string[] {
	requirePlainFolder(submission);
	const {walltime, queue, account} = submission.resources;
	const options: ReadonlyArray<readonly [string, string | null]> = [
		['-N', submission.tag],
		['-S', '/bin/sh'],
		['-V', ''],
		['-j', 'y'],
		// Seconds, or H:M:S: `2h` is no time value to it (seen on 8.1.9).
		['-l', walltime === null ? null : `h_rt=${walltime === 'unlimited' ? 'INFINITY' : Math.ceil(walltime)}`],
		...placement({queue, account}),
	];
	return options.flatMap(([name, value]) => (value === null ? [] : [`#$ ${name} ${quoteValue(name, value)}`.trim()]));
}

/** What is charged at most sites is the project; `-A` is a remark in the accounting file only. */
function placement({
	queue,
	account,
}: Pick<Resources, 'queue' | 'account'>): ReadonlyArray<readonly [string, string | null]> {
	return [
		['-q', queue],
		['-P', account],
	];
}

/** The node replaces `$HOME` and its like in the working directory and in paths of output (seen on 8.1.9); there is no way to quote it. */
function requirePlainFolder({folder}: Submission): void {
	if (folder.includes('$') || /[\n\r\0]/.test(folder)) {
		throw new Fault('usage', `Grid Engine cannot run a job in the folder ${JSON.stringify(folder)}`, {
			hint: 'it replaces what follows a dollar sign, and knows no line breaks',
		});
	}
}

/** A value as qsub reads it on a directive line: quotes keep words together, and nothing quotes a quote (qsub(1), SCRIPT OPTIONS). */
function quoteValue(name: string, value: string): string {
	if (/["\n\r\0]/.test(value)) {
		throw new Fault('usage', `a quote or line break in ${name}: ${JSON.stringify(value)}`, {
			hint: 'names, queues and projects of Grid Engine have neither',
		});
	}

	return /^[\w./:,=+@*-]*$/.test(value) ? value : `"${value}"`;
}
