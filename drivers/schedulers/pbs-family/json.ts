import type {PbsRecord, RecordKind} from './records.js';

const MEMBERS: ReadonlyArray<readonly [string, RecordKind]> = [
	['Jobs', 'job'],
	['Queue', 'queue'],
	['Server', 'server'],
];

/**
 * Records of `qstat -f -F json`. Without jobs there is no member `Jobs`, on errors too. Values that look like numbers are numbers there
 * (`007` is 7, a job called 1e5 is 100000; seen on OpenPBS 23.06): they are taken as they were printed as far as that can be.
 */
export function jsonRecords(text: string): readonly PbsRecord[] | null {
	const document = parsed(text);
	if (!isObject(document)) {
		return null;
	}

	return MEMBERS.flatMap(([member, kind]) => {
		const found = document[member];
		return isObject(found) ? Object.entries(found).flatMap(([id, value]) => recordOf(kind, id, value)) : [];
	});
}

function recordOf(kind: RecordKind, id: string, value: unknown): readonly PbsRecord[] {
	return isObject(value) ? [{kind, id, attributes: new Map(attributesOf(value))}] : [];
}

function attributesOf(value: object): ReadonlyArray<readonly [string, string]> {
	return Object.entries(value).flatMap(([name, held]: [string, unknown]) =>
		isObject(held)
			? attributesOf(held).map(([inner, text]) => [`${name}.${inner}`, text] as const)
			: [[name, String(held)] as const],
	);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
