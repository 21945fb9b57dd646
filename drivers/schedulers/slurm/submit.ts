import {type Command, type Outcome, type Query, textOf} from '../../../source/core/command.js';
import type {Probe, Receipt, SchedulerDriver, Submission} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {requireAccepted} from '../common/refusals.js';
import {refuseOurs} from '../common/scheduler-args.js';
import {failureOf, notUnderstood, saidBy} from './answers.js';
import {directivesOf} from './directives.js';
import {refusalOf} from './refusals.js';
import {EPOCH_TIMES, instantOf} from './times.js';

/**
 * Arguments that would take from us what we need: the name we look a lost submission up by, the output we tell the log of,
 * one job that starts (no array), and an answer at once.
 */
const OURS = /^(?:--(?:job-name|array|wrap|wait|test-only|quiet|output|error|version|help)(?:=|$)|-[JaWQoeVh])/;

/** `slurm 23.02.1`, `slurm-wlm 22.05.8` (Debian). A wrapper of that name which is not Slurm says something else. */
export const probe: Query<void, Probe> = {
	plan: () => ({argv: ['sbatch', '--version']}),
	read(outcome) {
		if (isMissingProgram(outcome)) {
			return {found: false, why: 'there is no sbatch'};
		}

		const said = textOf(outcome.stdout).trim() || saidBy(outcome);
		const [, version] = /^slurm(?:-\w+)?\s+(\d+\.\d+\S*)/m.exec(textOf(outcome.stdout)) ?? [];
		return version === undefined
			? {found: false, why: `sbatch is there and does not say that it is Slurm: ${said.slice(0, 200)}`}
			: {found: true, version};
	},
};

/**
 * The job inherits the environment of the submission (sbatch's `--export=ALL`), which is why LC_ALL, set to C for us to
 * read answers, is taken away again: a notebook with LC_ALL=C writes broken file names.
 */
export const submit: Query<Submission, Receipt> = {
	plan: submission => ({
		argv: ['env', '-u', 'LC_ALL', 'sbatch', '--parsable', ...argumentsOf(submission), submission.scriptPath],
		timeoutMs: 60_000,
	}),
	read(outcome) {
		requireTaken(outcome);
		const said = textOf(outcome.stdout);
		// `id` or `id;cluster` on a line of its own; a site's wrapper may say more around it.
		const [jobId] = /^\d+(?:;[\w.-]+)?$/m.exec(said) ?? [];
		if (jobId === undefined) {
			throw notUnderstood('sbatch', said);
		}

		return {jobId};
	},
};

/** When it would start: `sbatch --test-only`, which answers on standard error and submits nothing. */
export const estimate: NonNullable<SchedulerDriver['estimate']> = {
	plan: (submission): Command => ({
		argv: ['sbatch', '--test-only', ...argumentsOf(submission)],
		env: EPOCH_TIMES,
		stdin: ['#!/bin/sh', ...directivesOf(submission), 'exit 0', ''].join('\n'),
		timeoutMs: 60_000,
	}),
	read(outcome) {
		requireTaken(outcome);
		const said = saidBy(outcome);
		const [, start = '', rest = ''] = /Job \d+ to start at (\S+)\s*([^;]*)/.exec(said) ?? [];
		if (start === '') {
			throw notUnderstood('sbatch --test-only', said);
		}

		return {startsAt: instantOf(start), note: rest.trim() || null};
	},
};

function argumentsOf({resources}: Submission): readonly string[] {
	return refuseOurs(resources.schedulerArgs, OURS);
}

/** Throws unless sbatch took the job. */
function requireTaken(outcome: Outcome): void {
	requireAccepted(outcome, {program: 'sbatch', saidBy, failureOf, refusalOf: () => refusalOf(saidBy(outcome))});
}
