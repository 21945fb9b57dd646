/**
 * Why a job waits. LSF's pending reasons are sentences already ("Job dependency condition not satisfied"); those that mean
 * something else than they say, or that a person can do something about, are told in others. Source: the pending reasons of the
 * LSF library (lsbatch.h) and bjobs(1), `-p`.
 */
const SENTENCES: readonly {readonly pattern: RegExp; readonly sentence: string}[] = [
	{pattern: /^new job is waiting for scheduling/i, sentence: 'It is new and has not been looked at yet.'},
	{
		pattern: /suspended by (?:the user|its owner|the owner) while pending/i,
		sentence: 'Its owner holds it; "bresume" lets it go on.',
	},
	{pattern: /suspended by .*admin.* while pending/i, sentence: 'An administrator holds it.'},
	{pattern: /dependency condition (?:not satisfied|invalid)/i, sentence: 'It waits for another job.'},
	{
		pattern: /(?:user has|your) .*reached .*(?:job slot|job) limit|per-user job slot limit/i,
		sentence: 'You run as many jobs as you may at once; it starts when one of them ends.',
	},
	{
		pattern: /queue has reached its (?:total )?job slot limit|queue.*job slot limit reached/i,
		sentence: 'Its queue runs as many jobs as it may at once.',
	},
	{pattern: /queue .*(?:inactivated|is closed|run window)/i, sentence: 'Its queue starts no jobs now.'},
	{
		pattern: /job slot limit reached|not enough (?:job )?slots?|not enough processors/i,
		sentence: 'It waits until slots are free on hosts that fit.',
	},
	{
		pattern: /requirements? (?:for reserving|for resource).* not satisfied|not enough (?:memory|resources?)/i,
		sentence: 'It waits until hosts have the resources that it asks for.',
	},
	{
		pattern: /no hosts? .*(?:meet|match|satisf)|does not have .*required|resource requirements? not satisfied/i,
		sentence: 'No host fits what it asks for, now or ever.',
	},
	{pattern: /closed by (?:the )?lsf administrator/i, sentence: 'Hosts that fit are closed by an administrator.'},
	{pattern: /requeued/i, sentence: 'It was put back into the queue.'},
];

/** LSF's own words; null where it gave none. */
export function reasonOf(text: string): string | null {
	const reason = text.trim().replace(/;$/, '').trim();
	return reason === '' || reason === '-' ? null : reason;
}

/** The reason in a sentence: ours where we know a better one, else LSF's own. */
export function reasonTextOf(reason: string | null): string | null {
	if (reason === null) {
		return null;
	}

	const known = SENTENCES.find(({pattern}) => pattern.test(reason));
	return known?.sentence ?? (/[.!]$/.test(reason) ? reason : `${reason}.`);
}
