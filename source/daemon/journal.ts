import {
	closeSync,
	fstatSync,
	fsyncSync,
	ftruncateSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	truncateSync,
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
const DURABLE: ReadonlySet<SessionEvent['type']> = new Set([
	'intended',
	'staged',
	'asked',
	'submitted',
	'moved',
	'retired',
	'ended',
]);
const SUFFIX = '.jsonl';

/** Opens the journal in a folder, which is made where it is missing. */
export function openJournal(folder: string): Journal {
	mkdirSync(folder, {recursive: true, mode: 0o700});
	const fileOf = (id: string) => join(folder, `${id}${SUFFIX}`);
	return {
		append(id, event) {
			append(fileOf(id), [event], DURABLE.has(event.type));
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

/** The journal for as long as the home is ours: of two daemons, the one that lost it writes nothing more. */
export function guardJournal(journal: Journal, claim: {isOurs(): boolean}): Journal {
	const guarded = (write: () => void): void => {
		if (!claim.isOurs()) {
			throw new Fault('daemon', 'another machine has this home now', {hint: 'this daemon ends; its jobs go on'});
		}

		write();
	};
	return {
		...journal,
		append: (id, event) => guarded(() => journal.append(id, event)),
		remove: id => guarded(() => journal.remove(id)),
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

/** Reads a journal, cuts off what is torn, and writes it anew where it has grown long with events that say little. */
function recover(file: string, id: string): JournalRecord {
	const text = readFileSync(file, 'utf8');
	const record = parseJournal(id, text);
	if (record.torn) {
		truncateSync(file, wholeBytes(text, record.events.length));
	}

	const events = compactEvents(record.events);
	if (events.length < record.events.length) {
		replace(file, events);
	}

	return {...record, events};
}

function wholeBytes(text: string, lines: number): number {
	const whole = text.split('\n').slice(0, lines);
	return Buffer.byteLength(whole.map(line => `${line}\n`).join(''));
}

function replace(file: string, events: readonly SessionEvent[]): void {
	const fresh = `${file}.new`;
	try {
		rmSync(fresh, {force: true});
		append(fresh, events, true);
		renameSync(fresh, file);
	} catch {
		// No room for a second copy: the long one serves as well.
		rmSync(fresh, {force: true});
	}
}

/** Writes all lines or none: a half line would make the next one unreadable too. */
function append(file: string, events: readonly SessionEvent[], isDurable: boolean): void {
	const bytes = Buffer.from(events.map(event => `${JSON.stringify(event)}\n`).join(''));
	try {
		const descriptor = openSync(file, 'a', 0o600);
		try {
			writeWhole(descriptor, bytes);
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

/** A disk that fills up takes a part of what it is given and calls that a success. */
function writeWhole(descriptor: number, bytes: Uint8Array): void {
	const {size} = fstatSync(descriptor);
	try {
		for (let written = 0; written < bytes.length; ) {
			written += writeSync(descriptor, bytes, written);
		}
	} catch (error) {
		cutBack(descriptor, size);
		throw error;
	}
}

function cutBack(descriptor: number, size: number): void {
	try {
		ftruncateSync(descriptor, size);
	} catch {
		// What went wrong first is what the person should read.
	}
}
