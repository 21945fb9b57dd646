import type {Outcome} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import {type Failures, isMissingProgram} from './failures.js';

/** Words of a refusal and our word for the reason: the first that fits names it. */
export type Refusal = {readonly why: string; readonly pattern: RegExp; readonly hint: string};

/** A scheduler's no. */
export type No = {
	readonly title: string;
	/** All that it said, for `facts.said`. */
	readonly said: string;
	/** What of it a person is to read, if not all. */
	readonly words?: string;
	readonly known: Refusal | undefined;
};

/** The scheduler's no, in its own words, with the reason as far as we know it in `facts.why`. */
export function refusalFault({title, said, words = said, known}: No): Fault {
	return new Fault('refused', `${title} refused the job: ${words || 'without a word'}`, {
		retry: 'after-user',
		...(known === undefined ? {} : {hint: known.hint}),
		facts: {said, why: known?.why ?? 'other'},
	});
}

/** What a submission is judged by. */
export type Judge = Pick<Failures, 'failureOf'> & {
	readonly program: string;
	saidBy(outcome: Outcome): string;
	/** Whether its end is that of a signal, if not as {@link isSignal} tells. */
	readonly wasKilled?: (outcome: Outcome) => boolean;
	/** The fault for everything that it says against a job, whatever the version. */
	refusalOf(outcome: Outcome): Fault;
};

/**
 * Throws unless the scheduler took the job. A client that was killed, or that reached nobody, may have been taken at its word all
 * the same: both are faults of a lost answer. Everything else is the scheduler's refusal.
 */
export function requireAccepted(outcome: Outcome, judge: Judge): void {
	const {program, saidBy, wasKilled = isSignal, failureOf, refusalOf} = judge;
	const {code} = outcome;
	if (code === 0) {
		return;
	}

	if (code === null || wasKilled(outcome)) {
		throw new Fault('link', `${program} was killed before it answered: ${saidBy(outcome)}`, {
			retry: 'later',
			facts: {code},
		});
	}

	const failure = failureOf(outcome, program);
	throw failure.kind === 'link' || isMissingProgram(outcome) ? failure : refusalOf(outcome);
}

/** Some clients end with 255 by themselves; 129 to 254 are a shell's word for a signal. */
function isSignal({code}: Outcome): boolean {
	return code !== null && code > 128 && code < 255;
}
