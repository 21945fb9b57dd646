import {Fault} from './fault.js';

/** How a person wants the screen: `screen` in config.json. */
export type ScreenSettings = {
	/** The key before every other one in an attached terminal. */
	readonly prefix: string;
	/** Other keys for what the key table names: `stop-session`, and `attach.detach` behind the prefix. */
	readonly keys: Readonly<Record<string, readonly string[]>>;
};

/** What holds where the person wrote nothing; the prefix is tmux's. */
export const DEFAULT_SCREEN: ScreenSettings = {prefix: 'C-b', keys: {}};

/** Keys as the key table writes them: one character, a name, with Control or Meta before them. */
const KEY =
	/^(?:(?:[CM]-)?(?:\P{C}|space|enter|tab|escape|backspace|delete|up|down|left|right|home|end|pageup|pagedown)|S-tab)$/u;

/** What the file says, filled up with what it does not. Throws a `config` fault that names the first word which makes no sense. */
export function screenSettings(written: unknown): ScreenSettings {
	const {prefix = DEFAULT_SCREEN.prefix, keys = DEFAULT_SCREEN.keys, ...others} = objectOf('', written ?? {});
	const [unknown] = Object.keys(others);
	if (unknown !== undefined) {
		throw wrong(`.${unknown}`, 'one of prefix, keys');
	}

	if (typeof prefix !== 'string' || !/^[CM]-/.test(prefix) || !KEY.test(prefix)) {
		throw wrong('.prefix', 'a key with Control or Meta, as "C-a"');
	}

	const remapped = Object.entries(objectOf('.keys', keys)).map(([id, names]) => [id, keysOf(id, names)] as const);
	return {prefix, keys: Object.fromEntries(remapped)};
}

/** One key may stand alone. An empty list takes the keys away. */
function keysOf(id: string, names: unknown): readonly string[] {
	const list = typeof names === 'string' ? [names] : names;
	if (!Array.isArray(list) || !list.every((name): name is string => typeof name === 'string' && KEY.test(name))) {
		throw wrong(`.keys.${id}`, 'keys as docs/keys.md writes them: ["X", "C-x", "space"]');
	}

	return list;
}

function objectOf(where: string, value: unknown): Record<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw wrong(where, 'an object');
	}

	return value as Record<string, unknown>;
}

function wrong(where: string, wanted: string): Fault {
	return new Fault('config', `screen${where} in config.json must be ${wanted}`, {hint: 'mend the file'});
}
