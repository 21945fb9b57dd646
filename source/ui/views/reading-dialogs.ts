import type {Instant} from '../../core/clock.js';
import type {Binding, Mode} from '../key-binding.js';
import {shownKey} from '../key-names.js';
import {bindingsOf} from '../keys.js';
import type {Overlay, State} from '../state.js';
import {formatIn, formatMoment, instantOf} from '../text/moment.js';
import {type Row, seg} from '../text/row.js';
import {pad, widthOf, wrap} from '../text/width.js';
import type {Dialog} from './dialog.js';

/** A long text that one scrolls in: the script before it is submitted, and the help. */
export type Reading = {readonly lines: readonly Row[]; readonly room: number; readonly width: number};

/** The help, or the script, with its length: for drawing and for scrolling alike. */
export function readingOf(state: State): Reading | null {
	const {overlay, size} = state;
	const width = Math.min(size.columns - 2, 90);
	const room = Math.max(3, size.rows - 6);
	if (overlay?.type === 'help') {
		const narrow = Math.min(width, 76);
		return {lines: helpLines(state, narrow - 4), room, width: narrow};
	}

	if (overlay?.type === 'notices') {
		return {lines: noticeLines(state, width - 4), room, width};
	}

	if (overlay?.type === 'output') {
		const wide = size.columns - 2;
		const lines = overlay.lines.flatMap(line => wrap(line, wide - 4));
		return {lines: lines.map((line): Row => [seg(line)]), room, width: wide};
	}

	return overlay?.type === 'preview' ? {lines: previewLines(overlay, state.now, width - 4), room, width} : null;
}

/** What was told so far, with its time. */
export function noticesDialog(reading: Reading, top: number): Dialog {
	return readingDialog(
		reading,
		top,
		[seg('told so far', 'title')],
		[
			['Esc', 'close'],
			['↑↓', 'scroll'],
		],
	);
}

function noticeLines({told, now}: State, width: number): readonly Row[] {
	if (told.length === 0) {
		return [[seg('nothing yet', 'dim')]];
	}

	return told.flatMap(({at, text, hint, tone}) => {
		const words = wrap(hint === null ? text : `${text}\n${hint}`, width - MOMENT_WIDTH);
		const role = tone === 'note' ? 'plain' : tone;
		return words.map(
			(line, index): Row => [seg(pad(index === 0 ? formatMoment(at, now) : '', MOMENT_WIDTH), 'dim'), seg(line, role)],
		);
	});
}

/** What a command of ours said. */
export function outputDialog(reading: Reading, {command, code, top}: Extract<Overlay, {type: 'output'}>): Dialog {
	const end = code === 0 ? [] : [seg(code === null ? '  ended by a signal' : `  exit code ${code}`, 'bad')];
	return readingDialog(
		reading,
		top,
		[seg(': ', 'title'), seg(command, 'strong'), ...end],
		[
			['Esc', 'close'],
			['↑↓', 'scroll'],
		],
	);
}

/** The first line shown: never past the end. */
export function readingTop({lines, room}: Reading, top: number): number {
	return Math.max(0, Math.min(top, lines.length - room));
}

/** What `?` shows: the key table's own lines. */
export function helpDialog(reading: Reading, top: number): Dialog {
	return readingDialog(
		reading,
		top,
		[seg('keys', 'title')],
		[
			['Esc', 'close'],
			['↑↓', 'scroll'],
		],
	);
}

/** The script that would be submitted, and the command that would submit it. */
export function previewDialog(reading: Reading, {form, top}: Extract<Overlay, {type: 'preview'}>): Dialog {
	const where: Row = [seg('script for ', 'title'), seg(form.values['cluster'] ?? '', 'strong')];
	const isBusy = form.busy === 'submitting';
	const dialog = readingDialog(reading, top, where, [
		['Enter', 'submit it'],
		['Esc', 'back to the form'],
		['↑↓', 'scroll'],
	]);
	return isBusy ? {...dialog, rows: [...dialog.rows.slice(0, -1), [seg('submitting …', 'warn')]]} : dialog;
}

function readingDialog(
	{lines, room, width}: Reading,
	top: number,
	title: Row,
	keys: readonly (readonly [string, string])[],
): Dialog {
	const start = Math.max(0, Math.min(top, lines.length - room));
	const isLong = lines.length > room;
	return {
		title,
		width,
		right: isLong ? [seg(`${start + 1} of ${lines.length}`, 'dim')] : [],
		rows: [
			...lines.slice(start, start + room),
			[],
			keys.flatMap(([key, words]) => [seg(key, 'title'), seg(` ${words}   `, 'dim')]),
		],
	};
}

/** Lines of the command that are shown: where a scheduler is a script of its own, the job's script matters more. */
const COMMAND_MAX = 3;

type Preview = Extract<Overlay, {type: 'preview'}>;

function previewLines({plan, start}: Preview, now: Instant, width: number): readonly Row[] {
	const whole = wrap(`$ ${plan.command}`, width);
	const more = whole.length > COMMAND_MAX ? [`… and ${whole.length - COMMAND_MAX} lines more`] : [];
	const command = [...whole.slice(0, COMMAND_MAX), ...more].map((line): Row => [seg(line, 'accent')]);
	const script = plan.script.trimEnd().split('\n');
	return [
		...startLines(start, now, width),
		...command,
		[],
		...script.map((line): Row => [seg(line.replaceAll('\t', '    '), roleOf(line))]),
	];
}

/** When it would start, and what would start sooner. */
function startLines(start: Preview['start'], now: Instant, width: number): readonly Row[] {
	if (start === 'asking') {
		return [[seg('asking the scheduler when this would start …', 'dim')]];
	}

	const at = instantOf(start?.startsAt ?? null);
	if (start === null || at === null) {
		return [];
	}

	const sooner = start.sooner.flatMap(({option, value, startsAt}) => {
		const instant = instantOf(startsAt);
		return instant === null ? [] : [`${option} ${value}: ${formatMoment(instant, now)}, ${formatIn(instant, now)}`];
	});
	return [
		...wrap(`would start ${formatMoment(at, now)}, ${formatIn(at, now)}`, width).map(
			(line): Row => [seg(line, 'strong')],
		),
		...sooner.flatMap(text => wrap(`sooner with ${text}`, width)).map((line): Row => [seg(line, 'good')]),
	];
}

function roleOf(line: string): 'dim' | 'good' | 'plain' {
	return /^#[A-Z$]+ /.test(line) ? 'good' : line.startsWith('#') ? 'dim' : 'plain';
}

const KEYS_WIDTH = 16;
/** A time of today, or a day. */
const MOMENT_WIDTH = 14;

const SECTIONS: readonly (readonly [string, Mode])[] = [
	['Sessions', 'list'],
	['In a zoomed pane', 'zoomed'],
	['While searching a log', 'searching'],
	['In the filter', 'filter'],
	['In a command', 'command'],
	['In the form', 'form'],
	['In the script', 'preview'],
	['In the new-cluster form', 'cluster-form'],
	['In the test of a cluster', 'trial'],
	['Without a cluster', 'welcome'],
	['When a server asks', 'prompt'],
];

/** Each line of the table once, under the first view in which it holds. */
function helpLines({keys}: State, width: number): readonly Row[] {
	const told = new Set<string>();
	return SECTIONS.flatMap(([title, mode], index) => {
		const bindings = bindingsOf(mode, keys).filter(({id}) => !told.has(id));
		for (const {id} of bindings) {
			told.add(id);
		}

		return [
			...(index === 0 ? [] : [[]]),
			[seg(title, 'strong')],
			...bindings.flatMap(binding => helpRows(binding, width)),
		];
	});
}

function helpRows({keys, title}: Binding, width: number): readonly Row[] {
	const names = keys.map(shownKey).join(' ');
	const column = Math.max(KEYS_WIDTH, widthOf(names) + 1);
	return wrap(title, width - 2 - column).map((line, index) => [
		seg('  '),
		seg(pad(index === 0 ? names : '', column), 'title'),
		seg(line),
	]);
}
