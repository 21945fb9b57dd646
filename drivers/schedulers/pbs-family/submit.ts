import {type Outcome, type Query, textOf} from '../../../source/core/command.js';
import type {Probe, Receipt, Submission} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {requireAccepted} from '../common/refusals.js';
import {refuseOurs} from '../common/scheduler-args.js';
import {failureOf, notUnderstood, saidBy} from './answers.js';
import type {Dialect} from './dialect.js';
import {refusalOf} from './refusals.js';
import {TAG_VARIABLE} from './tag.js';

/**
 * qstat alone is no sign: Grid Engine has one, and Slurm brings one that imitates Torque's. A site's own qstat may hide its version, which
 * pbsnodes then tells.
 */
const VERSIONS = 'qstat --version </dev/null; code=$?; pbsnodes --version </dev/null 2>/dev/null; exit $code';

/** The version: OpenPBS writes `pbs_version = 23.06.06`, Torque `Version: 6.1.2`, older ones on standard error. */
export function probeOf({title, version: pattern}: Dialect): Query<void, Probe> {
	return {
		plan: () => ({argv: ['sh', '-c', VERSIONS]}),
		read(outcome) {
			const said = `${textOf(outcome.stdout)}\n${textOf(outcome.stderr)}`.trim();
			const [, version] = pattern.exec(said) ?? [];
			if (version !== undefined) {
				return {found: true, version};
			}

			return isMissingProgram(outcome)
				? {found: false, why: 'there is no qstat'}
				: {found: false, why: `qstat is there and does not say that it is ${title}: ${said.slice(0, 200)}`};
		},
	};
}

/** LC_ALL, set to C for us to read answers, is taken away again, for `-V` would hand it to the job. */
export function submitOf(dialect: Dialect): Query<Submission, Receipt> {
	return {
		plan: submission => ({
			argv: [
				'env',
				'-u',
				'LC_ALL',
				'qsub',
				...dialect.submitOptions,
				...argumentsOf(dialect, submission),
				submission.scriptPath,
			],
			timeoutMs: 90_000,
		}),
		read(outcome) {
			requireAccepted(outcome, {
				program: 'qsub',
				saidBy,
				wasKilled,
				failureOf,
				refusalOf: () => refusalOf(saidBy(outcome)),
			});
			const said = textOf(outcome.stdout);
			// The id on a line of its own; a site's hook or wrapper may say more around it.
			const [jobId] = /^\d+(?:\.[\w.-]+)?(?=\s*$)/m.exec(said) ?? [];
			if (jobId === undefined) {
				throw notUnderstood('qsub', said);
			}

			return {jobId};
		},
	};
}

function argumentsOf({ours}: Dialect, {tag, resources}: Submission): readonly string[] {
	return withTag(refuseOurs(resources.schedulerArgs, ours, /^-?W?block=t/i), tag);
}

/** `-v` on the command line replaces the one in the script, so the tag goes into both. */
function withTag(words: readonly string[], tag: string): readonly string[] {
	return words.map((word, index) => {
		const ours = `${TAG_VARIABLE}=${tag}`;
		const isList = words[index - 1] === '-v';
		return isList ? `${ours},${word}` : word.replace(/^-v(?=.)/, `-v${ours},`);
	});
}

/**
 * PBS's own exit codes are its error numbers modulo 256 (162: no answer), so those above 128 do not tell of a signal by themselves: where it
 * said nothing, it was killed, and the job may have been taken.
 */
function wasKilled(outcome: Outcome): boolean {
	const said = saidBy(outcome);
	return (outcome.code ?? 0) > 128 && (said === '' || /^(?:killed|terminated)\b/i.test(said));
}
