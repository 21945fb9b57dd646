import {describe, expect, test} from 'vitest';
import {createInputReader, mouseBytes, type Token} from '../../../source/ui/attach/input.js';

const namesOf = (tokens: readonly Token[]) => tokens.map(token => (token.type === 'key' ? token.name : token.type));

test.each([
	['abc', ['a', 'b', 'c']],
	['\x02d', ['C-b', 'd']],
	['\x1b[A\x1bOB\x1b[5~', ['up', 'down', 'pageup']],
	['\x1bx', ['M-x']],
	['\x1b\x02', ['escape', 'C-b']],
	['é日👍', ['é', '日', '👍']],
	['\r\t\x7f ', ['enter', 'tab', 'backspace', 'space']],
	['\x1b[<64;3;4M\x1b[<0;1;1m', ['mouse', 'mouse']],
	['\x1b[I', ['focus']],
	['\x1b[1;5C', ['sequence 1;5C']],
])('%j is read as %j', (text, names) => {
	expect(namesOf(createInputReader().read(Buffer.from(text)))).toEqual(names);
});

test('however the bytes were cut, the same comes out, and its bytes are those that came in', () => {
	const text = 'a\x1b[A\x02é日\x1b[200~x\x02y\x1b[A\x1b[201~\x1b[<65;10;20Mb';
	const bytes = Buffer.from(text);
	const whole = createInputReader().read(bytes);
	for (let cut = 1; cut < bytes.length; cut++) {
		const reader = createInputReader();
		expect([...reader.read(bytes.subarray(0, cut)), ...reader.read(bytes.subarray(cut))]).toEqual(whole);
	}

	expect(whole.flatMap(token => (token.type === 'key' ? [token.raw] : []))).toEqual([
		'a',
		'\x1b[A',
		'\x02',
		'é',
		'日',
		'b',
	]);
});

test('what is pasted is no key, not even the prefix', () => {
	const tokens = createInputReader().read(Buffer.from('\x1b[200~\x02d\x1b[A\r\x1b[201~'));
	expect(tokens).toEqual([{type: 'paste', text: '\x02d\x1b[A\r'}]);
});

test('a lone Escape is one once nothing follows', () => {
	const reader = createInputReader();
	expect([reader.read(Buffer.from('\x1b')), reader.isPending]).toEqual([[], true]);
	expect(namesOf(reader.flush())).toEqual(['escape']);
	expect(reader.isPending).toBe(false);
});

describe('the mouse', () => {
	const [token] = createInputReader().read(Buffer.from('\x1b[<65;300;4M'));
	const event = token?.type === 'mouse' ? token.event : null;

	test('is counted from the window’s corner', () => {
		expect(event).toEqual({button: 65, column: 299, row: 3, type: 'press', wheel: 1});
	});

	test('is told to a program in the form that it asked for', () => {
		expect(event && mouseBytes(event, true)).toBe('\x1b[<65;300;4M');
		expect(event && mouseBytes(event, false)).toBe(`\x1b[M${String.fromCharCode(97, 255, 36)}`);
	});
});
