import {Fault} from '../core/fault.js';
import type {ScreenSettings} from '../core/screen-settings.js';
import {PREFIX_BINDINGS, type PrefixBinding} from './attach/prefix-keys.js';
import {type Binding, MODES} from './key-binding.js';
import {KEY_TABLE} from './key-table.js';

/** Before the names of what is done behind the prefix. */
const ATTACHED = 'attach.';

/** Both tables as the person wants them. */
export type Keys = {readonly table: readonly Binding[]; readonly behindPrefix: readonly PrefixBinding[]};

/** The keys as they come. */
export const USUAL_KEYS: Keys = {table: KEY_TABLE, behindPrefix: PREFIX_BINDINGS};

/**
 * The tables with the person's keys in place of the usual ones.
 *
 * @throws {Fault} `config` for a name that no table has, or a key that would mean two things at once.
 */
export function remapped({keys, prefix}: ScreenSettings): Keys {
	const table = KEY_TABLE.map(binding => ({...binding, keys: keys[binding.id] ?? binding.keys}));
	const behindPrefix = PREFIX_BINDINGS.map(binding => ({
		...binding,
		keys: keys[`${ATTACHED}${binding.id}`] ?? binding.keys,
	}));
	const known = new Set([...table.map(({id}) => id), ...behindPrefix.map(({id}) => `${ATTACHED}${id}`)]);
	const stranger = Object.keys(keys).find(id => !known.has(id));
	if (stranger !== undefined) {
		throw wrong(`there is no key called ${JSON.stringify(stranger)}`);
	}

	for (const mode of MODES) {
		checkOnce(
			table.filter(({modes}) => modes.includes(mode)),
			'',
		);
	}

	checkOnce(behindPrefix, ATTACHED);
	const taken = behindPrefix.find(binding => binding.keys.includes(prefix));
	if (taken !== undefined) {
		throw wrong(`${prefix} is the prefix, and cannot be ${ATTACHED}${taken.id} too`);
	}

	return {table, behindPrefix};
}

function checkOnce(bindings: readonly {readonly id: string; readonly keys: readonly string[]}[], before: string): void {
	const owners = new Map<string, string>();
	for (const {id, keys} of bindings) {
		for (const key of keys) {
			const owner = owners.get(key);
			if (owner !== undefined && owner !== id) {
				throw wrong(`${key} cannot be ${before}${owner} and ${before}${id}`);
			}

			owners.set(key, id);
		}
	}
}

function wrong(what: string): Fault {
	return new Fault('config', `screen.keys in config.json: ${what}`, {
		hint: 'docs/keys.md has the names and the usual keys',
	});
}
