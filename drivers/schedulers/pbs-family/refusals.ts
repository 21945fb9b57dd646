import type {Fault} from '../../../source/core/fault.js';
import {type Refusal, refusalFault} from '../common/refusals.js';

const LESS = 'ask for less, or for a queue that allows more: "hpctui cluster test" lists them';

/**
 * What qsub says against a job, in the order in which it is asked: the first that fits names the reason. The words are captures of OpenPBS 23.06, and
 * of Torque what people reported (`Job exceeds queue resource limits MSG=…`). Those that fit none are told as they are, such as those
 * of a site's own hooks.
 */
const REFUSALS: readonly Refusal[] = [
	{
		why: 'queue',
		pattern: /unknown queue|no default queue/i,
		hint: 'take another queue: "hpctui cluster test" lists them',
	},
	{why: 'queue-closed', pattern: /queue is not enabled/i, hint: 'this queue takes no jobs now: take another one'},
	{
		why: 'quota',
		pattern:
			/would exceed .*limit|maximum number of jobs|exceeds the (?:queue|server) limit|too many (?:queued )?jobs/i,
		hint: 'you have as many jobs as you may: stop one',
	},
	{
		why: 'account',
		pattern: /invalid account|\baccount\b|\bproject\b|\ballocation\b/i,
		hint: 'give an account of yours with --account, or as the site wants it with --scheduler-arg',
	},
	{
		why: 'queue-forbidden',
		pattern: /unauthorized request|\bacl is not satisfied|access (?:to queue )?denied|not permitted/i,
		hint: 'take a queue that you may use',
	},
	{why: 'walltime', pattern: /walltime/i, hint: `ask for less walltime, or for a queue that allows more`},
	{why: 'gpus', pattern: /gpu/i, hint: 'this cluster has no such GPUs, or calls them otherwise (--scheduler-arg)'},
	{why: 'memory', pattern: /\b[pv]*mem\b|memory/i, hint: 'ask for less memory'},
	{
		why: 'size',
		pattern: /feasible nodes|nodect|\bnodes\b|ncpus|\bprocs?\b|select/i,
		hint: 'no nodes of this size: ask for fewer nodes or cpus',
	},
	{why: 'limit', pattern: /violates queue and\/or server resource limits|exceeds queue resource limits/i, hint: LESS},
	{
		why: 'resource',
		pattern: /unknown resource/i,
		hint: 'the site has no such resource: look at what --scheduler-arg adds',
	},
	{
		why: 'user',
		pattern: /bad uid|ruserok/i,
		hint: 'the server does not take jobs of you from this host: is it the host on which one submits?',
	},
	{why: 'dependency', pattern: /depend/i, hint: 'the job it depends on cannot be depended on like that'},
	{
		why: 'argument',
		pattern: /invalid option|illegal -|cannot be used with|illegal attribute|directive error/i,
		hint: 'look at what --scheduler-arg adds',
	},
];

/** Words about arguments come first where they are plain: "illegal -W value" names a letter, not a resource. */
const ARGUMENT = /^(?:invalid option|illegal -\w|directive error)|cannot be used with/i;

/** The scheduler's no, in its own words, with the reason as far as we know it in `facts.why`. */
export function refusalOf(said: string): Fault {
	const words = said.replace(/^submit error \((.*)\)$/, '$1').trim();
	const known = ARGUMENT.test(words)
		? REFUSALS.find(({why}) => why === 'argument')
		: REFUSALS.find(({pattern}) => pattern.test(words));
	return refusalFault({title: 'PBS', said: words, known});
}
