/** Why a job waits: the scheduler's own sentence, and ours where we know a better one. */
export type Reason = {readonly reason: string | null; readonly reasonText: string | null};

/**
 * What the scheduler says of a waiting job, the most telling first (sched/msg_schedd.h of 8.1.9, and captures). Of several
 * messages the first of this table is told; those that only name a queue that was not asked for tell nothing.
 */
const SENTENCES: ReadonlyArray<readonly [pattern: RegExp, sentence: string]> = [
	[/job dropped because of job dependencies/i, 'It waits for another job.'],
	[/in hold state|hold state/i, 'It is held; "qrls" lets it go on.'],
	[/execution time not reached/i, 'Its earliest start has not come yet.'],
	[
		/because of cluster queue|exceeds .*limit|because it requests .* limit/i,
		'It asks for more than the queue ever gives (walltime, memory): it will not start unless it asks for less.',
	],
	[/because it offers only|only offers/i, 'Not enough of what it asks for is free: it waits until jobs have ended.'],
	[/unknown resource/i, 'No host has what it asks for.'],
	[/has no permission|no access|access rights|not in its user/i, 'You may not use the queue or host that it asks for.'],
	[
		/max_aj_instances|max_u_jobs|maxujobs|because .* quota|resource quota|exceeds limit/i,
		'It meets a limit for each user.',
	],
	[/overloaded/i, 'The nodes are overloaded.'],
	[/not in a parallel environment|pe .* not|not in PE/i, 'The queue does not serve its parallel environment.'],
	[/disabled|suspended|unknown state|in error state|not available|unreachable/i, 'Nodes or queues are not in service.'],
	[/full/i, 'The slots are taken: it waits until jobs have ended.'],
];

const TELLS_NOTHING = /not contained in its hard queue list|not contained in its hard host list/i;

/** The most telling of what the scheduler said about a waiting job. */
export function reasonOf(messages: readonly string[]): Reason {
	const telling = messages.filter(message => !TELLS_NOTHING.test(message));
	for (const [pattern, sentence] of SENTENCES) {
		const found = telling.find(message => pattern.test(message));
		if (found !== undefined) {
			return {reason: found, reasonText: sentence};
		}
	}

	return {reason: telling[0] ?? messages[0] ?? null, reasonText: null};
}

/**
 * Why a job is in the error state, which it never leaves by itself. The message begins with a moment and process ids:
 * `11/21/2026 00:53:40 [2001:996]: error: can't chdir to /nosuch: No such file or directory`.
 */
export function errorReasonOf(messages: readonly string[]): Reason {
	const [said] = messages.map(message => message.replace(/^[\d/: .]+\[[\d:]+\]: (?:error: )?/, '').trim());
	const what =
		said === undefined
			? 'It could not be started'
			: said.includes('exit_status of job start = 100')
				? 'It ended with code 100, which Grid Engine takes for an error'
				: `It could not be started (${said})`;
	return {
		reason: said ?? 'error state',
		reasonText: `${what}, and stays in the error state until it is stopped, or mended and cleared with "qmod -cj".`,
	};
}
