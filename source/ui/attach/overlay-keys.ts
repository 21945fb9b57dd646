import {graphemesOf} from '../text/width.js';
import type {Overlay} from './attach-state.js';

/** What an overlay wants done. */
export type OverlayWish =
	| {readonly type: 'none'}
	| {readonly type: 'go-to'; readonly session: string}
	| {readonly type: 'extend'; readonly session: string; readonly text: string}
	| {readonly type: 'close-terminal'; readonly terminal: number}
	| {readonly type: 'answer'; readonly prompt: number; readonly answers: readonly string[] | null};

/** What a key came to: what lies over the terminal now (null: nothing), and what is to be done. */
export type OverlayStep = {readonly overlay: Overlay | null; readonly wish: OverlayWish};

const NOTHING: OverlayWish = {type: 'none'};

/** A key while something lies over the terminal. */
export function pressInOverlay(overlay: Overlay, key: string): OverlayStep {
	const stay = (changed: Overlay): OverlayStep => ({overlay: changed, wish: NOTHING});
	const done = (wish: OverlayWish = NOTHING): OverlayStep => ({overlay: null, wish});
	const leaves = key === 'escape' || key === 'C-c';
	switch (overlay.type) {
		case 'help':
			return key === 'down' || key === 'j'
				? stay({...overlay, top: overlay.top + 1})
				: key === 'up' || key === 'k'
					? stay({...overlay, top: Math.max(0, overlay.top - 1)})
					: done();
		case 'sessions': {
			const {ids, selected} = overlay;
			const to = (index: number) => stay({...overlay, selected: Math.max(0, Math.min(ids.length - 1, index))});
			switch (key) {
				case 'up':
				case 'k':
					return to(selected - 1);
				case 'down':
				case 'j':
					return to(selected + 1);
				case 'enter': {
					const session = ids[selected];
					return done(session === undefined ? NOTHING : {type: 'go-to', session});
				}
				default:
					return leaves || key === 'q' ? done() : stay(overlay);
			}
		}
		case 'extend':
			return key === 'enter'
				? done({type: 'extend', session: overlay.session, text: overlay.text})
				: leaves
					? done()
					: stay({...overlay, text: typed(overlay.text, key)});
		case 'close':
			return key === 'y' || key === 'enter'
				? done({type: 'close-terminal', terminal: overlay.terminal})
				: key === 'n' || leaves
					? done()
					: stay(overlay);
		case 'prompt': {
			const {prompt, question} = overlay.asked;
			if (leaves) {
				return done({type: 'answer', prompt, answers: null});
			}

			if (key !== 'enter') {
				return stay({...overlay, text: typed(overlay.text, key)});
			}

			const answers = [...overlay.answers, overlay.text];
			return answers.length < question.prompts.length
				? stay({...overlay, answers, text: ''})
				: done({type: 'answer', prompt, answers});
		}
	}
}

/** Text that is pasted while a line is typed: its first line. */
export function pasteInOverlay(overlay: Overlay, text: string): Overlay {
	return overlay.type === 'extend' || overlay.type === 'prompt'
		? {...overlay, text: overlay.text + (text.split(/[\r\n]/, 1)[0] ?? '')}
		: overlay;
}

function typed(text: string, key: string): string {
	switch (key) {
		case 'backspace':
			return graphemesOf(text).slice(0, -1).join('');
		case 'C-u':
			return '';
		case 'space':
			return `${text} `;
		default:
			return graphemesOf(key).length === 1 ? text + key : text;
	}
}
