import {readFileSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Paths} from '../wire/paths.js';
import {ensurePrivateFolder} from '../wire/private-folder.js';
import {isSameMemory, type Memory, memoryOf, parseMemory} from './memory.js';
import type {Store} from './store.js';

/** After a change: who turns through panes makes one writing of it. */
const WRITE_AFTER_MS = 1000;

/** Where the memory is read and written; handed in, so that tests see it. */
export type MemoryPlace = {read(): Memory; write(memory: Memory): void};

/**
 * A file of the state folder, mode 0600: forms may hold names that are nobody else's business. Several screens may write it; the last
 * one is remembered. A disk that is full, or a home that cannot be written, costs the memory and nothing else.
 */
export function memoryFileIn(paths: Paths): MemoryPlace {
	const file = join(paths.state, 'screen.json');
	return {
		read() {
			try {
				return parseMemory(readFileSync(file, 'utf8'));
			} catch {
				return parseMemory('');
			}
		},
		write(memory) {
			const draft = `${file}.${process.pid}`;
			try {
				ensurePrivateFolder(paths.state);
				writeFileSync(draft, `${JSON.stringify(memory, null, '\t')}\n`, {mode: 0o600});
				renameSync(draft, file);
			} catch {
				// Said above: it is only forgotten.
			}
		},
	};
}

/** Writes what is to be remembered a little after it changed, and at once when the returned function ends it. */
export function keepMemory(store: Store, place: MemoryPlace): () => void {
	let written = memoryOf(store.getState());
	let timer: NodeJS.Timeout | undefined;
	const write = () => {
		clearTimeout(timer);
		timer = undefined;
		const memory = memoryOf(store.getState());
		if (!isSameMemory(memory, written)) {
			written = memory;
			place.write(memory);
		}
	};
	const stop = store.subscribe(() => {
		if (timer === undefined && !isSameMemory(memoryOf(store.getState()), written)) {
			timer = setTimeout(write, WRITE_AFTER_MS);
		}
	});
	return () => {
		stop();
		write();
	};
}
