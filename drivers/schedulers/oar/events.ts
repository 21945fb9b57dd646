import {type Document, isDocument, listIn, wordIn} from './documents.js';

/** Something that happened to a job, as OAR wrote it down. */
export type JobEvent = {readonly type: string; readonly description: string};

/** The events of a job as `oarstat --full --json` lists them; what is none is left out. */
export function eventsOf(job: Document): readonly JobEvent[] {
	return listIn(job, 'events').flatMap(event =>
		isDocument(event) ? [{type: wordIn(event, 'type') ?? '', description: wordIn(event, 'description') ?? ''}] : [],
	);
}

/**
 * Its walltime ran out: `[sarko] Job [14] from 1795232992 with 20; current time=1795233021 (Elapsed)`. A change of the walltime
 * that was granted is written down under the same type.
 */
export function isTimeUp({type, description}: JobEvent): boolean {
	return type === 'WALLTIME' && /\[sarko\]|\(Elapsed\)/.test(description);
}

/** Events that tell why a job ended, rather than what the server did next. */
const TELLING =
	/^(?:BESTEFFORT_KILL|WORKING_DIRECTORY|OUTPUT_FILES|EXIT_VALUE_OAREXEC|\w*TIMEOUT|EXTERMINATE_JOB|\w*_ERROR|USER_SHELL|CANNOT_\w+|BAD_HASHTABLE_DUMP|PING_CHECKER_NODE_\w+|RESERVATION_NO_NODE)$/;

/** The event that says most about a job's end; null where none says anything. */
export function tellingEvent(events: readonly JobEvent[]): JobEvent | null {
	return (
		events.find(event => isTimeUp(event) || TELLING.test(event.type)) ??
		events.find(({type}) => type === 'FRAG_JOB_REQUEST') ??
		null
	);
}

/** The event's words, without the module in front (`[bipbip 16] Cannot go into …`). */
export function wordsOfEvent({description}: JobEvent): string {
	return description.replace(/^\s*\[[^\]]*\]\s*/, '').trim();
}
