import type {Intent} from './intents.js';
import type {Binding, Mode} from './key-binding.js';
import {USUAL_KEYS} from './key-remap.js';
import {FORMS} from './key-table.js';
import type {State} from './state.js';
import {isWithoutCluster} from './welcome-choices.js';

/** What a key does now. `text`: it is typed into the field that has the keys. */
export type Resolution =
	| {readonly type: 'intent'; readonly intent: Intent}
	| {readonly type: 'text'}
	| {readonly type: 'refused'; readonly why: string}
	| {readonly type: 'unknown'};

/** Who has the keys: the newest thing on top. */
export function modeOf(state: State): Mode {
	if (state.prompts.length > 0) {
		return 'prompt';
	}

	return state.overlay?.type ?? (isWithoutCluster(state) ? 'welcome' : listMode(state));
}

function listMode({isZoomed, pane, search}: State): Mode {
	return !isZoomed ? 'list' : pane === 'log' && search !== '' ? 'searching' : 'zoomed';
}

/** The table's lines of a mode, in the order of the table. */
export function bindingsOf(mode: Mode, {table} = USUAL_KEYS): readonly Binding[] {
	return table.filter(binding => binding.modes.includes(mode));
}

/** Looks the key up in the table. Keys of a text field that the table does not name are typed into it. */
export function resolveKey(state: State, key: string): Resolution {
	const mode = modeOf(state);
	const binding = bindingsOf(mode, state.keys).find(({keys}) => keys.includes(key));
	if (binding === undefined) {
		return TEXT_MODES.includes(mode) ? {type: 'text'} : {type: 'unknown'};
	}

	const verdict = binding.when(state);
	return verdict === true ? {type: 'intent', intent: binding.intent} : {type: 'refused', why: verdict};
}

const TEXT_MODES: readonly Mode[] = ['filter', 'search', 'command', ...FORMS, 'extend', 'prompt'];
