/** Why a job is held, by HoldReasonCode ("Hold Reason Codes" in HTCondor's manual); codes that are not here speak for themselves. */
const HELD = new Map<number, string>([
	[1, 'Its owner holds it; "condor_release" lets it go on.'],
	[3, 'It is held by an expression of its own, PeriodicHold or OnExitHold.'],
	[6, 'Its program could not be started on the machine.'],
	[7, 'Its output file could not be opened: a folder that the machine does not have, or a full disk.'],
	[12, 'Its files could not be brought back.'],
	[13, 'Its files could not be brought to the machine.'],
	[14, "The machine could not enter the job's folder: it may not share that file system."],
	[15, 'It was submitted on hold; "condor_release" lets it go on.'],
	[21, 'The machine put it on hold.'],
	[22, 'Its log file could not be opened.'],
	[26, 'A rule of the site put it on hold.'],
	[34, 'It used more memory or another resource than it had asked for.'],
	[46, 'It was in the queue for longer than it may be.'],
	[47, 'It ran for longer than it may.'],
]);

/** The reason in a sentence, with HTCondor's own words behind it. */
export function holdSentence(code: number | null, said: string | null): string | null {
	const known = code === null ? undefined : HELD.get(code);
	return known === undefined ? said : said === null ? known : `${known} HTCondor says: ${said}`;
}

/** HTCondor gives no reason for a job that waits; whether it ran before says something. */
export function waitSentence(starts: number): string {
	return starts > 0
		? 'It ran, lost its machine, and waits for another one.'
		: 'It waits until a machine fits; "condor_q -better-analyze" tells how many do.';
}
