import type {Refusal} from '../common/refusals.js';

/**
 * What condor_submit says against a job, in the order in which it is asked. Few things are refused there: what no machine has is
 * accepted and waits for ever. A site's own rules (SUBMIT_REQUIREMENT_NAMES) come with words of the site.
 */
export const REFUSALS: readonly Refusal[] = [
	{
		why: 'queue',
		pattern: /don't know about the '.*' universe|not a supported universe/i,
		hint: 'HTCondor has no queues; --queue names a universe here, and vanilla is the usual one',
	},
	{
		why: 'quota',
		pattern: /would exceed MAX_JOBS|MAX_JOBS_(?:PER_OWNER|SUBMITTED|PER_SUBMISSION)|too many jobs|job limit/i,
		hint: 'you have as many jobs as you may: stop one, or wait',
	},
	{
		why: 'account',
		pattern: /accounting.?group|acct_?group|\bproject/i,
		hint: 'give an accounting group of yours with --account',
	},
	{
		why: 'walltime',
		pattern: /runtime|wall ?(?:clock )?time|job.?duration|JobFlavour/i,
		hint: 'ask for less walltime',
	},
	{
		why: 'memory',
		pattern: /request_?memory|\bmemory\b/i,
		hint: 'ask for another amount of memory',
	},
	{
		why: 'gpus',
		pattern: /request_?gpus|\bgpus?\b/i,
		hint: 'this pool has no such GPUs',
	},
	{
		why: 'size',
		pattern: /request_?cpus|\bcpus?\b/i,
		hint: 'ask for fewer cpus',
	},
	{
		why: 'login',
		pattern: /credential|AUTHENTICATE|authoriz|not permitted|permission denied/i,
		hint: 'HTCondor does not let you submit here: a token or ticket may be missing',
	},
	{
		why: 'argument',
		pattern: /illegal|unknown (?:option|command)|requires (?:another|at least one) argument|parse|syntax|invalid/i,
		hint: 'look at what --scheduler-arg adds',
	},
];
