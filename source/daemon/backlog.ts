import type {Clock, Instant} from '../core/clock.js';
import {compactEvents} from '../core/compact.js';
import {Fault} from '../core/fault.js';
import {type PauseRule, pauseBefore} from '../core/pause.js';
import type {SessionEvent} from '../core/session.js';
import type {Journal} from './journal.js';

/** How often a disk that took nothing is tried again. */
const TRY_AGAIN: PauseRule = {firstMs: 1000, factor: 2, maxMs: 15_000};

/** Why the disk does not take what happened, and since when. */
export type DiskTrouble = {readonly since: Instant; readonly fault: Fault};

/** What is wrong and what to do, for a person. */
export function wordsFor({fault}: DiskTrouble): string {
	const said = fault.facts['said'];
	const why = typeof said === 'string' ? said : fault.message;
	return `the disk of this machine takes nothing (${why}); sessions go on: free some space before the daemon ends`;
}

/** A journal that goes on while the disk is full: what it could not write is written, in order, when there is room. */
export type BackloggedJournal = Journal & {
	/** Null: all is written. */
	readonly trouble: DiskTrouble | null;
	/** Tries once more to write what is left. */
	close(): void;
};

export type BacklogOptions = {
	readonly journal: Journal;
	readonly clock: Clock;
	readonly note: (line: string) => void;
	/** Whether an event must be on the disk before it is acted on. Such a one throws, and is not kept for later. */
	readonly isDecisive: (event: SessionEvent) => boolean;
	/** The trouble began, or is over. */
	readonly onTrouble: () => void;
};

/** Puts a backlog before a journal. */
export function withBacklog({journal, clock, note, isDecisive, onTrouble}: BacklogOptions): BackloggedJournal {
	const waiting = new Map<string, readonly SessionEvent[]>();
	const life = new AbortController();
	let trouble: DiskTrouble | null = null;

	return {
		get trouble() {
			return trouble;
		},
		append(id, event) {
			try {
				writeWaiting();
				journal.append(id, event);
			} catch (error) {
				if (isDecisive(event)) {
					throw error;
				}

				keep(id, event, Fault.from(error));
			}
		},
		read: id => [...journal.read(id), ...(waiting.get(id) ?? [])],
		readAll: () => journal.readAll(),
		remove(id) {
			waiting.delete(id);
			journal.remove(id);
		},
		close() {
			life.abort();
			try {
				writeWaiting();
			} catch (error) {
				note(`not written: ${[...waiting.values()].flat().length} events: ${Fault.from(error).message}`);
			}
		},
	};

	function keep(id: string, event: SessionEvent, fault: Fault): void {
		waiting.set(id, compactEvents([...(waiting.get(id) ?? []), event]));
		if (trouble === null) {
			trouble = {since: clock.now(), fault};
			note(`${fault.message}: what happens is kept in memory until there is room`);
			onTrouble();
			void tryAgain();
		}
	}

	async function tryAgain(): Promise<void> {
		for (let attempt = 0; trouble !== null; attempt++) {
			try {
				await clock.sleep(pauseBefore(attempt, TRY_AGAIN, Math.random()), life.signal);
				writeWaiting();
			} catch {
				if (life.signal.aborted) {
					return;
				}
			}
		}
	}

	/** Throws where the disk still takes nothing; what was written until then is not written twice. */
	function writeWaiting(): void {
		for (const [id, events] of waiting) {
			for (const [index, event] of events.entries()) {
				waiting.set(id, events.slice(index));
				journal.append(id, event);
			}

			waiting.delete(id);
		}

		if (trouble !== null) {
			trouble = null;
			note('the journal is written again, and nothing of it is missing');
			onTrouble();
		}
	}
}
