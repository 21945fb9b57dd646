import {type Outcome, textOf, wordsOf} from '../../../source/core/command.js';
import {Fault} from '../../../source/core/fault.js';

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
export type SchedulerClient = {
	/** The program's own words on one line, without what it writes in front of each. */
	saidBy(outcome: Outcome): string;
	/** Standard output of a program that succeeded; every other end is a fault. */
	answerOf(outcome: Outcome, program: string): string;
	/** The fault for a client that failed: nobody answered (`link`), it is not there, or whatever else it said (`remote`). */
	failureOf(outcome: Outcome, program: string): Fault;
	/** A fault for an answer that is not understood, with its beginning. */
	notUnderstood(program: string, text: string): Fault;
	/**
	 * Throws unless the scheduler took the job. A client that was killed, or that reached nobody, may have been taken at its word all
	 * the same: both are faults of a lost answer. Everything else is the scheduler's refusal.
	 */
	requireAccepted(outcome: Outcome, program: string, refusals: readonly Refusal[]): void;
};

/** Words of a refusal and our word for the reason: the first that fits names it. */
export type Refusal = {readonly why: string; readonly pattern: RegExp; readonly hint: string};

/** Whether the outcome is that of a program that is not there: 127 and 126 are the shell's. */
export function isMissingProgram({code}: Outcome): boolean {
	return code === 126 || code === 127;
}

/** The reader for one scheduler. */
export function schedulerClient({title, silent, prefix}: ClientTraits): SchedulerClient {
	// Each line once: some clients repeat themselves while they wait.
	const saidBy = (outcome: Outcome): string => {
		const lines = wordsOf(outcome).split('\n');
		const words = lines.map(line => line.replace(prefix, '').trim()).filter(line => line !== '');
		return [...new Set(words)].join('; ');
	};

	const failureOf = (outcome: Outcome, program: string): Fault => {
		const said = saidBy(outcome);
		if (silent.some(pattern => pattern.test(said))) {
			return new Fault('link', `${title} does not answer: ${said}`, {
				retry: 'later',
				hint: 'jobs go on without it; this is asked again by itself',
				facts: {controller: true, said},
			});
		}

		return isMissingProgram(outcome)
			? new Fault('remote', `${program} is not there: ${said || 'command not found'}`, {
					hint: 'is this the host on which one submits? a module or a PATH may be missing for logins without a terminal',
					facts: {said},
				})
			: new Fault('remote', `${program} failed: ${said || endOf(outcome)}`, {facts: {said, code: outcome.code}});
	};

	return {
		saidBy,
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
				hint: `a wrapper or a newer ${title}? "hpctui cluster test" shows its version`,
				facts: {said: start},
			});
		},
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

			const failure = failureOf(outcome, program);
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

function endOf({signal, code}: Outcome): string {
	return signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
}
