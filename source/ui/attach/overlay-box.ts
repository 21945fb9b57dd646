import {shownKey} from '../key-names.js';
import {whyInWords} from '../text/session-words.js';
import {cut, pad, wrap} from '../text/width.js';
import type {Theme} from '../theme.js';
import type {AttachState, Overlay} from './attach-state.js';
import {type CellRow, cellsOfText} from './cells.js';
import type {Frame} from './painter.js';

type Size = {readonly columns: number; readonly rows: number};
type Line = {readonly text: string; readonly style?: string};

/** What lies over the terminal, in a frame, and where one types in it. */
export type OverlayBox = {
	over(rows: readonly CellRow[]): readonly CellRow[];
	readonly cursor: Frame['cursor'];
};

type Content = {
	readonly title: string;
	readonly lines: readonly Line[];
	/** The line that is typed in; null: nothing is. */
	readonly caret: {readonly line: number; readonly column: number} | null;
	/** The line that must show. */
	readonly focus: number;
};

/** Null: nothing lies over it. */
export function overlayBox(state: AttachState, size: Size, theme: Theme): OverlayBox | null {
	if (state.overlay === null) {
		return null;
	}

	const width = Math.max(10, Math.min(size.columns - 2, 76));
	const room = Math.max(1, size.rows - 3);
	const {title, lines, caret, focus} = contentOf(state, state.overlay, width - 4);
	const start = Math.max(
		0,
		Math.min(focus, lines.length - room),
		focus - room + 1 > 0 ? Math.min(focus - Math.floor(room / 2), lines.length - room) : 0,
	);
	const shown = lines.slice(start, start + room);
	const [left, top] = [
		Math.floor((size.columns - width) / 2),
		Math.max(0, Math.floor((size.rows - 3 - shown.length) / 3)),
	];
	const {topLeft, topRight, bottomLeft, bottomRight, across, down} = theme.glyphs.frame;
	const head = cut(` ${theme.spell(title)} `, width - 4);
	const box: readonly CellRow[] = [
		cellsOfText(
			`${topLeft}${across}${head}${across.repeat(Math.max(0, width - 3 - [...head].length))}${topRight}`,
			width,
		),
		...shown.map(({text, style = ''}) => [
			...cellsOfText(`${down} `, 2),
			...cellsOfText(theme.spell(text), width - 4, style),
			...cellsOfText(` ${down}`, 2),
		]),
		cellsOfText(`${bottomLeft}${across.repeat(width - 2)}${bottomRight}`, width),
	];
	return {
		over: rows =>
			rows.map((row, index) => {
				const line = box[index - top];
				return line === undefined ? row : [...row.slice(0, left), ...line, ...row.slice(left + width)];
			}),
		cursor:
			caret === null
				? null
				: {column: Math.min(left + 2 + caret.column, left + width - 3), row: top + 1 + caret.line - start},
	};
}

function contentOf(state: AttachState, overlay: Overlay, width: number): Content {
	switch (overlay.type) {
		case 'help':
			return {title: 'keys behind the prefix', lines: helpLines(state), caret: null, focus: overlay.top};
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

function helpLines({prefix, bindings}: AttachState): readonly Line[] {
	const first = shownKey(prefix);
	const lines = bindings
		.filter(({id}) => !/^terminal-[2-5]$/.test(id))
		.map(({id, keys, title}) => {
			const shown = id === 'terminal-1' ? '1 … 5' : keys.map(shownKey).join(' or ');
			const words = id === 'terminal-1' ? 'That terminal of the session' : title;
			return {text: `${first} ${shown.padEnd(12)} ${words}`};
		});
	return [
		...lines,
		{text: `${first} ${first.padEnd(12)} ${first} itself, for the program`},
		{text: ''},
		{text: 'The wheel scrolls back, a drag marks and copies; with Shift the mouse is', style: '2'},
		{text: 'your own terminal’s. Esc closes this.', style: '2'},
	];
}

function sessionLine(state: AttachState, id: string, isSelected: boolean, width: number): Line {
	const session = state.sessions.get(id);
	if (session === undefined) {
		return {text: ''};
	}

	const where = session.job.nodes[0] ?? whyInWords(session, state.now) ?? '';
	const mark = isSelected ? '> ' : '  ';
	const text = `${mark}${pad(session.name, 18)} ${pad(session.cluster, 12)} ${session.state.padEnd(13)} ${where}`;
	return {text: cut(text, width), style: isSelected ? '7' : ''};
}
