import {type Query, textOf} from '../../../source/core/command.js';
import type {Probe, Receipt, Submission} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {refuseOurs} from '../common/scheduler-args.js';
import {notUnderstood, requireAccepted, saidBy} from './answers.js';
import {descriptionOf} from './description.js';
import {REFUSALS} from './refusals.js';

/** Arguments that would take from us what we need: our description, the name, one job that starts, here and now, a short answer. */
const OURS =
	/^(?:-$|-(?:f|fi|fil|file|terse|verbose|batch-name|batch-id|dump|dry-run|interactive|i|factory|spool|s|remote|r|queue|q|h|help|capabilities)$|\s*(?:executable|output|error|batch_name|universe|initialdir|queue)\s*=)/i;

/** `$CondorVersion: 23.8.0 2024-05-27 BuildID: 735879 PackageID: 23.8.0-0.735879 GitSHA: 26d1081b RC $`. */
export const probe: Query<void, Probe> = {
	plan: () => ({argv: ['condor_version']}),
	read(outcome) {
		if (isMissingProgram(outcome)) {
			return {found: false, why: 'there is no condor_version'};
		}

		const [, version] = /\$CondorVersion:\s+(\d+\.\d+\.\d+)/.exec(textOf(outcome.stdout)) ?? [];
		return version === undefined
			? {found: false, why: `condor_version does not say that it is HTCondor: ${saidBy(outcome).slice(0, 200)}`}
			: {found: true, version};
	},
};

/**
 * `-terse` prints the first and the last job: `42.0 - 42.0`. Without it, a description on standard input is answered with the whole job.
 * A person's own arguments are `-append '+JobFlavour = "longlunch"'`, `-name SCHEDD`, `requirements=…`.
 */
export const submit: Query<Submission, Receipt> = {
	plan: submission => ({
		argv: ['condor_submit', '-terse', ...refuseOurs(submission.resources.schedulerArgs, OURS), '-'],
		stdin: descriptionOf(submission),
		timeoutMs: 120_000,
	}),
	read(outcome) {
		requireAccepted(outcome, 'condor_submit', REFUSALS);
		const said = textOf(outcome.stdout);
		const [, jobId] = /^(\d+\.\d+) - \d+\.\d+\s*$/m.exec(said) ?? [];
		if (jobId === undefined) {
			throw notUnderstood('condor_submit', said || saidBy(outcome));
		}

		return {jobId};
	},
};
