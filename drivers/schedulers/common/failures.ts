import {type Outcome, textOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';

/** How a scheduler's clients fail, in its own words. */
export type FailureTraits = {
	/** Who answers them, as the beginning of a sentence: `Slurm's controller`. */
	readonly controller: string;
	/** Words of a client that got no answer from it. After such an end it may have done what it was asked. */
	readonly silent: readonly RegExp[];
	/** A client's own words on one line. */
	saidBy(outcome: Outcome): string;
	/** Where the words of silence are looked for, if not in what {@link saidBy} returns. */
	readonly complaintsIn?: (outcome: Outcome) => string;
	/** What may be wrong where a client is not there. */
	readonly missingHint?: string;
	/** What may be wrong where an answer is not understood. */
	readonly strangeHint: string;
};

/** Tells apart how a scheduler's clients fail, as far as all of them fail alike. */
export type Failures = {
	/** Standard output of a client that succeeded; every other end is a fault. */
	answerOf(outcome: Outcome, program: string): string;
	/** The fault for a client that failed: nobody answered (`link`), it is not there, or whatever else it said (`remote`). */
	failureOf(outcome: Outcome, program: string): Fault;
	/** A fault for an answer that is not understood, with its beginning. */
	notUnderstood(program: string, text: string): Fault;
};

const MISSING_HINT =
	'is this the host on which one submits? a module or a PATH may be missing for logins without a terminal';

/** Whether the outcome is that of a program that is not there: 127 and 126 are the shell's. */
export function isMissingProgram({code}: Outcome): boolean {
	return code === 126 || code === 127;
}

/** The faults of one scheduler's clients. */
export function failuresOf(traits: FailureTraits): Failures {
	const {controller, silent, saidBy, complaintsIn = saidBy, missingHint = MISSING_HINT, strangeHint} = traits;
	const failureOf = (outcome: Outcome, program: string): Fault => {
		const said = saidBy(outcome);
		const complaints = complaintsIn(outcome);
		if (silent.some(pattern => pattern.test(complaints))) {
			return new Fault('link', `${controller} does not answer: ${said}`, {
				retry: 'later',
				hint: 'jobs go on without it; try again when it is back',
				facts: {controller: true, said},
			});
		}

		return isMissingProgram(outcome)
			? new Fault('remote', `${program} is not there: ${said || 'command not found'}`, {
					hint: missingHint,
					facts: {said},
				})
			: new Fault('remote', `${program} failed: ${said || endOf(outcome)}`, {facts: {said, code: outcome.code}});
	};

	return {
		failureOf,
		answerOf(outcome, program) {
			if (outcome.code === 0) {
				return textOf(outcome.stdout);
			}

			throw failureOf(outcome, program);
		},
		notUnderstood(program, text) {
			const start = text.trim().slice(0, 200);
			return new Fault('parse', `${program} said what is not understood: ${JSON.stringify(start)}`, {
				hint: strangeHint,
				facts: {said: start},
			});
		},
	};
}

function endOf({signal, code}: Outcome): string {
	return signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
}
