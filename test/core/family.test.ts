import {describe, expect, test} from 'vitest';
import {toDocument} from '../../source/core/document.js';
import {childIntent, childrenOf, headOf, isLeftOver} from '../../source/core/family.js';
import {begin} from '../../source/core/reduce.js';
import type {Session} from '../../source/core/session.js';
import {NINE, readySession, running, sessionAfter} from './samples.js';
import {faultOf} from './thrown.js';

const parent = readySession();
const wish = {role: 'part', name: 'engines-1', secrets: {}, ports: []} as const;
const CHILD_ID = '01JD3ZQK8WZZZZZZZZZZZZZZZZ';
const live = {logBytes: 0, bytesOf: () => ({in: 0, out: 0}), urlOf: () => null};

function child(some: Partial<Parameters<typeof childIntent>[1]> = {}, at = NINE): Session {
	return begin({...childIntent(parent, {...wish, ...some}, CHILD_ID), at});
}

describe('the intent of a child', () => {
	test('is what its parent asked for, but for what is said', () => {
		const intent = childIntent(
			parent,
			{...wish, resources: {walltime: 60}, request: {settings: {role: 'engine'}}},
			CHILD_ID,
		);
		expect(intent).toEqual({
			type: 'intended',
			id: CHILD_ID,
			name: 'analysis/engines-1',
			tag: 'hpctui-zzzzzzzzzzzz',
			parent: {session: parent.id, role: 'part', name: 'engines-1'},
			request: {
				...parent.request,
				settings: {role: 'engine'},
				resources: {...parent.request.resources, walltime: 60},
			},
			secrets: {},
			ports: [],
		});
	});

	test.each(['', 'Engines', 'a b', '-x', 'a/b'])('no part can be called %j', name => {
		expect(faultOf(() => childIntent(parent, {...wish, name}, CHILD_ID)).exitCode).toBe(2);
	});
});

test('children are those of their parent, the oldest first', () => {
	const [younger, older] = [child({name: 'b'}, NINE + 1), child({name: 'a'}, NINE)];
	expect(childrenOf([parent, younger, older], parent.id)).toEqual([older, younger]);
	expect(childrenOf([parent, younger, older], CHILD_ID)).toEqual([]);
});

test('a child is known by its parent, and by itself where that is gone', () => {
	expect(headOf(child(), () => parent)).toBe(parent);
	expect(headOf(parent, () => undefined)).toBe(parent);
	const alone = child();
	expect(headOf(alone, () => undefined)).toBe(alone);
});

test.each([
	['while the parent lives', parent, false],
	['when the parent stops', {...parent, stopRequestedAt: NINE}, true],
	['when the parent is over', {...parent, end: {outcome: 'completed' as const, at: NINE, note: ''}}, true],
	['when nobody knows the parent', undefined, false],
])('a child is left over %s', (_when, current, isLeft) => {
	expect(isLeftOver(child(), current, NINE)).toBe(isLeft);
});

test('the document of a session holds its children', () => {
	const ran = {...sessionAfter(...running), parent: {session: parent.id, role: 'part', name: 'engines-1'} as const};
	const next = child({role: 'successor', name: 'next'});
	const {parts, successor} = toDocument(parent, live, [
		{session: ran, logBytes: 7},
		{session: next, logBytes: 0},
	]);
	expect(parts).toEqual([
		expect.objectContaining({name: 'engines-1', state: 'starting', log: {path: `${ran.folder}/output`, bytes: 7}}),
	]);
	expect(parts[0]?.job).toMatchObject({id: '4242', nodes: ['iris-013']});
	expect(successor).toMatchObject({name: 'next', state: 'submitting', outcome: null, log: {path: null, bytes: 0}});
});
