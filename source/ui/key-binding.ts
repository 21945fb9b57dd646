import type {Intent} from './intents.js';
import type {State} from './state.js';

/** Who has the keys. Those of the list work in a zoomed pane too, but for the arrows, which scroll there. */
export const MODES = [
	'welcome',
	'list',
	'zoomed',
	'searching',
	'search',
	'filter',
	'form',
	'preview',
	'cluster-form',
	'trial',
	'extend',
	'confirm',
	'command',
	'output',
	'notices',
	'help',
	'prompt',
] as const;

/** What the screen is in: it decides which keys mean something. */
export type Mode = (typeof MODES)[number];

/** One line of the key table: help, hints and docs/keys.md come from it. */
export type Binding = {
	/** Unique in its mode; a name that a configuration can hold on to. */
	readonly id: string;
	readonly modes: readonly Mode[];
	readonly keys: readonly string[];
	readonly title: string;
	/** A word or two for the line of hints; without it the key stands in the help only. */
	readonly hint?: string;
	/** Whether it can be done now, or why not. */
	readonly when: (state: State) => true | string;
	readonly intent: Intent;
};

type Extras = {readonly hint?: string; readonly when?: Binding['when']};

/** A line of the table. */
export function on(
	modes: readonly Mode[],
	id: string,
	keys: readonly string[],
	title: string,
	intent: Intent,
	{hint, when = () => true}: Extras = {},
): Binding {
	return {id, modes, keys, title, intent, when, ...(hint === undefined ? {} : {hint})};
}
