import {describe, expect, it} from 'vitest';
import type {Action} from '../../source/ui/actions.js';
import type {Intent} from '../../source/ui/intents.js';
import {listingOf, windowStart} from '../../source/ui/selectors.js';
import {initialState, type State} from '../../source/ui/state.js';
import {createStore, reduce} from '../../source/ui/store.js';
import {ago, clusterOf, JUPYTER, NOW, REDIS, sessionOf, tunnelOf} from './fixtures/documents.js';

const START = initialState(NOW, {columns: 80, rows: 24});
const stateAfter = (actions: readonly Action[], from: State = START) => actions.reduce(reduce, from);
const intended = (intent: Intent): Action => ({type: 'intended', intent});
const loaded = (...names: readonly string[]): Action => ({
	type: 'loaded',
	sessions: names.map((name, index) => sessionOf({id: name, name, createdAt: ago(index)})),
	clusters: [clusterOf()],
	apps: [JUPYTER, REDIS],
});
const changed = (...sessions: readonly ReturnType<typeof sessionOf>[]): Action => ({
	type: 'sessions-changed',
	changed: sessions,
	removed: [],
});
const shownNames = (state: State) => listingOf(state).shown.map(({name}) => name);

describe('the list', () => {
	it('puts newer before older and ended last', () => {
		const state = stateAfter([
			loaded('a', 'b', 'c'),
			changed(sessionOf({id: 'b', name: 'b', createdAt: ago(1), state: 'ended', endedAt: ago(-1)})),
			changed(sessionOf({id: 'z', name: 'z', createdAt: ago(-1)})),
		]);
		expect(shownNames(state)).toEqual(['z', 'a', 'c', 'b']);
	});

	it('keeps its order, as an object, when states change', () => {
		const before = stateAfter([loaded('a', 'b')]);
		const state = stateAfter([changed(sessionOf({id: 'b', name: 'b', createdAt: ago(1), state: 'starting'}))], before);
		expect(state.order).toBe(before.order);
	});

	it('moves the cursor to the row’s next session when its own goes', () => {
		const state = stateAfter([loaded('a', 'b', 'c'), intended({type: 'move-cursor', by: 1})]);
		expect(state.selectedId).toBe('b');
		expect(stateAfter([{type: 'sessions-changed', changed: [], removed: ['b']}], state).selectedId).toBe('c');
	});

	it('stops at the ends', () => {
		const state = stateAfter([loaded('a', 'b'), intended({type: 'move-cursor', by: 'last'})]);
		expect(stateAfter([intended({type: 'move-cursor', by: 1})], state).selectedId).toBe('b');
		expect(stateAfter([intended({type: 'move-cursor', by: 'first'})], state).selectedId).toBe('a');
	});

	it('goes back to the filter of before on Esc', () => {
		const open = stateAfter([loaded('abc', 'xyz'), intended({type: 'open-filter'}), {type: 'typed', key: 'x'}]);
		expect(shownNames(open)).toEqual(['xyz']);
		expect(open.selectedId).toBe('xyz');
		expect(shownNames(stateAfter([intended({type: 'step-back'})], open))).toEqual(['abc', 'xyz']);
	});

	it.each([
		[0, 100, 10, 0, 0],
		[50, 100, 10, 0, 41],
		[50, 100, 10, 45, 45],
		[50, 100, 10, 80, 50],
		[99, 100, 10, 90, 90],
		[3, 5, 10, 4, 0],
	])('shows row %i of %i with room for %i, seen from %i before, from %i on', (selected, count, room, top, start) => {
		expect(windowStart(selected, count, room, top)).toBe(start);
	});
});

describe('dialogs', () => {
	it('keep the id that was shown', () => {
		const asked = stateAfter([loaded('a', 'b'), intended({type: 'ask-stop'})]);
		const state = stateAfter([{type: 'sessions-changed', changed: [], removed: ['a']}], asked);
		expect(state.overlay).toEqual({type: 'confirm', what: 'stop', ids: ['a']});
		expect(state.selectedId).toBe('b');
	});

	it('open the form for the cluster and the app that one looks at', () => {
		const redis = sessionOf({id: 'r', name: 'r', app: 'redis', createdAt: ago(-1), tunnels: [tunnelOf()]});
		const state = stateAfter([
			loaded('a'),
			changed(redis),
			intended({type: 'move-cursor', by: 'first'}),
			intended({type: 'open-form'}),
		]);
		expect(state.overlay).toMatchObject({type: 'form', form: {values: {app: 'redis', cluster: 'iris'}}});
	});

	it('ignore an answer that comes after they were closed', () => {
		const state = stateAfter([loaded('a')]);
		const plan = {script: '', command: ''};
		expect(stateAfter([{type: 'planned', plan}], state)).toEqual(state);
	});

	it('step back from the script to the form, and then out', () => {
		const form = stateAfter([
			loaded('a'),
			intended({type: 'open-form'}),
			{type: 'form-busy', busy: 'planning'},
			{type: 'planned', plan: {script: 's', command: 'c'}},
		]);
		expect(form.overlay?.type).toBe('preview');
		const back = stateAfter([intended({type: 'step-back'})], form);
		expect(back.overlay?.type).toBe('form');
		expect(stateAfter([intended({type: 'step-back'})], back).overlay).toBeNull();
	});
});

describe('time', () => {
	it('takes notices away when theirs is over', () => {
		const notice = {tone: 'good' as const, text: 'copied', hint: null, until: NOW + 10};
		const state = stateAfter([{type: 'noticed', notice}]);
		expect(stateAfter([{type: 'ticked', now: NOW + 5}], state).notice).toEqual(notice);
		expect(stateAfter([{type: 'ticked', now: NOW + 10}], state).notice).toBeNull();
	});
});

it('tells listeners only of what is new', () => {
	const store = createStore(START);
	let told = 0;
	const stop = store.subscribe(() => {
		told += 1;
	});
	store.dispatch(intended({type: 'redraw'}));
	expect(told).toBe(0);
	store.dispatch({type: 'ticked', now: NOW + 1});
	expect(told).toBe(1);
	stop();
});

it('takes a change among ten thousand sessions in a few milliseconds', () => {
	const names = Array.from({length: 10_000}, (_, index) => `s${index}`);
	const state = stateAfter([loaded(...names)]);
	listingOf(state);
	const begin = performance.now();
	const rounds = 20;
	for (let round = 0; round < rounds; round++) {
		listingOf(stateAfter([changed(sessionOf({id: 's5', name: `r${round}`, createdAt: ago(5)}))], state));
	}

	// About 5 ms here; the limit leaves room for a busy machine.
	expect((performance.now() - begin) / rounds).toBeLessThan(100);
});
