import {Fault} from '../../../source/core/fault.js';
import type {Submission} from '../../../source/core/scheduler.js';
import {descriptionsOf} from './resources.js';

/**
 * The job's `#OAR` lines, which `oarsub --scanscript` reads: an option, and its value up to the end of the line as it is. What
 * the scheduler says goes to a file that is named from the folder where the job is submitted, which is its own: a whole path may
 * hold nothing but ASCII letters, digits and `_./-% \` (oarsub refuses others), and is the user's home.
 */
export function directivesOf(submission: Submission): readonly string[] {
	const {tag, folder, schedulerLogPath, resources} = submission;
	requireUsableFolder(folder);
	const log = schedulerLogPath.startsWith(`${folder}/`) ? schedulerLogPath.slice(folder.length + 1) : schedulerLogPath;
	const options: ReadonlyArray<readonly [string, string | null]> = [
		['name', tag],
		...descriptionsOf(resources).map(description => ['resource', description] as const),
		['queue', resources.queue],
		['project', resources.account],
		['stdout', log],
		['stderr', log],
	];
	return options.flatMap(([name, value]) => (value === null ? [] : [`#OAR --${name} ${onOneLine(name, value)}`]));
}

/** OAR writes the folder between single quotes into a Perl script on the node, as it is (Tools.pm, 2.5.9). */
function requireUsableFolder(folder: string): void {
	if (/['\\\n\r]/.test(folder)) {
		throw new Fault('usage', `OAR cannot start a job in the folder ${JSON.stringify(folder)}`, {
			hint: 'a quote, a backslash or a line break in its path breaks what OAR runs on the node',
		});
	}
}

/** Names, queues and projects go into OAR's database without quotes around what could end a text there (IO.pm, 2.5.9). */
function onOneLine(name: string, value: string): string {
	const isForSql = name === 'name' || name === 'queue' || name === 'project';
	if (/[\n\r\0]/.test(value) || (isForSql && /['"\\`]/.test(value)) || value !== value.trim() || value === '') {
		throw new Fault('usage', `OAR cannot take --${name} ${JSON.stringify(value)}`, {
			hint: 'names, queues and projects for OAR are on one line, and hold no quotes and no backslash',
		});
	}

	return value;
}
