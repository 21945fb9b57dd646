import {KINDS, type PbsRecord} from './records.js';

const HEADER = /^(Job Id|Queue|Server): *(\S+)\s*$/;
const ATTRIBUTE = /^ {4}([A-Za-z]\w*(?:\.\w+)*) = (.*)$/;

/** A line that goes on: a tab (OpenPBS, Torque), which some copies and wrappers made eight spaces of. */
const CONTINUATION = /^(?:\t| {8})(.*)$/;

/**
 * Records of folded text: `    name = value`, folded anywhere and continued behind a tab. Values of variables may hold line breaks, which
 * are printed as they are (seen on OpenPBS 23.06): such lines belong to the value before them. Of an attribute that comes twice
 * the first is taken. Null where there is no record.
 */
export function foldedRecords(text: string): readonly PbsRecord[] | null {
	const records: PbsRecord[] = [];
	let attributes = new Map<string, string>();
	let name: string | null = null;
	for (const line of text.split('\n')) {
		const [, word = '', id = ''] = HEADER.exec(line) ?? [];
		const [, attribute, value = ''] = ATTRIBUTE.exec(line) ?? [];
		const kind = KINDS.get(word);
		if (kind !== undefined) {
			attributes = new Map();
			name = null;
			records.push({kind, id, attributes});
		} else if (attribute !== undefined) {
			name = attributes.has(attribute) ? null : attribute;
			attributes.set(attribute, attributes.get(attribute) ?? value);
		} else if (name !== null) {
			const more = CONTINUATION.exec(line)?.[1] ?? `\n${line}`;
			attributes.set(name, `${attributes.get(name) ?? ''}${more}`);
		}
	}

	return records.length === 0 ? null : records.map(trimmed);
}

/** Without the empty line between two records, which looked like a part of the last value. */
function trimmed(record: PbsRecord): PbsRecord {
	return {...record, attributes: new Map([...record.attributes].map(([name, value]) => [name, value.trimEnd()]))};
}
