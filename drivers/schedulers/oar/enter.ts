import type {Command} from '../../../source/core/command.js';
import type {Entry} from '../../../source/core/scheduler.js';
import {anyShellLine, quotePath, quoteWord} from '../../../source/core/shell-text.js';
import {requireId} from './job-ids.js';

/**
 * OAR's own ssh, which leads into the job's control group (oarsh(1)); it passes input, output and exit code on. Environment and
 * folder stay behind, and what stands behind the node is joined with blanks for the shell there: seen on 2.5.9.
 *
 * `oarsub -C` would lead to the first node of the job alone, and to a terminal only.
 */
export function enter({jobId, node, command, isTerminal}: Entry): Command {
	const {env = {}, cwd, argv, ...rest} = command;
	const environment = Object.entries(env).map(([name, value]) => `${name}=${value}`);
	const words = [...(environment.length > 0 ? ['env', ...environment] : []), ...argv];
	const line = `exec ${words.map(quoteWord).join(' ')}`;
	return {
		...rest,
		argv: [
			'env',
			`OAR_JOB_ID=${requireId(jobId)}`,
			'oarsh',
			...(isTerminal ? ['-t'] : []),
			node,
			anyShellLine(cwd === undefined ? line : `cd ${quotePath(cwd)} && ${line}`),
		],
	};
}
