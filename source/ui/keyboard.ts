import {perform} from './effects.js';
import {shownKey} from './key-names.js';
import {modeOf, resolveKey} from './keys.js';
import {noteNotice} from './notices.js';
import type {Outside} from './outside.js';

/** A dialog that pops up under typing fingers takes no key for this long: the keys were meant for what was there. */
const GUARD_MS = 700;
const TYPING_MS = 1000;
/** After an answer the server's next question is expected, and may be answered at once. */
const ANSWERED_MS = 10_000;

/** What is typed, a key or a pasted text at a time. */
export type Keyboard = {press(key: string): void; paste(text: string): void};

/** Turns keys into what they mean now: an intent, typed text, or a quiet word that they mean nothing. */
export function createKeyboard(outside: Outside): Keyboard {
	const {store, now} = outside;
	const isGuarded = guardPrompts(outside);
	const say = (text: string) => store.dispatch({type: 'noticed', notice: noteNotice(text, now())});
	return {
		press(key) {
			const state = store.getState();
			if (isGuarded(key)) {
				return;
			}

			const resolution = resolveKey(state, key);
			switch (resolution.type) {
				case 'intent':
					store.dispatch({type: 'intended', intent: resolution.intent});
					return perform(resolution.intent, state, outside);
				case 'text':
					return store.dispatch({type: 'typed', key});
				case 'refused':
					return say(resolution.why);
				case 'unknown':
					return say(`${shownKey(key)} does nothing here; ? shows the keys`);
			}
		},
		paste(text) {
			if (!isGuarded('')) {
				store.dispatch({type: 'pasted', text});
			}
		},
	};
}

/** Tells of each key whether it came too soon after a server's question popped up. */
function guardPrompts({store, now}: Outside): (key: string) => boolean {
	let keyAt = Number.NEGATIVE_INFINITY;
	let answeredAt = Number.NEGATIVE_INFINITY;
	let guardedUntil = Number.NEGATIVE_INFINITY;
	let shown = store.getState().prompts[0]?.prompt;
	store.subscribe(() => {
		const prompt = store.getState().prompts[0]?.prompt;
		const isNew = prompt !== undefined && prompt !== shown;
		shown = prompt;
		if (isNew && now() - keyAt < TYPING_MS && now() - answeredAt > ANSWERED_MS) {
			guardedUntil = now() + GUARD_MS;
		}
	});
	return key => {
		keyAt = now();
		const isPrompt = modeOf(store.getState()) === 'prompt';
		const isTooSoon = isPrompt && keyAt < guardedUntil;
		if (isPrompt && !isTooSoon && (key === 'enter' || key === 'escape')) {
			answeredAt = keyAt;
		}

		return isTooSoon;
	};
}
