import type {Fault} from '../../../source/core/fault.js';
import {type Refusal, refusalFault} from '../common/refusals.js';

/**
 * What oarsub says against a job: the first that fits names the reason. The words are those of oarsub 2.5.9, of its database and
 * of its default admission rules; a site's own rules say what they like, and are told as they are.
 */
const REFUSALS: readonly Refusal[] = [
	{
		why: 'queue',
		pattern: /queue \S+ does not exist/i,
		hint: 'take another queue: "hpctui cluster test" lists them',
	},
	{
		why: 'queue-forbidden',
		pattern: /can submit jobs in the \w+ queue/i,
		hint: 'take a queue that your group may use',
	},
	{
		why: 'walltime',
		pattern: /walltime/i,
		hint: 'ask for less walltime, or for a queue that allows more',
	},
	{
		why: 'account',
		pattern: /project|not (?:a )?member|no active access/i,
		hint: 'give a project of yours with --account',
	},
	{
		why: 'quota',
		pattern: /cannot have more than|too many|quota|maximum number/i,
		hint: 'you have as many jobs as you may: stop one',
	},
	{
		why: 'argument',
		pattern:
			/column "?\w+"? does not exist|unknown column|syntax error|bad resource request|unknown option|requires an argument|unknown job type|cannot recognize|not able to scan|bad syntax/i,
		hint: 'a resource or a property that this site does not have, or an option that OAR does not know: look at --scheduler-arg',
	},
	{
		why: 'size',
		pattern: /not enough resources/i,
		hint: 'no nodes of this size: ask for fewer nodes, cpus or gpus, or for other properties',
	},
	{
		why: 'key',
		pattern: /job key/i,
		hint: 'look at what --scheduler-arg and OAR_JOB_KEY_FILE say of the job key',
	},
];

/** Lines that follow from others, or only say where in the statement the database stumbled. */
const NOISE =
	/^(?:Oarsub failed, please verify|LINE \d+:|\^|\)$|SELECT |DBD::\w+::\w+ \w+ failed: no statement|DBD::.*current transaction is aborted)/;

/** The scheduler's no, in its own words, with the reason as far as we know it in `facts.why`. */
export function refusalOf(lines: readonly string[]): Fault {
	const telling = lines.filter(line => !NOISE.test(line));
	const said = (telling.length > 0 ? telling : lines).join('; ');
	const known = REFUSALS.find(refusal => refusal.pattern.test(said));
	const words = said.replaceAll(/\[ADMISSION RULE\] (?:Error: )?/g, '').slice(0, 1000);
	return refusalFault({title: 'OAR', said, words, known});
}
