import type {Fault} from '../../../source/core/fault.js';
import {type Refusal, refusalFault} from '../common/refusals.js';

/**
 * What sbatch says against a job, in the order in which it is asked: the first that fits names the reason. The words are
 * captures of 22.05 and the texts of slurm_errno.c; those that fit none are told as they are.
 */
const REFUSALS: readonly Refusal[] = [
	{
		why: 'queue',
		pattern: /invalid partition/i,
		hint: 'take another queue: "hpctui cluster test" lists them',
	},
	{
		why: 'queue-forbidden',
		pattern: /not permitted to use this partition|partition is not available|access denied to partition/i,
		hint: 'take a queue that your group may use',
	},
	{
		why: 'account',
		pattern: /invalid account/i,
		hint: 'give an account of yours with --account; "hpctui cluster test" lists them',
	},
	{
		// Before walltime: "… (job submit limit, user's size and/or time limits)".
		why: 'quota',
		pattern: /accounting\/qos policy|submit limit|too many jobs|maximum number of jobs/i,
		hint: 'you have as many jobs, or ask for as much, as your account may: stop one, or ask for less',
	},
	{
		why: 'walltime',
		pattern: /time ?limit|--time specification|deadline/i,
		hint: 'ask for less walltime, or for a queue that allows more',
	},
	{
		why: 'qos',
		pattern: /invalid qos|qos .*not (?:permitted|allowed)/i,
		hint: 'give a quality of service that your account may use',
	},
	{
		why: 'feature',
		pattern: /invalid feature/i,
		hint: 'no node has what --constraint asks for',
	},
	{
		why: 'gpus',
		pattern: /generic resource|\bgres\b|trespernode/i,
		hint: 'this cluster or queue has no such GPUs',
	},
	{
		why: 'memory',
		pattern: /memory specification/i,
		hint: 'ask for less memory for a node',
	},
	{
		why: 'size',
		pattern:
			/more processors requested|node count specification|node configuration is not available|too many (?:nodes|tasks|cpus)|cpu count/i,
		hint: 'no nodes of this size: ask for fewer nodes, cpus or less memory',
	},
	{
		why: 'reservation',
		pattern: /reservation/i,
		hint: 'the reservation does not exist, is over, or is not yours',
	},
	{
		why: 'nodes',
		pattern: /invalid node name/i,
		hint: 'no such node',
	},
	{
		why: 'dependency',
		pattern: /dependency/i,
		hint: 'the job it depends on cannot be depended on like that',
	},
	{
		why: 'argument',
		pattern: /unrecognized option|invalid option|requires an argument|option .* ambiguous|unable to open file/i,
		hint: 'look at what --scheduler-arg adds',
	},
];

/** The scheduler's no, in its own words, with the reason as far as we know it in `facts.why`. */
export function refusalOf(said: string): Fault {
	const known = REFUSALS.find(refusal => refusal.pattern.test(said));
	const words = said.replaceAll('Batch job submission failed: ', '').replaceAll('allocation failure: ', '');
	return refusalFault({title: 'Slurm', said, words, known});
}
