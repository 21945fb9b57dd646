import {Fault} from '../../../source/core/fault.js';
import type {SessionEvent} from '../../../source/core/session.js';
import type {Journal, JournalRecord} from '../../../source/daemon/journal.js';

/** A journal in memory, whose disk may be full. */
export type MemoryJournal = Journal & {
	readonly files: Map<string, readonly SessionEvent[]>;
	/** Sessions whose last line is told to have been cut. */
	readonly torn: Set<string>;
	isFull: boolean;
};

export function memoryJournal(kept: Readonly<Record<string, readonly SessionEvent[]>> = {}): MemoryJournal {
	const files = new Map(Object.entries(kept));
	const torn = new Set<string>();
	const journal: MemoryJournal = {
		files,
		torn,
		isFull: false,
		append(id, event) {
			if (journal.isFull) {
				throw new Fault('daemon', 'the journal cannot be written');
			}

			files.set(id, [...(files.get(id) ?? []), event]);
		},
		read: id => files.get(id) ?? [],
		readAll: () => [...files].map(([id, events]): JournalRecord => ({id, events, torn: torn.has(id)})),
		remove: id => void files.delete(id),
	};
	return journal;
}
