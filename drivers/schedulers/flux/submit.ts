import {type Query, textOf} from '../../../source/core/command.js';
import type {Probe, Receipt, Submission} from '../../../source/core/scheduler.js';
import {isMissingProgram} from '../common/failures.js';
import {refuseOurs} from '../common/scheduler-args.js';
import {notUnderstood, requireAccepted, saidBy} from './answers.js';
import {isId, plain} from './job-ids.js';
import {REFUSALS} from './refusals.js';

/** Arguments that would take from us what we need: the name, the output, the folder, one script that runs, an answer at once. */
const OURS =
	/^--(?:job-name|output|error|input|cwd|wrap|dry-run|cc|bcc|watch|wait|wait-event|dump|flags|help)(?:=|$)|^-[hv]$/;

/** The commands may be installed where no instance runs: a number of brokers says that one does. */
const PROBE = `flux version || exit
flux getattr size 2>&1 | sed 's/^/size:\\t/'`;

/** `libflux-core:\t\t0.52.0` and, by us, `size:\t16`. */
export const probe: Query<void, Probe> = {
	plan: () => ({argv: ['sh', '-c', PROBE, 'hpctui']}),
	read(outcome) {
		if (isMissingProgram(outcome)) {
			return {found: false, why: 'there is no flux'};
		}

		const said = textOf(outcome.stdout);
		const [, version] = /^libflux-core:\s+(\d+\.\d+\S*)/m.exec(said) ?? [];
		if (version === undefined) {
			const words = said.trim() || saidBy(outcome);
			return {found: false, why: `flux is there and does not say that it is Flux: ${words.slice(0, 200)}`};
		}

		const [, size = 'nothing'] = /^size:\s+(.+)$/m.exec(said) ?? [];
		return /^\d+$/.test(size)
			? {found: true, version}
			: {found: false, why: `Flux ${version} is installed, and no instance answers here: ${size}`};
	},
};

/**
 * The job inherits the environment of the submission, which is why LC_ALL, set to C for us to read answers, is taken away again.
 * `flux batch` starts an instance of its own for the job, on all its nodes, and runs the script in it.
 */
export const submit: Query<Submission, Receipt> = {
	plan: ({resources, scriptPath}) => ({
		argv: ['env', '-u', 'LC_ALL', 'flux', 'batch', ...refuseOurs(resources.schedulerArgs, OURS), scriptPath],
		timeoutMs: 60_000,
	}),
	read(outcome) {
		requireAccepted(outcome, 'flux batch', REFUSALS);
		const said = textOf(outcome.stdout);
		const jobId = said
			.split('\n')
			.findLast(line => isId(line.trim()))
			?.trim();
		if (jobId === undefined) {
			throw notUnderstood('flux batch', said || saidBy(outcome));
		}

		return {jobId: plain(jobId)};
	},
};
