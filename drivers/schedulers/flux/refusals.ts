import type {Refusal} from '../common/refusals.js';

/** What `flux batch` says against a job, in the order in which it is asked (flux-core's sources; flux-accounting's plugin). */
export const REFUSALS: readonly Refusal[] = [
	{
		why: 'queue',
		pattern:
			/invalid queue|not a valid queue|queue '.*' does not exist|named queue is required|no queues are configured/i,
		hint: 'take another queue: "hpctui cluster test" lists them',
	},
	{
		why: 'queue-forbidden',
		pattern: /job submission.* is disabled|not allowed in queue|queue not valid for user|access denied/i,
		hint: 'take a queue that is open and that you may use',
	},
	{
		why: 'quota',
		pattern: /max number of (?:active |running )?jobs|max.*jobs.*(?:submitted|reached)|too many jobs/i,
		hint: 'you have as many jobs as you may: stop one, or wait',
	},
	{
		why: 'account',
		pattern: /\bbank\b|user.*not.*(?:found|member)|\bproject\b/i,
		hint: 'give a bank of yours with --account',
	},
	{
		why: 'walltime',
		pattern: /duration|time.?limit/i,
		hint: 'ask for less walltime, or for a queue that allows more',
	},
	{
		why: 'gpus',
		pattern: /ngpus|\bgpus?\b/i,
		hint: 'this cluster or queue has no such GPUs',
	},
	{
		why: 'size',
		pattern: /nnodes|ncores|unsatisfiable|infeasible|\bnodes?\b.*exceeds/i,
		hint: 'ask for fewer nodes or cpus, or for a queue that allows more',
	},
	{
		why: 'argument',
		pattern: /unrecognized arguments|expected one argument|invalid .* value|usage: flux|ambiguous option/i,
		hint: 'look at what --scheduler-arg adds',
	},
];
