import type {Command} from '../../../source/core/command.js';
import type {Entry} from '../../../source/core/scheduler.js';
import {requireId} from './job-ids.js';

/**
 * A step beside those of the job (`--overlap`, since 20.11). srun passes input, output and exit code on. What it says about
 * exit codes itself (`task 0: Exited with exit code 3`) would stand among the command's own words: twice quiet leaves only what
 * ends srun, except where that is what one wants to hear (seen on 22.05).
 *
 * sh stands before the command because srun calls a missing program 2, and everybody else 127.
 */
export function enter({jobId, node, command, isTerminal, isTrial}: Entry): Command {
	const {job, cluster} = requireId(jobId);
	return {
		...command,
		argv: [
			'srun',
			...(cluster === null ? [] : [`--clusters=${cluster}`]),
			`--jobid=${job}`,
			'--overlap',
			`--nodelist=${node}`,
			'--nodes=1',
			'--ntasks=1',
			...(isTrial ? [] : ['--quiet', '--quiet']),
			...(isTerminal ? ['--pty'] : []),
			'--',
			'/bin/sh',
			'-c',
			'exec "$@"',
			'hpctui',
			...command.argv,
		],
	};
}
