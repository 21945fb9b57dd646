import {KINDS, type PbsRecord} from './records.js';

/** Records of `qstat -f -F dsv`: `Job Id: 32.pbshead|Job_Name=exit3|…`, a bar in a value written `\|`. */
export function dsvRecords(text: string): readonly PbsRecord[] | null {
	const records = text.split(/^(?=(?:Job Id|Queue|Server): ?[^\n|]*\|)/m).map(recordOf);
	return records.every(record => record !== null) ? records : null;
}

function recordOf(text: string): PbsRecord | null {
	const [head = '', ...fields] = text.trimEnd().split(/(?<!\\)\|/);
	const [, word = '', id = ''] = /^(Job Id|Queue|Server): ?(.*)$/.exec(head) ?? [];
	const kind = KINDS.get(word);
	if (kind === undefined) {
		return null;
	}

	const pairs = fields.map(field => field.replaceAll('\\|', '|')).map(splitPair);
	return {kind, id, attributes: new Map(pairs)};
}

function splitPair(field: string): readonly [string, string] {
	const at = field.indexOf('=');
	return at === -1 ? [field, ''] : [field.slice(0, at), field.slice(at + 1)];
}
