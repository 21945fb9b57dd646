import type {Fault} from '../../../source/core/fault.js';
import {type Refusal, refusalFault} from '../common/refusals.js';

/**
 * What qsub says against a job, in the order in which it is asked: the first that fits names the reason. The words are captures of
 * 8.1.9 and texts of its message catalogues; those that fit none are told as they are (a site's JSV says what it likes).
 */
const REFUSALS: readonly Refusal[] = [
	{
		why: 'queue',
		pattern: /unknown queue|queue .* does not exist/i,
		hint: 'take another queue: "hpctui cluster test" lists them',
	},
	{
		why: 'account',
		pattern: /project/i,
		hint: 'give a project of yours with --account; "hpctui cluster test" lists them',
	},
	{
		why: 'quota',
		pattern: /only \d+ jobs? (?:is|are) allowed|jobs? per user|max_u_jobs|max_jobs|job limit|quota/i,
		hint: 'you have as many jobs as you may: stop one',
	},
	{
		why: 'walltime',
		pattern: /"h_rt" is not a time value|-l [^)]*h_rt=[^)]*\) cannot run in queue .* because of cluster queue/i,
		hint: 'ask for less walltime, or for a queue that allows more: "hpctui cluster test" lists them',
	},
	{
		why: 'gpus',
		pattern: /GPUs (?:cannot be asked|are counted)|offers only \w+:(?:\w*gpu\w*|cuda)=/i,
		hint: 'this cluster or queue has no such GPUs; where the complex has another name: --scheduler-arg "-l NAME=1"',
	},
	{
		why: 'memory',
		pattern: /memory cannot be asked|offers only \w+:\w*(?:mem|free|rss|ram)\w*=|is not a memory value/i,
		hint: 'ask for less memory, or leave it out; where the complex has another name: --scheduler-arg "-l NAME=8G"',
	},
	{
		why: 'size',
		pattern: /parallel environment|\bPE\b/i,
		hint: 'ask for one node, or for fewer cpus, or name a parallel environment: --scheduler-arg "-pe NAME SLOTS"',
	},
	{
		why: 'resource',
		pattern: /unknown resource|is not requestable|denied: attribute/i,
		hint: 'look at what --scheduler-arg adds: "qconf -sc" lists what can be asked for',
	},
	{
		why: 'argument',
		pattern: /invalid option|unknown option|requires? an? argument|must have|wrong number of/i,
		hint: 'look at what --scheduler-arg adds',
	},
	{
		why: 'unsuitable',
		pattern: /no suitable queues/i,
		hint: 'no queue could ever run this: ask for less; "--scheduler-arg -w --scheduler-arg n" submits it all the same',
	},
];

/** The scheduler's no, in its own words, with the reason as far as we know it in `facts.why`. */
export function refusalOf(said: string): Fault {
	const known = REFUSALS.find(refusal => refusal.pattern.test(said));
	return refusalFault({title: 'Grid Engine', said, words: shorten(said), known});
}

/**
 * `Job 11 (-l h_rt=108000) cannot run in queue "all.q" because …; Job 11 … ; verification: no suitable queues`: the number belongs to no job,
 * and on a large site there is such a sentence for each node. Three tell enough.
 */
export function shorten(said: string): string {
	const sentences = said.replace(/\bJob \d+ (?=\(|cannot)/g, '').split('; ');
	const telling = sentences.filter(sentence => !/not contained in its hard queue list|^verification:/i.test(sentence));
	const shown = telling.length === 0 ? sentences : telling;
	const rest = shown.length > 3 ? `; and ${shown.length - 3} more` : '';
	return shown.slice(0, 3).join('; ') + rest;
}
