import {isLiteralAddress, reachOf} from './ip-address.js';
import type {NodeInterface, NodeReport} from './node-report.js';
import type {ExitedEntry, RecordEntry, StartedEntry} from './record.js';
import {
	type Fields,
	fieldsOf,
	instantOf,
	integerOf,
	isPortName,
	lineOf,
	objectOf,
	signalOf,
	wordsOf,
} from './record-fields.js';
import {sanitizeLine} from './text.js';

/**
 * One line of a record as an entry; a string says why it is none. A record lies on a shared file system, and its host
 * name ends in an ssh command line: nothing in it is trusted (`-oProxyCommand=`, interlink-hq/interLink#550).
 */
export function entryOf(line: string): RecordEntry | string {
	const fields = fieldsOf(line);
	if (fields === null) {
		return `a line of the record is not a JSON object: ${shorten(line)}`;
	}

	return knownEntryOf(fields) ?? `a line of the record makes no sense: ${shorten(line)}`;
}

function knownEntryOf(fields: Fields): RecordEntry | null {
	switch (fields['type']) {
		case 'started':
			return startedOf(fields);
		case 'serving':
			return servingOf(fields);
		case 'evidence':
			return evidenceOf(fields);
		case 'setup-failed':
			return setupFailedOf(fields);
		case 'could-not-run':
			return couldNotRunOf(fields);
		case 'signalled':
			return signalledOf(fields);
		case 'progress':
			return progressOf(fields);
		case 'part':
			return partOf(fields);
		case 'obeyed':
			return obeyedOf(fields);
		case 'exited':
			return exitedOf(fields);
	}

	return null;
}

/** Whether a name may be given to ssh and to a resolver: letters, digits, `.`, `-`, `_`, not led by `-`; or a literal address. */
export function isHostName(text: string): boolean {
	return (/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(text) && text.length <= 253) || isLiteralAddress(text);
}

function startedOf(fields: Fields): StartedEntry | null {
	const {at, host, jobId, pid} = fields;
	if (typeof host !== 'string' || !isHostName(host)) {
		return null;
	}

	const seconds = integerOf(at, 0, 1e11);
	return {
		type: 'started',
		at: (seconds ?? 0) * 1000,
		jobId: typeof jobId === 'string' && /^[\w.[\]@:-]{1,128}$/.test(jobId) ? jobId : null,
		pid: integerOf(pid, 1, 2 ** 31),
		node: nodeOf(host, fields),
		ports: portsOf(fields['ports']),
	};
}

function nodeOf(host: string, fields: Fields): NodeReport {
	const {interfaces, defaultInterface} = fields;
	return {
		host,
		interfaces: Array.isArray(interfaces) ? interfaces.flatMap(interfaceOf) : [],
		defaultInterface: isInterfaceName(defaultInterface) ? defaultInterface : null,
	};
}

function interfaceOf(value: unknown): readonly NodeInterface[] {
	const fields = objectOf(value);
	const name = fields?.['name'];
	if (fields === null || !isInterfaceName(name)) {
		return [];
	}

	const {addresses} = fields;
	return [
		{
			name,
			linkType: integerOf(fields['linkType'], 0, 65_535),
			isUp: fields['isUp'] === true,
			addresses: Array.isArray(addresses) ? addresses.filter(isUsefulAddress) : [],
		},
	];
}

function isInterfaceName(value: unknown): value is string {
	return typeof value === 'string' && /^[\w.:@+-]{1,64}$/.test(value);
}

function isUsefulAddress(value: unknown): value is string {
	return typeof value === 'string' && isLiteralAddress(value) && !['link', 'none'].includes(reachOf(value));
}

function portsOf(value: unknown): Readonly<Record<string, number>> {
	const ports: Record<string, number> = {};
	for (const [name, number] of Object.entries(objectOf(value) ?? {})) {
		const port = integerOf(number, 1, 65_535);
		if (isPortName(name) && port !== null) {
			ports[name] = port;
		}
	}

	return ports;
}

function servingOf(fields: Fields): RecordEntry | null {
	const number = integerOf(fields['number'], 1, 65_535);
	const {port} = fields;
	return isPortName(port) && number !== null ? {type: 'serving', port, number} : null;
}

function evidenceOf(fields: Fields): RecordEntry | null {
	const {port} = fields;
	const values: Record<string, string> = {};
	for (const [name, value] of Object.entries(objectOf(fields['values']) ?? {})) {
		if (/^[a-zA-Z][\w-]{0,31}$/.test(name) && typeof value === 'string' && value.length <= 4096) {
			values[name] = sanitizeLine(value);
		}
	}

	return isPortName(port) ? {type: 'evidence', port, values} : null;
}

function setupFailedOf(fields: Fields): RecordEntry | null {
	const code = integerOf(fields['code'], 0, 255);
	const {line} = fields;
	return typeof line === 'string' && code !== null ? {type: 'setup-failed', line: sanitizeLine(line), code} : null;
}

function couldNotRunOf(fields: Fields): RecordEntry | null {
	const code = integerOf(fields['code'], 0, 255);
	const said = lineOf(fields['said']);
	return said === null || code === null ? null : {type: 'could-not-run', said, hint: lineOf(fields['hint']), code};
}

function signalledOf(fields: Fields): RecordEntry | null {
	const signal = signalOf(fields['signal']);
	return signal === null ? null : {type: 'signalled', at: instantOf(fields['at']), signal};
}

/** More engines than this are a broken record. */
const MOST = 1_000_000;

function progressOf(fields: Fields): RecordEntry | null {
	const {name} = fields;
	const have = integerOf(fields['have'], 0, MOST);
	const want = integerOf(fields['want'], 0, MOST);
	const least = integerOf(fields['least'], 0, MOST);
	return isPortName(name) && have !== null && want !== null && least !== null
		? {type: 'progress', name, have, want, least}
		: null;
}

function partOf(fields: Fields): RecordEntry | null {
	const {name, state, node, said} = fields;
	const have = integerOf(fields['have'], 0, MOST);
	const want = integerOf(fields['want'], 0, MOST);
	const isState = state === 'starting' || state === 'running' || state === 'ended';
	return typeof name === 'string' && isPartName(name) && isState && have !== null && want !== null
		? {
				type: 'part',
				name,
				state,
				node: typeof node === 'string' && isHostName(node) ? node : null,
				have,
				want,
				code: integerOf(fields['code'], 0, 255),
				log: fields['log'] === `${name}.log` ? `parts/${name}.log` : 'output',
				said: wordsOf(said),
			}
		: null;
}

/** What a part may be called: its log is `parts/NAME.log`, so that no path can be made of it. */
function isPartName(text: string): boolean {
	return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text);
}

function obeyedOf(fields: Fields): RecordEntry | null {
	const {order, said} = fields;
	const code = integerOf(fields['code'], 0, 255);
	return typeof order === 'string' && /^[\w.-]{1,64}$/.test(order) && code !== null
		? {type: 'obeyed', order, code, said: wordsOf(said)}
		: null;
}

function exitedOf(fields: Fields): ExitedEntry | null {
	const code = integerOf(fields['code'], 0, 255);
	const signal = signalOf(fields['signal']);
	const {signalled} = fields;
	if (code === null && signal === null) {
		return null;
	}

	const reached = signalled === 'job' || signalled === 'app' ? signalled : null;
	return {type: 'exited', at: instantOf(fields['at']), code, signal, signalled: reached, said: lineOf(fields['said'])};
}

function shorten(line: string): string {
	const text = sanitizeLine(line);
	return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
