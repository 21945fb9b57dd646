import {graphemesOf} from './text/width.js';

/** What Ink tells about a key: the parts that are read here. */
export type InkKey = {
	readonly upArrow: boolean;
	readonly downArrow: boolean;
	readonly leftArrow: boolean;
	readonly rightArrow: boolean;
	readonly pageDown: boolean;
	readonly pageUp: boolean;
	readonly home: boolean;
	readonly end: boolean;
	readonly return: boolean;
	readonly escape: boolean;
	readonly ctrl: boolean;
	readonly shift: boolean;
	readonly tab: boolean;
	readonly backspace: boolean;
	readonly delete: boolean;
	readonly meta: boolean;
};

const NAMED = [
	['upArrow', 'up'],
	['downArrow', 'down'],
	['leftArrow', 'left'],
	['rightArrow', 'right'],
	['pageUp', 'pageup'],
	['pageDown', 'pagedown'],
	['home', 'home'],
	['end', 'end'],
	['return', 'enter'],
	['escape', 'escape'],
	['backspace', 'backspace'],
	['delete', 'delete'],
] as const;

/** Keys that come as one character. */
const CHARACTERS: Readonly<Record<string, string>> = {
	'\r': 'enter',
	'\n': 'enter',
	'\t': 'tab',
	' ': 'space',
	'\u001b': 'escape',
	'\u007f': 'backspace',
};

/**
 * Names of the keys in one piece of input, as the key table writes them: `j`, `enter`, `S-tab`, `C-c`, `M-x`. A slow or far
 * terminal hands over several keys at once: each is one of its own.
 */
export function keyNames(input: string, key: InkKey): readonly string[] {
	if (key.tab) {
		return [key.shift ? 'S-tab' : 'tab'];
	}

	const named = NAMED.find(([property]) => key[property])?.[1];
	if (named !== undefined) {
		return [named];
	}

	if (key.ctrl) {
		return input === '' ? [] : [`C-${input}`];
	}

	const names = graphemesOf(input).map(name);
	return key.meta ? names.map(each => `M-${each}`) : names;
}

function name(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	const control = code < 0x20 ? `C-${String.fromCodePoint(code + 0x60)}` : character;
	return CHARACTERS[character] ?? control;
}

const SHOWN: Readonly<Record<string, string>> = {
	up: '↑',
	down: '↓',
	left: '←',
	right: '→',
	pageup: 'PgUp',
	pagedown: 'PgDn',
	home: 'Home',
	end: 'End',
	enter: 'Enter',
	escape: 'Esc',
	tab: 'Tab',
	'S-tab': 'Shift-Tab',
	space: 'Space',
	backspace: 'Backspace',
	delete: 'Del',
};

/** The key as people write it. */
export function shownKey(key: string): string {
	return SHOWN[key] ?? key;
}
