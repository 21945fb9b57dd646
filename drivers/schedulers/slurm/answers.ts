import {type Outcome, textOf, wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';

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

/** 127 and 126 are the shell's: not found, not executable. */
const NOT_FOUND = [126, 127];

/** Whether the outcome is that of a program that is not there. */
export function isMissingProgram(outcome: Outcome): boolean {
	return outcome.code !== null && NOT_FOUND.includes(outcome.code);
}

/** Standard output of a program that succeeded; every other end is a fault, told apart as far as all clients share it. */
export function answerOf(outcome: Outcome, program: string): string {
	if (outcome.code === 0) {
		return textOf(outcome.stdout);
	}

	throw failureOf(outcome, program);
}

/** The fault for a client that failed: nobody answered, it is not there, or (`remote`) whatever else it said. */
export function failureOf(outcome: Outcome, program: string): Fault {
	const said = saidBy(outcome);
	if (CONTROLLER_SILENT.some(pattern => pattern.test(said))) {
		return new Fault('link', `Slurm's controller does not answer: ${said}`, {
			retry: 'later',
			hint: 'jobs go on without it; this is asked again by itself',
			facts: {controller: true, said},
		});
	}

	if (ACCOUNTING_SILENT.some(pattern => pattern.test(said))) {
		return new Fault('link', `Slurm's accounting does not answer: ${said}`, {
			retry: 'later',
			facts: {accounting: true, said},
		});
	}

	if (isMissingProgram(outcome)) {
		return new Fault('remote', `${program} is not there: ${said || 'command not found'}`, {
			hint: 'is this the host on which one submits? a module or a PATH may be missing for logins without a terminal',
			facts: {said},
		});
	}

	return new Fault('remote', `${program} failed: ${said || endOf(outcome)}`, {facts: {said, code: outcome.code}});
}

/** A fault for an answer that is not understood, with its beginning. */
export function notUnderstood(program: string, text: string): Fault {
	const start = text.trim().slice(0, 200);
	return new Fault('parse', `${program} said what is not understood: ${JSON.stringify(start)}`, {
		hint: 'a wrapper or a newer Slurm? "hpctui cluster test" shows its version',
		facts: {said: start},
	});
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

function endOf(outcome: Outcome): string {
	return outcome.signal === null ? `exit code ${outcome.code ?? 'unknown'}` : `signal ${outcome.signal}`;
}
