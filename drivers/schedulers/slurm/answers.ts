import {type Outcome, textOf, wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import {failuresOf} from '../common/failures.js';

/**
 * Words of a client that got no answer from slurmctld. The first is a capture of 22.05; the others stand in Slurm's
 * slurm_errno.c. After a time-out the controller may have done what it was asked.
 */
const CONTROLLER_SILENT = [
	/unable to contact slurm controller/i,
	/socket timed out on send\/recv/i,
	/slurm backup controller in standby/i,
	/slurm controller in standby/i,
	/slurm temporarily unable to accept job/i,
	/unable to establish c(ontroller|onfiguration source)/i,
	/zero bytes were transmitted or received/i,
	/communication (connection|shutdown|send|receive) failure/i,
	/could not establish a configuration source/i,
	// What scontrol makes of it.
	/unexpected message received/i,
];

/** The same of slurmdbd (sacct, sacctmgr). */
const ACCOUNTING_SILENT = [
	/problem talking to the database/i,
	/unable to connect to (the )?database/i,
	/sending persist(ent)? init.*connection refused/i,
	/slurmdbd.*connection refused/i,
];

const clients = failuresOf({
	controller: "Slurm's controller",
	silent: CONTROLLER_SILENT,
	saidBy,
	strangeHint: 'a wrapper or a newer Slurm? "hpctui cluster test" shows its version',
});

/** A fault for an answer that is not understood, with its beginning. */
export const {notUnderstood} = clients;

/** Standard output of a program that succeeded; every other end is a fault, told apart as far as all clients share it. */
export function answerOf(outcome: Outcome, program: string): string {
	if (outcome.code === 0) {
		return textOf(outcome.stdout);
	}

	throw failureOf(outcome, program);
}

/** The fault for a client that failed: nobody answered, it is not there, or (`remote`) whatever else it said. */
export function failureOf(outcome: Outcome, program: string): Fault {
	const failure = clients.failureOf(outcome, program);
	const said = saidBy(outcome);
	return failure.kind !== 'link' && ACCOUNTING_SILENT.some(pattern => pattern.test(said))
		? new Fault('link', `Slurm's accounting does not answer: ${said}`, {
				retry: 'later',
				facts: {accounting: true, said},
			})
		: failure;
}

/** The program's own words on one line, without the repeated `sbatch: error:` in front of each. */
export function saidBy(outcome: Outcome): string {
	return wordsOf(outcome)
		.split('\n')
		.map(line =>
			line
				.replace(/^(?:sbatch|squeue|scancel|scontrol|sinfo|sacct|sacctmgr|slurm_\w+): (?:(?:error|fatal): )?/, '')
				.trim(),
		)
		.filter(line => line !== '')
		.join('; ');
}
