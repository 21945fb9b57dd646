import {shownKey} from '../key-names.js';
import {whyInWords} from '../text/session-words.js';
import {cut, pad, wrap} from '../text/width.js';
import type {AttachState, Overlay} from './attach-state.js';
import {isForTheEye} from './prefix-keys.js';

type Line = {readonly text: string; readonly style?: string};

/** What is said over a terminal. */
export type OverlayContent = {
	readonly title: string;
	readonly lines: readonly Line[];
	/** The line that is typed in; null: nothing is. */
	readonly caret: {readonly line: number; readonly column: number} | null;
	/** The line that must show. */
	readonly focus: number;
};

/** Its words, in lines of at most so many cells. */
export function overlayContent(state: AttachState, overlay: Overlay, width: number): OverlayContent {
	switch (overlay.type) {
		case 'help':
			return {title: 'keys behind the prefix', lines: helpLines(state, width), caret: null, focus: overlay.top};
		case 'sessions':
			return {
				title: 'sessions',
				lines: overlay.ids.map((id, index) => sessionLine(state, id, index === overlay.selected, width)),
				caret: null,
				focus: overlay.selected,
			};
		case 'extend': {
			const name = state.sessions.get(overlay.session)?.name ?? '';
			return {
				title: `more walltime for ${name}`,
				lines: [{text: overlay.text}, {text: '+2h for two hours more, 8h for eight in all; Esc leaves it', style: '2'}],
				caret: {line: 0, column: overlay.text.length},
				focus: 0,
			};
		}
		case 'close': {
			const number = state.tabs.find(({terminal}) => terminal === overlay.terminal)?.number ?? '';
			return {
				title: 'close',
				lines: [{text: `End terminal ${number} and what runs in it?  y yes   n no`}],
				caret: null,
				focus: 0,
			};
		}
		case 'prompt': {
			const {question} = overlay.asked;
			const prompt = question.prompts[overlay.answers.length];
			const words = [...wrap(question.text, width), ...wrap(prompt?.text ?? 'yes or no?', width)].filter(
				line => line !== '',
			);
			const typed = prompt?.isSecret ? '*'.repeat(overlay.text.length) : overlay.text;
			return {
				title: `${question.hop} asks`,
				lines: [...words.map(text => ({text})), {text: typed}, {text: 'Enter answers, Esc declines', style: '2'}],
				caret: {line: words.length, column: typed.length},
				focus: words.length,
			};
		}
	}
}

/** Each key with all of its words, on as many lines as they take. */
function helpLines({prefix, bindings, isSpoken}: AttachState, width: number): readonly Line[] {
	const first = shownKey(prefix);
	const lineOf = (key: string, words: string): readonly Line[] => {
		const keys = `${first} ${key.padEnd(12)} `;
		return wrap(words, width - keys.length).map((text, index) => ({
			text: `${index === 0 ? keys : ' '.repeat(keys.length)}${text}`,
		}));
	};
	const lines = bindings
		.filter(({id, action}) => !/^terminal-[2-5]$/.test(id) && !(isSpoken && isForTheEye(action)))
		.flatMap(({id, keys, title}) =>
			id === 'terminal-1'
				? lineOf('1 … 5', 'That terminal of the session')
				: lineOf(keys.map(shownKey).join(' or '), title),
		);
	return [
		...lines,
		...lineOf(first, `${first} itself, for the program`),
		...(isSpoken
			? [{text: 'Any other key closes this help.'}]
			: wrap(MOUSE_HELP, width).map(text => ({text, style: '2'}))),
	];
}

const MOUSE_HELP = `
The wheel scrolls back, a drag marks and copies; with Shift the mouse is your own terminal’s. Esc closes this.`;

function sessionLine(state: AttachState, id: string, isSelected: boolean, width: number): Line {
	const session = state.sessions.get(id);
	if (session === undefined) {
		return {text: ''};
	}

	const where = session.job.nodes[0] ?? whyInWords(session, state.now) ?? '';
	const mark = isSelected ? '> ' : '  ';
	const [nameWidth, clusterWidth] = width < 60 ? [16, 10] : [18, 12];
	const text = `${mark}${pad(session.name, nameWidth)} ${pad(session.cluster, clusterWidth)} ${session.state.padEnd(13)} ${where}`;
	return {text: cut(text, width), style: isSelected ? '7' : ''};
}
