import {type Outcome, wordsOf} from '../../../source/core/command.js';
import {type Failures, failuresOf} from './failures.js';
import {type Refusal, refusalFault, requireAccepted} from './refusals.js';

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
	/** Throws unless the scheduler took the job, with the first of the refusals that fits. */
	requireAccepted(outcome: Outcome, program: string, refusals: readonly Refusal[]): void;
};

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
			requireAccepted(outcome, {
				...failures,
				program,
				saidBy,
				refusalOf() {
					const said = saidBy(outcome);
					return refusalFault({title, said, known: refusals.find(({pattern}) => pattern.test(said))});
				},
			});
		},
	};
}
