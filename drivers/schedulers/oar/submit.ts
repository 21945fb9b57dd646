import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import type {Probe, Receipt, Submission} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {requireAccepted} from '../common/refusals.js';
import {refuseOurs} from '../common/scheduler-args.js';
import {DATABASE_FIRST, failureOf, linesOf, notUnderstood, saidBy} from './answers.js';
import {refusalOf} from './refusals.js';
import {splitArguments} from './resources.js';

/**
 * Arguments that would take from us what we need: the name we look a lost submission up by, the output we tell the log of, the
 * folder, one job that starts by itself (no array, no terminal, no other job again), and an answer at once.
 */
const OURS =
	/^(?:--(?:name|array|array-param-file|interactive|connect|resubmit|stdout|stderr|directory|version|help|reservation|scanscript)(?:=|$)|-[nICOEdVhrS])/;

/** OAR believes PWD, so the folder has to be entered by a shell. */
const SUBMIT = `cd -- "$1" || exit
shift
${DATABASE_FIRST}exec oarsub "$@"`;

const SERVER_NOT_TOLD = 9;

/** `OAR version : 2.5.9 (Canicule)`. */
export const probe: Query<void, Probe> = {
	plan: () => ({argv: ['oarsub', '--version']}),
	read(outcome) {
		if (isMissingProgram(outcome)) {
			return {found: false, why: 'there is no oarsub'};
		}

		const said = textOf(outcome.stdout).trim() || saidBy(outcome);
		const [, version] = /^OAR version\s*:\s*(\d+\.\d+\S*)/m.exec(textOf(outcome.stdout)) ?? [];
		return version === undefined
			? {found: false, why: `oarsub is there and does not say that it is OAR: ${said.slice(0, 200)}`}
			: {found: true, version};
	},
};

/**
 * Submitted from the session's own folder, so that neither its path nor the script's need be read by the shell that OAR hands the
 * command to. The job starts with an environment of its own; nothing of ours reaches it.
 */
export const submit: Query<Submission, Receipt> = {
	plan({folder, scriptPath, resources}) {
		const others = refuseOurs(splitArguments(resources.schedulerArgs).others, OURS);
		const script = `./${scriptPath.slice(scriptPath.lastIndexOf('/') + 1)}`;
		return {
			argv: ['sh', '-c', SUBMIT, 'hpctui', folder, '--scanscript', ...others, script],
			timeoutMs: 60_000,
		};
	},
	read(outcome) {
		const {code} = outcome;
		const said = textOf(outcome.stdout);
		const [, jobId] = /^OAR_JOB_ID=([1-9]\d*)$/m.exec(said) ?? [];
		// 9: the job is in the database, and the server could not be told. oarsub says "Job is killed", which it is not: it starts as
		// soon as the server is there again (seen on 2.5.9).
		if (jobId !== undefined && (code === 0 || code === SERVER_NOT_TOLD)) {
			return {jobId};
		}

		requireAccepted(outcome, {
			program: 'oarsub',
			saidBy,
			wasKilled,
			failureOf,
			refusalOf: () => refusalOf(linesOf(wordsAgainst(outcome))),
		});
		throw notUnderstood('oarsub', said);
	},
};

/** 129 to 192 are signals of the shell; oarsub's own codes count down from 255, and are small numbers beside. */
function wasKilled({code}: Outcome): boolean {
	return code !== null && code > 128 && code <= 192;
}

/** Admission rules print what they did to the job on standard output, and what they refuse on standard error, as a rule. */
function wordsAgainst(outcome: Outcome): string {
	const against = textOf(outcome.stderr);
	return against.trim() === '' ? textOf(outcome.stdout) : against;
}
