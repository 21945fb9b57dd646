import {formatDuration} from '../../core/duration.js';
import type {Emulator} from '../../terminal/emulator.js';
import {shownKey} from '../key-names.js';
import {instantOf} from '../text/moment.js';
import {cut, widthOf} from '../text/width.js';
import type {Theme} from '../theme.js';
import {type AttachState, areasOf} from './attach-state.js';
import {type CellRow, type ColorDepth, cellsOfLine, cellsOfText, inverted} from './cells.js';
import {selectionOn} from './copy-mode.js';
import {overlayBox} from './overlay-box.js';
import type {Frame} from './painter.js';

/** What is drawn from: pictures that are kept outside of the state. */
export type Pictures = {
	readonly screen: Emulator | null;
	/** What copy mode scrolls in. */
	readonly still: Emulator | null;
	readonly log: Emulator | null;
};

type Size = {readonly columns: number; readonly rows: number};

/** The whole window. */
export function frameOf(state: AttachState, pictures: Pictures, size: Size, theme: Theme, depth: ColorDepth): Frame {
	const {columns, terminalRows, logRows} = areasOf(size, state);
	const body = [
		...terminalArea(state, pictures, {columns, rows: terminalRows}, depth),
		...(logRows === 0 ? [] : [divider(columns, theme), ...lastRows(pictures.log, columns, logRows, depth)]),
	];
	const box = overlayBox(state, size, theme);
	const rows = [...(box === null ? body : box.over(body)), statusRow(state, columns, theme)];
	return {
		rows,
		cursor: box?.cursor ?? (box === null ? cursorOf(state, pictures, {columns, rows: terminalRows}) : null),
	};
}

function terminalArea(
	{copy}: AttachState,
	{screen, still}: Pictures,
	{columns, rows}: Size,
	depth: ColorDepth,
): CellRow[] {
	if (copy !== null && still !== null) {
		return Array.from({length: rows}, (_, row) => {
			const line = copy.top + row;
			const cells = cellsOfLine(still.buffer.getLine(line), columns, depth);
			const marked = selectionOn(copy, line);
			return marked === null ? [...cells] : [...inverted(cells, marked.from, marked.to)];
		});
	}

	const base = screen?.buffer.baseY ?? 0;
	return Array.from({length: rows}, (_, row) =>
		row < (screen?.rows ?? 0)
			? [...cellsOfLine(screen?.buffer.getLine(base + row), columns, depth)]
			: [...cellsOfText('', columns)],
	);
}

function lastRows(picture: Emulator | null, columns: number, rows: number, depth: ColorDepth): CellRow[] {
	const base = picture?.buffer.baseY ?? 0;
	return Array.from({length: rows}, (_, row) => cellsOfLine(picture?.buffer.getLine(base + row), columns, depth));
}

function divider(columns: number, {glyphs, spell}: Theme): CellRow {
	const {across} = glyphs.frame;
	return cellsOfText(spell(`${across}${across} log ${across.repeat(columns)}`), columns, '2');
}

function cursorOf({copy, current}: AttachState, {screen}: Pictures, {columns, rows}: Size): Frame['cursor'] {
	if (copy !== null) {
		return {column: Math.min(copy.cursor.column, columns - 1), row: copy.cursor.line - copy.top};
	}

	if (screen === null || !screen.modes.isCursorShown || current?.state !== 'open') {
		return null;
	}

	const {cursorX, cursorY} = screen.buffer;
	return cursorY < rows ? {column: Math.min(cursorX, columns - 1), row: cursorY} : null;
}

const STATUS = '7';
const ALARM = '7;1';

/** tmux's line: the session, its terminals, where it is; at the right what is going on. */
function statusRow(state: AttachState, columns: number, theme: Theme): CellRow {
	const {left, right, isAlarm} = statusWords(state);
	const style = isAlarm ? ALARM : STATUS;
	// What is wrong is worth more room than what is known.
	const least = Math.min(widthOf(left) + 2, Math.floor(columns / (isAlarm ? 4 : 2)));
	const rightText = theme.spell(cut(` ${right} `, columns - least));
	const room = columns - widthOf(rightText);
	return [...cellsOfText(theme.spell(` ${left}`), room, style), ...cellsOfText(rightText, columns - room, style)];
}

function statusWords(state: AttachState): {readonly left: string; readonly right: string; readonly isAlarm: boolean} {
	const {session, current, copy, message, lost, isPrefixed, prefix} = state;
	if (copy?.typing != null) {
		return {
			left: `${copy.typing.direction === 1 ? '/' : '?'}${copy.typing.text}_`,
			right: 'Enter searches',
			isAlarm: false,
		};
	}

	const left = `${session?.name ?? ''}  ${tabWords(state)}`;
	if (lost !== null) {
		return {left, right: `the daemon is away: ${lost}`, isAlarm: true};
	}

	if (message !== null) {
		return {left, right: message.text, isAlarm: message.isBad};
	}

	if (copy !== null) {
		const above = copy.lines.length - copy.rows - copy.top;
		return {
			left,
			right: copy.message ?? `scrolled back ${Math.max(0, above)} lines · / search · v mark · q leave`,
			isAlarm: false,
		};
	}

	if (current !== null && current.state !== 'open') {
		const words = {opening: 'opening …', away: `away: ${current.note ?? ''}`, ended: current.note ?? 'it ended'};
		return {left, right: words[current.state], isAlarm: current.state === 'away'};
	}

	if (isPrefixed) {
		return {left, right: 'd detach · s sessions · c new · [ scroll · ? help', isAlarm: false};
	}

	const time = timeLeft(state);
	return {
		left,
		right: `${current?.node ?? ''}${time === '' ? '' : ` · ${time}`} · ${shownKey(prefix)} ? help`,
		isAlarm: false,
	};
}

function tabWords({tabs, current}: AttachState): string {
	const names = tabs.map(tab => {
		const name = (tab.title || tab.command || 'shell').slice(0, 20);
		return `${tab.number}:${name}${tab.terminal === current?.terminal ? '*' : ''}`;
	});
	return names.join('  ');
}

function timeLeft({session, now}: AttachState): string {
	const ends = instantOf(session?.job.endsAt ?? null);
	return ends === null
		? ''
		: ends <= now
			? 'walltime is over'
			: `${formatDuration(Math.round((ends - now) / 60_000) * 60)} left`;
}
