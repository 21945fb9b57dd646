import {type Outcome, wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';
import {type Failures, failuresOf, isMissingProgram} from './failures.js';

/** What the clients of a scheduler have in common. */
export type ClientTraits = {
	/** As people call it: `LSF`. */
	readonly title: string;
	/** Words of a client that got no answer from the controller. */
	readonly silent: readonly RegExp[];
	/** What clients write in front of each line: a program's name, `ERROR:`. */
	readonly prefix: RegExp;
};

/** Reads the ends of a scheduler's clients: what they share, whatever they were asked. */
export type SchedulerClient = Failures & {
	/** The program's own words on one line, without what it writes in front of each. */
	saidBy(outcome: Outcome): string;
	/**
	 * Throws unless the scheduler took the job. A client that was killed, or that reached nobody, may have been taken at its word all
	 * the same: both are faults of a lost answer. Everything else is the scheduler's refusal.
	 */
	requireAccepted(outcome: Outcome, program: string, refusals: readonly Refusal[]): void;
};

/** Words of a refusal and our word for the reason: the first that fits names it. */
export type Refusal = {readonly why: string; readonly pattern: RegExp; readonly hint: string};

/** The reader for one scheduler. */
export function schedulerClient({title, silent, prefix}: ClientTraits): SchedulerClient {
	// Each line once: some clients repeat themselves while they wait.
	const saidBy = (outcome: Outcome): string => {
		const lines = wordsOf(outcome).split('\n');
		const words = lines.map(line => line.replace(prefix, '').trim()).filter(line => line !== '');
		return [...new Set(words)].join('; ');
	};

	const failures = failuresOf({
		controller: title,
		silent,
		saidBy,
		strangeHint: `a wrapper or a newer ${title}? "hpctui cluster test" shows its version`,
	});

	return {
		saidBy,
		...failures,
		requireAccepted(outcome, program, refusals) {
			if (outcome.code === 0) {
				return;
			}

			if (wasKilled(outcome)) {
				throw new Fault('link', `${program} was killed before it answered: ${saidBy(outcome)}`, {
					retry: 'later',
					facts: {code: outcome.code},
				});
			}

			const failure = failures.failureOf(outcome, program);
			const isOther = failure.kind === 'link' || isMissingProgram(outcome);
			throw isOther ? failure : refusalOf(title, saidBy(outcome), refusals);
		},
	};
}

/** The scheduler's no, in its own words, with the reason as far as we know it in `facts.why`. */
export function refusalOf(title: string, said: string, refusals: readonly Refusal[]): Fault {
	const known = refusals.find(refusal => refusal.pattern.test(said));
	return new Fault('refused', `${title} refused the job: ${said || 'without a word'}`, {
		retry: 'after-user',
		...(known === undefined ? {} : {hint: known.hint}),
		facts: {said, why: known?.why ?? 'other'},
	});
}

/** Some clients end with 255 by themselves; 129 to 254 are a shell's word for a signal. */
function wasKilled({code}: Outcome): boolean {
	return code === null || (code > 128 && code < 255);
}
