import type {SessionState, TunnelState} from '../core/session-document.js';
import type {BarGlyphs} from './text/bar.js';

/** What a piece of text is, from which its look follows. */
export type Role =
	| 'plain'
	| 'strong'
	| 'dim'
	| 'accent'
	| 'title'
	| 'good'
	| 'busy'
	| 'warn'
	| 'bad'
	| 'selected'
	| 'caret'
	| 'frame';

/** Ink's properties of a text. */
export type Look = {
	readonly color?: string;
	readonly dimColor?: boolean;
	readonly bold?: boolean;
	readonly inverse?: boolean;
};

/** The signs of the screen: one set for consoles that have them, one in ASCII. */
export type Glyphs = {
	readonly states: Readonly<Record<SessionState, string>>;
	readonly failed: string;
	readonly tunnels: Readonly<Record<TunnelState, string>>;
	readonly links: Readonly<Record<'idle' | 'connecting' | 'up' | 'down' | 'needs-user', string>>;
	readonly bar: BarGlyphs;
	readonly pointer: string;
	readonly mark: string;
	readonly separator: string;
	readonly good: string;
	readonly bad: string;
	readonly warn: string;
	readonly arrow: string;
	readonly frame: {
		readonly topLeft: string;
		readonly topRight: string;
		readonly bottomLeft: string;
		readonly bottomRight: string;
		readonly across: string;
		readonly down: string;
	};
};

/** Colours and signs, as this terminal has them. */
export type Theme = {
	readonly hasColor: boolean;
	readonly glyphs: Glyphs;
	look(role: Role): Look;
	/** Our own words with the signs that this terminal has; as wide as before. */
	spell(text: string): string;
};

/** Named colours only: they are the terminal's own sixteen, so they fit its background, light or dark. */
const COLORED: Readonly<Record<Role, Look>> = {
	plain: {},
	strong: {bold: true},
	dim: {dimColor: true},
	accent: {color: 'cyan'},
	title: {color: 'cyan', bold: true},
	good: {color: 'green'},
	busy: {color: 'blue'},
	warn: {color: 'yellow'},
	bad: {color: 'red'},
	selected: {color: 'cyan', inverse: true},
	caret: {inverse: true},
	frame: {dimColor: true},
};

const UNCOLORED: Readonly<Record<Role, Look>> = {
	...COLORED,
	accent: {},
	title: {bold: true},
	good: {},
	busy: {},
	warn: {bold: true},
	bad: {bold: true},
	selected: {inverse: true},
};

const UNICODE: Glyphs = {
	states: {submitting: '◌', queued: '○', starting: '◐', ready: '●', reconnecting: '◍', ended: '■'},
	failed: '✗',
	tunnels: {waiting: '○', open: '●', mending: '◍', shut: '·'},
	links: {idle: '○', connecting: '◐', up: '●', down: '✗', 'needs-user': '?'},
	bar: {full: '━', empty: '╌'},
	pointer: '▸',
	mark: '◆',
	separator: '·',
	good: '✓',
	bad: '✗',
	warn: '!',
	arrow: '→',
	frame: {topLeft: '╭', topRight: '╮', bottomLeft: '╰', bottomRight: '╯', across: '─', down: '│'},
};

/** For the Linux console and for locales that are not UTF-8. */
const PLAIN: Glyphs = {
	states: {submitting: '.', queued: 'o', starting: '~', ready: '*', reconnecting: '%', ended: '-'},
	failed: 'x',
	tunnels: {waiting: 'o', open: '*', mending: '%', shut: '-'},
	links: {idle: 'o', connecting: '~', up: '*', down: 'x', 'needs-user': '?'},
	bar: {full: '=', empty: '.'},
	pointer: '>',
	mark: '*',
	separator: '|',
	good: '+',
	bad: 'x',
	warn: '!',
	arrow: '->',
	frame: {topLeft: '+', topRight: '+', bottomLeft: '+', bottomRight: '+', across: '-', down: '|'},
};

/** How things look in this environment: `NO_COLOR`, `TERM` and the locale decide. */
export function themeFrom(env: NodeJS.ProcessEnv): Theme {
	const hasColor = !env['NO_COLOR'] && env['TERM'] !== 'dumb';
	const looks = hasColor ? COLORED : UNCOLORED;
	const isUnicode = hasUnicode(env);
	return {
		hasColor,
		glyphs: isUnicode ? UNICODE : PLAIN,
		look: role => looks[role],
		spell: isUnicode ? text => text : spellPlainly,
	};
}

const PLAIN_SIGNS: Readonly<Record<string, string>> = {
	'▁': '_',
	'▂': '.',
	'▃': '-',
	'▄': '=',
	'▅': '+',
	'▆': '*',
	'▇': '%',
	'█': '#',
	'…': '~',
	'→': '>',
	'←': '<',
	'↑': '^',
	'↓': 'v',
	'‹': '<',
	'›': '>',
	'’': "'",
	'“': '"',
	'”': '"',
	'·': '|',
};

function spellPlainly(text: string): string {
	return text.replace(/[…→←↑↓‹›’“”·▁▂▃▄▅▆▇█]/g, sign => PLAIN_SIGNS[sign] ?? '?');
}

function hasUnicode(env: NodeJS.ProcessEnv): boolean {
	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
	const isOtherEncoding = locale.includes('.') ? !/utf-?8/i.test(locale) : locale === 'C' || locale === 'POSIX';
	return env['TERM'] !== 'linux' && env['TERM'] !== 'dumb' && !isOtherEncoding;
}
