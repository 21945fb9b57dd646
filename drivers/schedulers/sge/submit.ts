import {type Query, textOf} from '../../../source/core/command.js';
import type {Resources} from '../../../source/core/job.js';
import type {Probe, Receipt, Submission} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {requireAccepted} from '../common/refusals.js';
import {refuseOurs} from '../common/scheduler-args.js';
import {failureOf, isNotSetUp, notUnderstood, saidBy} from './answers.js';
import {refusalOf} from './refusals.js';
import {SUBMIT} from './submit-script.js';

/**
 * Arguments that would take from us what we need: the name we look a lost submission up by, one job, our folder, shell and output,
 * our directives (`-C`, `-clear`), an answer at once, and a job at all (`-verify`).
 */
const OURS = /^-(?:N|t|tc|o|e|i|j|S|C|b|@|cwd|wd|sync|terse|verify|help|clear|shell|now|now_y|wrap)$/;

/** `SGE 8.1.9`, `UGE 8.6.15`, `AGE 2023.1.1`, `OCS 9.0.5`, `GE 6.2u5`, `OGS/GE 2011.11p1`. */
const VERSION = /^((?:[A-Z]{1,4}\/)?(?:S?GE|UGE|AGE|OGE|OGS|OCS|GCS)[A-Z/]* v?\d[\w.+-]*)/m;

/**
 * PBS and Slurm's imitation of Torque have a qstat too, and know no `-help`: only Grid Engine begins its help with its name and
 * version. It asks for its qmaster first, so a host with the programs alone is none (seen on 8.1.9).
 */
export const probe: Query<void, Probe> = {
	plan: () => ({argv: ['qstat', '-help']}),
	read(outcome) {
		if (isMissingProgram(outcome)) {
			return {found: false, why: 'there is no qstat'};
		}

		const [, version] = VERSION.exec(textOf(outcome.stdout)) ?? VERSION.exec(textOf(outcome.stderr)) ?? [];
		if (version !== undefined) {
			return {found: true, version};
		}

		const said = saidBy(outcome);
		return isNotSetUp(said)
			? {found: false, why: `Grid Engine's programs are there and belong to no cluster: ${said.slice(0, 200)}`}
			: {found: false, why: `qstat is there and does not say that it is Grid Engine's: ${said.slice(0, 200)}`};
	},
};

/** See {@link SUBMIT}. LC_ALL, set to C for us to read answers, does not reach the job, which inherits the environment (`-V`). */
export const submit: Query<Submission, Receipt> = {
	plan(submission) {
		const {folder, scriptPath, schedulerLogPath, resources} = submission;
		const added = argumentsOf(resources);
		const log = schedulerLogPath.startsWith(`${folder}/`)
			? schedulerLogPath.slice(folder.length + 1)
			: schedulerLogPath;
		// Relative to -wd: in an absolute path a comma or a colon would end the value (qsub(1), -o).
		const output = ['-wd', folder, '-o', log];
		return {
			argv: ['sh', '-c', SUBMIT, 'hpctui', ...needsOf(resources, added), ...output, ...added, scriptPath],
			timeoutMs: 120_000,
		};
	},
	read(outcome) {
		const said = saidBy(outcome);
		requireAccepted(outcome, {
			program: 'qsub',
			saidBy,
			failureOf,
			refusalOf: () => (isNotSetUp(said) ? failureOf(outcome, 'qsub') : refusalOf(said)),
		});
		const answer = textOf(outcome.stdout);
		// An id on a line of its own; a site's wrapper or JSV may say more around it.
		const [jobId] = /^\d+$/m.exec(answer) ?? [];
		if (jobId === undefined) {
			throw notUnderstood('qsub', answer);
		}

		return {jobId};
	},
};

/** The first seven arguments of {@link SUBMIT}. */
function needsOf(resources: Resources, added: readonly string[]): readonly string[] {
	const nodes = resources.nodes ?? 1;
	const cpus = resources.cpus ?? 1;
	const given = slotsIn(added);
	const needsEnvironment = given === null && nodes * cpus > 1;
	return [
		needsEnvironment ? String(cpus) : '',
		String(given ?? nodes * cpus),
		// Slots of one node, or so many on each of several: the rules between them leave the number of nodes to the scheduler.
		nodes > 1 ? String(cpus) : '$pe_slots',
		String(given ?? cpus),
		resources.memoryBytes === null ? '' : String(Math.ceil(resources.memoryBytes)),
		resources.gpus === null || resources.gpus === 0 ? '' : String(resources.gpus),
		resources.queue ?? '',
	];
}

/** The slots of a parallel environment that the person named: `-pe smp 4`, of a range its lower end. */
function slotsIn(added: readonly string[]): number | null {
	const at = added.indexOf('-pe');
	return at === -1 ? null : Math.max(1, Number.parseInt(added[at + 2] ?? '', 10) || 1);
}

/**
 * The person's own arguments. An option and its values may stand in one (`-pe smp 4`, `-l h=node1`): qsub wants them apart, and
 * has no option with a blank in it. `-w n` is the person's way around our `-w e`, which it follows.
 */
function argumentsOf({schedulerArgs}: Resources): readonly string[] {
	const words = schedulerArgs.flatMap(argument => {
		const [, option, values] = /^(-[A-Za-z_]+)\s+(\S.*)$/s.exec(argument) ?? [];
		if (option === undefined || values === undefined) {
			return [argument];
		}

		return option === '-pe' ? [option, ...values.trim().split(/\s+/)] : [option, values.trim()];
	});
	return refuseOurs(words, OURS);
}
