import {waitsForJob} from './states.js';

type Attributes = ReadonlyMap<string, string>;
type Sentence = readonly [RegExp, (...found: readonly string[]) => string];

/** What the schedulers write into a job's `comment`: captures of OpenPBS 23.06, its scheduler's texts, and Torque's pbs_sched. */
const SENTENCES: readonly Sentence[] = [
	[
		/^Can Never Run: Insufficient amount of (?:\w+ )?resource: (\S+) \(R: (\S+) A: \S+ T: (\S+)\)/i,
		(resource, wanted, total) => `It can never run: it asks for ${wanted} ${resource}, and there are ${total}.`,
	],
	[/^Can Never Run:? *(.*)/i, why => `It can never run as it was asked for: ${why}`],
	[
		/Insufficient amount of (?:\w+ )?resource: (\S+) \(R: (\S+) A: (\S+) T: (\S+)\)/i,
		(resource, wanted, free, total) => `It waits for ${resource}: it asks for ${wanted}; ${free} of ${total} are free.`,
	],
	[/Not enough (?:free nodes|of the right type of nodes|total nodes)/i, () => 'It waits until enough nodes are free.'],
	[/Queue not started/i, () => 'Its queue is stopped.'],
	[/conflict with reservation or top job/i, () => 'It would delay a reservation, or a job in front of it.'],
	[/Draining system/i, () => 'Nodes are kept free for a job that has waited long.'],
	[/too many failed attempts to run/i, () => 'Its nodes failed to start it too often, and it is held now.'],
	[/^Job held by (\S+)/i, who => `${who} holds it.`],
	[/dedicated time/i, () => 'It would run into dedicated time.'],
	[/(?:User|Group|Project|Queue|Server)[^.]* (?:job|resource)? ?limit/i, () => 'A limit of running jobs is reached.'],
];

/** Why a waiting job waits, in the scheduler's own words and in a sentence. */
export function reasonOf(attributes: Attributes): {readonly reason: string | null; readonly reasonText: string | null} {
	const comment = (attributes.get('comment') ?? '').replace(/^Not Running:? */i, '').trim();
	const depend = attributes.get('depend');
	if (depend !== undefined && waitsForJob(attributes)) {
		return {reason: depend, reasonText: 'It waits for another job to start or to end.'};
	}

	const reason = /^Job (?:run|started|Array Began)\b/i.test(comment) || comment === '' ? null : comment;
	const told = reason === null ? null : (sentenceOf(attributes.get('comment') ?? '') ?? ownSentence(reason));
	return reason === null ? heldBy(attributes) : {reason, reasonText: told};
}

/** `u`: the user, `o`: an operator, `s`: the system, `p`: a bad password (qhold(1B)). */
function heldBy(attributes: Attributes): ReturnType<typeof reasonOf> {
	const holds = attributes.get('Hold_Types') ?? 'n';
	if (attributes.get('job_state') === 'W') {
		return {reason: 'Waiting', reasonText: 'It waits for its execution time, or for files.'};
	}

	if (attributes.get('job_state') !== 'H' || holds === 'n') {
		return {reason: null, reasonText: null};
	}

	return {
		reason: `Hold_Types = ${holds}`,
		reasonText: holds === 'u' ? 'Its owner holds it; qrls lets it go.' : 'An operator or the system holds it.',
	};
}

function sentenceOf(comment: string): string | null {
	for (const [pattern, sentence] of SENTENCES) {
		const found = pattern.exec(comment);
		if (found !== null) {
			return sentence(...found.slice(1).map(word => word ?? ''));
		}
	}

	return null;
}

function ownSentence(reason: string): string | null {
	return /^\S+( \S+){2}/.test(reason) ? reason : null;
}
