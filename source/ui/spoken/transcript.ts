import type {Store} from '../store.js';
import {type Speaking, sentencesOf} from './sentences.js';

/** A line that was said; numbered, so that it is said once. */
export type Said = {readonly number: number; readonly text: string};

/** All that was said, for a terminal that only ever goes forward. */
export type Transcript = {
	lines(): readonly Said[];
	subscribe(listener: () => void): () => void;
	close(): void;
};

/** Listens to the store and says each change. */
export function createTranscript(store: Store, speaking: Speaking): Transcript {
	let said: readonly Said[] = [];
	let before = store.getState();
	const listeners = new Set<() => void>();
	const stop = store.subscribe(() => {
		const after = store.getState();
		const fresh = sentencesOf(before, after, speaking);
		before = after;
		if (fresh.length > 0) {
			said = [...said, ...fresh.map((text, index) => ({number: said.length + index, text}))];
			for (const listener of listeners) {
				listener();
			}
		}
	});
	return {
		lines: () => said,
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		close: stop,
	};
}
