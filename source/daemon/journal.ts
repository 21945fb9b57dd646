import {
	closeSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeSync,
} from 'node:fs';
import {join} from 'node:path';
import {compactEvents} from '../core/compact.js';
import {Fault} from '../core/fault.js';
import type {SessionEvent} from '../core/session.js';

/** What was read of one session's journal. `torn`: its last line was cut short by a crash and is left out. */
export type JournalRecord = {readonly id: string; readonly events: readonly SessionEvent[]; readonly torn: boolean};

/**
 * One append-only file of JSON lines a session, mode 0600 in a folder 0700: it holds the session's secrets. Events that
 * decide about jobs are on the disk before the call returns.
 */
export type Journal = {
	/** Throws a fault of kind `daemon` when the disk does not take it; the event must then not be acted on. */
	append(id: string, event: SessionEvent): void;
	read(id: string): readonly SessionEvent[];
	readAll(): readonly JournalRecord[];
	remove(id: string): void;
};

/** Events that must survive a power cut: a job may exist because of them. */
const DURABLE: ReadonlySet<SessionEvent['type']> = new Set(['intended', 'staged', 'asked', 'submitted', 'ended']);
const SUFFIX = '.jsonl';

/** Opens the journal in a folder, which is made where it is missing. */
export function openJournal(folder: string): Journal {
	mkdirSync(folder, {recursive: true, mode: 0o700});
	const fileOf = (id: string) => join(folder, `${id}${SUFFIX}`);
	return {
		append(id, event) {
			writeLine(fileOf(id), event, 'a', DURABLE.has(event.type));
		},
		read: id => parseJournal(id, readFileSync(fileOf(id), 'utf8')).events,
		readAll: () =>
			readdirSync(folder)
				.filter(name => name.endsWith(SUFFIX))
				.sort()
				.map(name => recover(fileOf(name.slice(0, -SUFFIX.length)), name.slice(0, -SUFFIX.length))),
		remove(id) {
			rmSync(fileOf(id), {force: true});
		},
	};
}

/** The events of a journal's text. A last line without its end, or that is no JSON, is left out: a crash cut it. */
export function parseJournal(id: string, text: string): JournalRecord {
	const lines = text.split('\n');
	const whole = lines.slice(0, -1);
	const events: SessionEvent[] = [];
	for (const line of whole) {
		try {
			events.push(JSON.parse(line) as SessionEvent);
		} catch {
			return {id, events, torn: true};
		}
	}

	return {id, events, torn: lines.at(-1) !== ''};
}

/** Reads a journal and writes it anew where it was torn or has grown long with reports that say little. */
function recover(file: string, id: string): JournalRecord {
	const record = parseJournal(id, readFileSync(file, 'utf8'));
	const events = compactEvents(record.events);
	if (record.torn || events.length < record.events.length) {
		const fresh = `${file}.new`;
		rmSync(fresh, {force: true});
		for (const event of events) {
			writeLine(fresh, event, 'a', false);
		}

		if (events.length > 0) {
			renameSync(fresh, file);
		}
	}

	return {...record, events};
}

function writeLine(file: string, event: SessionEvent, flag: 'a', isDurable: boolean): void {
	try {
		const descriptor = openSync(file, flag, 0o600);
		try {
			writeSync(descriptor, `${JSON.stringify(event)}\n`);
			if (isDurable) {
				fsyncSync(descriptor);
			}
		} finally {
			closeSync(descriptor);
		}
	} catch (error) {
		throw new Fault('daemon', `the journal ${file} cannot be written`, {
			hint: 'free some space on this machine, then try again',
			retry: 'later',
			facts: {said: error instanceof Error ? error.message : String(error)},
			cause: error,
		});
	}
}
