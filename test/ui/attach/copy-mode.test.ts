import {expect, test} from 'vitest';
import {
	type CopyMode,
	type CopyOutcome,
	dragInCopyMode,
	enterCopyMode,
	pressInCopyMode,
	scrollCopyMode,
	selectionOn,
} from '../../../source/ui/attach/copy-mode.js';

const LINES = Array.from({length: 100}, (_, index) => `line ${index} of Text 日本`);
const SIZE = {columns: 40, rows: 10};
const BEGUN = enterCopyMode(LINES, SIZE, {line: 99, column: 0});

function pressed(mode: CopyMode, ...keys: readonly string[]): CopyOutcome {
	let outcome: CopyOutcome = {type: 'stay', mode};
	for (const key of keys) {
		outcome = outcome.type === 'stay' ? pressInCopyMode(outcome.mode, key) : outcome;
	}

	return outcome;
}

const placeOf = (outcome: CopyOutcome) => outcome.type === 'stay' && [outcome.mode.cursor.line, outcome.mode.top];

test.each([
	[['up'], [98, 90]],
	[['C-u'], [95, 90]],
	[
		['pageup', 'pageup'],
		[81, 81],
	],
	[['g'], [0, 0]],
	[
		['g', 'up'],
		[0, 0],
	],
	[
		['g', 'G'],
		[99, 90],
	],
	[
		['g', 'j', 'j'],
		[2, 0],
	],
	[
		['/', '4', '2', 'enter'],
		[42, 42],
	],
	[
		['?', 't', 'e', 'x', 't', 'enter'],
		[98, 90],
	],
	[
		['?', 't', 'e', 'x', 't', 'enter', 'n', 'n'],
		[96, 90],
	],
	[
		['?', 't', 'e', 'x', 't', 'enter', 'n', 'N'],
		[98, 90],
	],
	[
		['?', 'T', 'E', 'X', 'T', 'enter'],
		[99, 90],
	],
	[
		['/', 'x', 'escape', 'up'],
		[98, 90],
	],
])('%j comes to line and top %j', (keys, place) => {
	expect(placeOf(pressed(BEGUN, ...keys))).toEqual(place);
});

test('says what was not found, and stays', () => {
	expect(pressed(BEGUN, '/', 'z', 'q', 'enter')).toMatchObject({
		type: 'stay',
		mode: {message: 'not found: zq', cursor: {line: 99}},
	});
});

test.each([
	[['g', 'v', 'l', 'l', 'l', 'y'], 'line'],
	[['g', 'V', 'j', '$', 'enter'], 'line 0 of Text 日本\nline 1 of Text 日本'],
	[['g', 'j', '$', 'v', 'k', '0', 'y'], 'line 0 of Text 日本\nline 1 of Text 日本'],
])('%j copies %j', (keys, text) => {
	expect(pressed(BEGUN, ...keys)).toEqual({type: 'copy', text});
});

test.each([[['q']], [['escape']], [['y']], [['v', 'q']]])('%j leaves', keys => {
	expect(pressed(BEGUN, ...keys)).toEqual({type: 'leave'});
});

test('Escape takes a mark back before it leaves', () => {
	expect(pressed(BEGUN, 'v', 'escape')).toMatchObject({type: 'stay', mode: {anchor: null}});
});

test('the wheel scrolls, and leaves at the end', () => {
	const up = scrollCopyMode(BEGUN, -30);
	expect(up).toMatchObject({type: 'stay', mode: {top: 60, cursor: {line: 69}}});
	expect(scrollCopyMode(BEGUN, 3)).toEqual({type: 'leave'});
});

test('a drag marks from where it began', () => {
	const dragged = dragInCopyMode({...BEGUN, anchor: {line: 91, column: 5}}, 3, 2);
	expect(selectionOn(dragged, 90)).toBe(null);
	expect(selectionOn(dragged, 91)).toEqual({from: 5, to: 40});
	expect(selectionOn(dragged, 92)).toEqual({from: 0, to: 4});
});
