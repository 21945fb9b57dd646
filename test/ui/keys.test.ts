import {readFile} from 'node:fs/promises';
import {describe, expect, it} from 'vitest';
import {MODES} from '../../source/ui/key-binding.js';
import {keyNames} from '../../source/ui/key-names.js';
import {KEY_TABLE} from '../../source/ui/key-table.js';
import {bindingsOf, resolveKey} from '../../source/ui/keys.js';
import {keysPage} from '../../source/ui/keys-page.js';
import {initialState} from '../../source/ui/state.js';
import {reduce} from '../../source/ui/store.js';
import {clusterOf, JUPYTER, NOW, sessionOf} from './fixtures/documents.js';

const EMPTY = initialState(NOW, {columns: 80, rows: 24});
const WITH_ONE = reduce(EMPTY, {type: 'loaded', sessions: [sessionOf()], clusters: [clusterOf()], apps: [JUPYTER]});

describe('the key table', () => {
	it.each(MODES)('has each key and each id once in %s', mode => {
		const keys = bindingsOf(mode).flatMap(binding => binding.keys);
		expect(new Set(keys).size).toBe(keys.length);
		const ids = bindingsOf(mode).map(({id}) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('has the keys that hands know from tmux, less and vi', () => {
		const keys = bindingsOf('list').flatMap(binding => binding.keys);
		const wanted = [
			'up',
			'down',
			'j',
			'k',
			'enter',
			'n',
			'+',
			'r',
			'y',
			'o',
			'l',
			't',
			'i',
			'e',
			'x',
			'/',
			'tab',
			'z',
			'?',
			'q',
		];
		for (const key of wanted) {
			expect(keys).toContain(key);
		}
	});

	it('says of each key why it cannot be used, or that it can', () => {
		for (const {when} of KEY_TABLE) {
			for (const state of [EMPTY, WITH_ONE]) {
				expect(when(state) === true || (when(state) as string).length > 0).toBe(true);
			}
		}
	});

	it('is what docs/keys.md says', async () => {
		const page = await readFile(new URL('../../docs/keys.md', import.meta.url), 'utf8');
		expect(page, 'run: node scripts/keys.js').toBe(keysPage());
	});
});

describe('a key', () => {
	it.each([
		['x', WITH_ONE, 'intent'],
		['x', EMPTY, 'refused'],
		['F', WITH_ONE, 'unknown'],
		['n', WITH_ONE, 'intent'],
		['n', EMPTY, 'refused'],
	])('%s means something or says why not', (key, state, type) => {
		expect(resolveKey(state, key).type).toBe(type);
	});

	it('is typed where something is typed, even if the list has a use for it', () => {
		const state = reduce(WITH_ONE, {type: 'intended', intent: {type: 'open-filter'}});
		expect(resolveKey(state, 'x')).toEqual({type: 'text'});
		expect(resolveKey(state, 'escape').type).toBe('intent');
	});
});

const NO_KEY = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
};

describe('names of keys', () => {
	it.each([
		['j', {}, ['j']],
		['jjx', {}, ['j', 'j', 'x']],
		['ab\r', {}, ['a', 'b', 'enter']],
		['', {upArrow: true}, ['up']],
		['', {tab: true, shift: true}, ['S-tab']],
		['c', {ctrl: true}, ['C-c']],
		['x', {meta: true}, ['M-x']],
		[' ', {}, ['space']],
		['解', {}, ['解']],
	])('of %j with %j are %j', (input, key, names) => {
		expect(keyNames(input, {...NO_KEY, ...key})).toEqual(names);
	});
});
