import {dsvRecords} from './dsv.js';
import {foldedRecords} from './folded.js';
import {jsonRecords} from './json.js';

/** What a full status tells of one job, queue or server. */
export type PbsRecord = {
	readonly kind: RecordKind;
	/** `46[1].pbshead`, or the queue's or server's name. */
	readonly id: string;
	/** Each attribute once, resources as `Resource_List.walltime`; the list of variables is {@link variableOf}'s. */
	readonly attributes: ReadonlyMap<string, string>;
};

/** What a record tells of: its heading says (`Job Id:`, `Queue:`, `Server:`). */
export type RecordKind = 'job' | 'queue' | 'server';

/**
 * The records of `qstat -f`, `qstat -Q -f` or `qstat -B -f`, in whichever of their three forms they came; null for what is none of
 * them. Folded text is what the drivers ask for, since every version has it, and since OpenPBS's JSON told of the first of several
 * ids only, and made numbers of names (seen on 23.06); a site's own `qstat` may answer in another form.
 */
export function recordsOf(text: string): readonly PbsRecord[] | null {
	const start = text.trimStart();
	if (start === '') {
		return [];
	}

	if (start.startsWith('{')) {
		return jsonRecords(start);
	}

	return /^(?:Job Id|Queue|Server): ?[^\n|]*\|/.test(start) ? dsvRecords(start) : foldedRecords(text);
}

/** The words before an id, in folded text and in dsv. */
export const KINDS: ReadonlyMap<string, RecordKind> = new Map([
	['Job Id', 'job'],
	['Queue', 'queue'],
	['Server', 'server'],
]);

/** A variable of the job's environment, where it was asked for with `-v` or `-V`. A comma in a value is written `\,`. */
export function variableOf({attributes}: PbsRecord, name: string): string | null {
	const single = attributes.get(`Variable_List.${name}`);
	if (single !== undefined) {
		return single;
	}

	for (const entry of attributes.get('Variable_List')?.split(/(?<!\\),/) ?? []) {
		if (entry.startsWith(`${name}=`)) {
			return entry.slice(name.length + 1);
		}
	}

	return null;
}
