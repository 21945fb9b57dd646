import type {Refusal} from '../common/refusals.js';

/** What bsub says against a job, in the order in which it is asked (lsb.err.c of its open ancestor, and messages in the field). */
export const REFUSALS: readonly Refusal[] = [
	{
		why: 'queue',
		pattern: /no such queue|queue name must be specified/i,
		hint: 'take another queue: "hpctui cluster test" lists them',
	},
	{
		why: 'queue-forbidden',
		pattern: /user cannot use the queue|queue has been closed|queue .*only accepts|does not accept/i,
		hint: 'take a queue that you may use and that is open',
	},
	{
		why: 'quota',
		pattern: /job limit|enough .*job slots|pending job threshold|too many (?:pending )?jobs/i,
		hint: 'you have as many jobs as you may: stop one, or wait',
	},
	{
		why: 'walltime',
		pattern: /RUNLIMIT|run ?limit|-W\b.*(?:bad|illegal)|bad .*run/i,
		hint: 'ask for less walltime, or for a queue that allows more',
	},
	{
		why: 'memory',
		pattern: /MEMLIMIT|memory limit|\bmem\b/i,
		hint: 'ask for less memory, or for a queue that allows more',
	},
	{
		why: 'account',
		pattern: /project|user group|invoker is not in|charge account|allocation/i,
		hint: 'give a project of yours with --account',
	},
	{
		why: 'gpus',
		pattern: /\bgpus?\b/i,
		hint: 'this cluster or queue has no such GPUs',
	},
	{
		why: 'size',
		pattern: /too (?:many|few) (?:processors|tasks|slots)|procs?limit|tasklimit|not enough host/i,
		hint: 'ask for fewer nodes or cpus, or for a queue that allows more',
	},
	{
		why: 'feature',
		pattern: /resource requirement|bad resource|no resource defined/i,
		hint: 'LSF does not understand a resource that is asked for',
	},
	{
		why: 'nodes',
		pattern: /bad host name|host group is not used|host specification/i,
		hint: 'no such host, or not for this queue',
	},
	{
		why: 'policy',
		pattern: /aborted by esub|esub/i,
		hint: "the site's own check refused it; its words above say why",
	},
	{
		why: 'argument',
		pattern: /illegal option|bad argument|usage: bsub|unknown option/i,
		hint: 'look at what --scheduler-arg adds',
	},
];
