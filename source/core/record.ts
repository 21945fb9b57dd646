import type {Instant} from './clock.js';
import type {NodeReport} from './node-report.js';
import {entryOf} from './record-entry.js';

/**
 * What the job script wrote into the session's record: one JSON line each, checked and sanitised. The order is the
 * order of the file; a requeued job starts a second time in the same file.
 */
export type RecordEntry =
	| StartedEntry
	/** The app took another port than the one it was given. */
	| {readonly type: 'serving'; readonly port: string; readonly number: number}
	/**
	 * What the app itself says of the way in, by its runtime file: laid over the secrets that we made before they are
	 * given to `urlPath` and `readiness` (`token` where the person's own configuration forces another one, `baseUrl`).
	 */
	| {readonly type: 'evidence'; readonly port: string; readonly values: Readonly<Record<string, string>>}
	/** A setup line failed; the app was not started, an `exited` follows. */
	| {readonly type: 'setup-failed'; readonly line: string; readonly code: number}
	/** The app found that it cannot run, before it did: what is missing, and what to try. */
	| {readonly type: 'could-not-run'; readonly said: string; readonly hint: string | null; readonly code: number}
	/** The job itself was signalled; the app got the signal too and has a little time to end. */
	| {readonly type: 'signalled'; readonly at: Instant | null; readonly signal: string}
	/** How many of the things that an app is made of are there (engines, workers), and how many are wanted. */
	| ({readonly type: 'progress'} & Progress)
	/** A part of the app inside the job changed its state. */
	| ({readonly type: 'part'} & PartReport)
	/** An order that was sent to the running job was obeyed: its code, and the line that it said. */
	| {readonly type: 'obeyed'; readonly order: string; readonly code: number; readonly said: string | null}
	| ExitedEntry;

/** So many are there of so many wanted; with `least` of them the session may be called ready. */
export type Progress = {readonly name: string; readonly have: number; readonly want: number; readonly least: number};

/** A part of an app inside its job, as the job script told it: how many of its processes live, how many are wanted. */
export type PartReport = {
	readonly name: string;
	readonly state: 'starting' | 'running' | 'ended';
	readonly node: string | null;
	readonly have: number;
	readonly want: number;
	readonly code: number | null;
	/** Its log, relative to the session's folder. */
	readonly log: string;
	/** The line of its log that tells why it is not whole. */
	readonly said: string | null;
};

/** The job runs: where, and which ports were taken for it. */
export type StartedEntry = {
	readonly type: 'started';
	readonly at: Instant;
	readonly jobId: string | null;
	readonly pid: number | null;
	readonly node: NodeReport;
	readonly ports: Readonly<Record<string, number>>;
};

/** The app is over. Exactly one of code and signal is set, as far as the shell could tell. */
export type ExitedEntry = {
	readonly type: 'exited';
	readonly at: Instant | null;
	readonly code: number | null;
	/** Without SIG. */
	readonly signal: string | null;
	/** Whom the signal reached first: the job (cancelled, walltime, preempted) or only the app (it crashed, or ran out of memory). */
	readonly signalled: 'job' | 'app' | null;
	/** The line of the output that most likely tells why it failed; null: it ended well, or said nothing. */
	readonly said: string | null;
};

/** A record line longer than this is garbage: the buffer is thrown away up to the next line end. */
const MAX_LINE_BYTES = 256 * 1024;

/** Reads a record as its bytes come, cut anywhere. A line that is not understood is told to `note` and skipped. */
export class RecordReader {
	readonly #note: (line: string) => void;
	#rest: Uint8Array = new Uint8Array(0);
	#isSkipping = false;

	constructor(note: (line: string) => void = () => {}) {
		this.#note = note;
	}

	/** The entries that these bytes complete. */
	push(bytes: Uint8Array): readonly RecordEntry[] {
		const entries: RecordEntry[] = [];
		let from = 0;
		for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
			const line = join(this.#rest, bytes.subarray(from, end));
			this.#rest = new Uint8Array(0);
			from = end + 1;
			this.#readLine(line, entries);
		}

		this.#keep(bytes.subarray(from));
		return entries;
	}

	/** Forget a half line: the file was truncated and is read from its start again. */
	reset(): void {
		this.#rest = new Uint8Array(0);
		this.#isSkipping = false;
	}

	#keep(bytes: Uint8Array): void {
		if (this.#rest.length + bytes.length > MAX_LINE_BYTES) {
			this.#isSkipping = true;
			this.#rest = new Uint8Array(0);
		} else if (!this.#isSkipping && bytes.length > 0) {
			this.#rest = join(this.#rest, bytes);
		}
	}

	#readLine(line: Uint8Array, entries: RecordEntry[]): void {
		if (this.#isSkipping || line.length > MAX_LINE_BYTES) {
			this.#isSkipping = false;
			this.#note('a line of the record is too long and was skipped');
			return;
		}

		const text = new TextDecoder('utf-8').decode(line).trim();
		if (text === '') {
			return;
		}

		const entry = entryOf(text);
		if (typeof entry === 'string') {
			this.#note(entry);
		} else {
			entries.push(entry);
		}
	}
}

/** All entries of a whole record. */
export function readRecord(bytes: Uint8Array, note?: (line: string) => void): readonly RecordEntry[] {
	return new RecordReader(note).push(bytes);
}

function join(first: Uint8Array, second: Uint8Array): Uint8Array {
	if (first.length === 0) {
		return Uint8Array.from(second);
	}

	const whole = new Uint8Array(first.length + second.length);
	whole.set(first);
	whole.set(second, first.length);
	return whole;
}
