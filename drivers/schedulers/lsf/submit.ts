import {type Query, textOf} from '../../../source/core/command.js';
import type {Probe, Receipt, Submission} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {refuseOurs} from '../common/scheduler-args.js';
import {notUnderstood, requireAccepted, saidBy} from './answers.js';
import {REFUSALS} from './refusals.js';

/**
 * Arguments that would take from us what we need: the name we look a lost submission up by, the output we tell the log of, one job
 * that starts, an answer at once.
 */
const OURS = /^-(?:J|Jd|o|oo|e|eo|i|is|K|I|Ip|Is|IS|ISp|ISs|IX|H|V|h|help|pack|json|jsdl|yaml|cwd)$/;

/** `IBM Spectrum LSF Standard 10.1.0.0, Jul 08 2016`, `Platform LSF 9.1.1.1, …`, on standard error. */
export const probe: Query<void, Probe> = {
	plan: () => ({argv: ['bsub', '-V']}),
	read(outcome) {
		if (isMissingProgram(outcome)) {
			return {found: false, why: 'there is no bsub'};
		}

		const said = `${textOf(outcome.stdout)}\n${textOf(outcome.stderr)}`.trim();
		const [, version] = /\bLSF\b[^\n]*?(\d+\.\d+[\w.]*)/.exec(said) ?? [];
		if (version === undefined || /openlava/i.test(said)) {
			return {found: false, why: `bsub is there and does not say that it is LSF: ${said.slice(0, 200)}`};
		}

		return Number(version.split('.', 1)[0]) >= 9
			? {found: true, version}
			: {found: false, why: `LSF ${version} is too old: its bjobs cannot be told what to print`};
	},
};

/**
 * The script on standard input: only there all versions read `#BSUB` lines. The job inherits the environment of the submission,
 * which is why LC_ALL, set to C for us to read answers, is taken away again.
 * Without LSB_NTRIES bsub waits for ever while mbatchd is silent; TZ and the others of LSF_ENVIRONMENT would reach the job.
 */
export const submit: Query<Submission, Receipt> = {
	plan: submission => ({
		argv: [
			'sh',
			'-c',
			'script=$1; shift; exec env -u LC_ALL LSB_NTRIES=3 bsub "$@" <"$script"',
			'hpctui',
			submission.scriptPath,
			...refuseOurs(submission.resources.schedulerArgs, OURS),
		],
		timeoutMs: 120_000,
	}),
	read(outcome) {
		requireAccepted(outcome, 'bsub', REFUSALS);
		const said = textOf(outcome.stdout);
		const [, jobId] = /Job <(\d+)> is submitted to (?:default )?queue/.exec(said) ?? [];
		if (jobId === undefined) {
			throw notUnderstood('bsub', said || saidBy(outcome));
		}

		return {jobId};
	},
};
