import {Fault} from '../../../source/core/fault.js';
import type {Submission} from '../../../source/core/scheduler.js';

const MEBIBYTE = 1024 ** 2;

/** The attribute that holds the walltime in seconds: HTCondor has no word for it. */
export const WALLTIME_ATTRIBUTE = 'HpctuiWalltime';
/** The attribute that holds the session's tag. */
export const TAG_ATTRIBUTE = 'HpctuiTag';

/** A running job is removed when it has run that long. The limit is an attribute of its own, so that it can be changed. */
const OVER_WALLTIME = `JobStatus == 2 && ${WALLTIME_ATTRIBUTE} =!= undefined && time() - JobCurrentStartDate > ${WALLTIME_ATTRIBUTE}`;

/**
 * The submit description (condor_submit(1)). A job starts with an almost empty environment: HOME, USER and PATH are those of the
 * submission, `$ENV()`; the rest is for the session's own setup lines. Files are not listed for transfer, since the session's folder
 * lies on a file system that the machines share.
 */
export function descriptionOf(submission: Submission): string {
	const {resources, tag, folder, scriptPath, schedulerLogPath} = submission;
	if ((resources.nodes ?? 1) > 1) {
		throw new Fault('usage', 'a session on HTCondor runs on one machine', {
			hint: 'ask for more cpus instead of more nodes',
		});
	}

	const walltime = typeof resources.walltime === 'number' ? resources.walltime : null;
	const commands: ReadonlyArray<readonly [string, string | null]> = [
		['universe', literal(resources.queue ?? 'vanilla')],
		['executable', literal(scriptPath)],
		['initialdir', literal(folder)],
		['output', literal(schedulerLogPath)],
		['error', literal(schedulerLogPath)],
		['should_transfer_files', 'IF_NEEDED'],
		['environment', ENVIRONMENT],
		['batch_name', literal(tag)],
		[`My.${TAG_ATTRIBUTE}`, `"${literal(tag)}"`],
		['accounting_group', resources.account === null ? null : literal(resources.account)],
		['request_cpus', textOf(resources.cpus)],
		// In mebibytes where no unit is given.
		['request_memory', resources.memoryBytes === null ? null : String(Math.ceil(resources.memoryBytes / MEBIBYTE))],
		['request_gpus', resources.gpus === 0 ? null : textOf(resources.gpus)],
		[`My.${WALLTIME_ATTRIBUTE}`, textOf(walltime)],
		['periodic_remove', walltime === null ? null : OVER_WALLTIME],
		// SIGTERM first, and SIGKILL after as long as the job script needs to end its app.
		['kill_sig', 'SIGTERM'],
		['job_max_vacate_time', '30'],
		['notification', 'never'],
	];
	const lines = commands.flatMap(([name, value]) => (value === null ? [] : [`${name} = ${value}`]));
	return [...lines, 'queue 1', ''].join('\n');
}

const ENVIRONMENT = `"'HOME=$ENV(HOME)' 'USER=$ENV(USER)' 'PATH=$ENV(PATH)' HPCTUI_JOB_ID=$(ClusterId).$(ProcId)"`;

/** A value that means itself: `$` would begin a macro, a backslash at the end joins the next line, and white space at the ends is lost. */
function literal(value: string): string {
	if (/[\n\r\0]|\\$|^\s|\s$/.test(value) || value === '') {
		throw new Fault('usage', `a submit description cannot hold ${JSON.stringify(value)}`, {
			hint: 'names and folders for HTCondor are on one line, without white space or a backslash at the end',
		});
	}

	return value.replaceAll('$', '$(DOLLAR)');
}

function textOf(amount: number | null): string | null {
	return amount === null ? null : String(amount);
}
