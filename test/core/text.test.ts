import {describe, expect, test} from 'vitest';
import {sanitizeLine, sanitizeText} from '../../source/core/text.js';

describe('sanitizeText', () => {
	test.each([
		['plain text stays', 'Password for ann@iris: ', 'Password for ann@iris: '],
		['newline and tab stay', 'one\n\ttwo', 'one\n\ttwo'],
		['CRLF becomes LF', 'one\r\ntwo\r\n', 'one\ntwo\n'],
		['a lone carriage return goes', 'fake\rtrue', 'faketrue'],
		['colours', '\x1b[1;31mred\x1b[0m', 'red'],
		['private and intermediate CSI', '\x1b[?25l\x1b[0 qx', 'x'],
		['eight-bit CSI', '\x9b2Jx', 'x'],
		['window title with BEL', '\x1b]0;pwned\x07x', 'x'],
		['window title with ST', '\x1b]0;pwned\x1b\\x', 'x'],
		['OSC without an end stops at the line', '\x1b]52;c;AAAA\nx', '\nx'],
		['device control string', '\x1bP+q544e\x1b\\x', 'x'],
		['two-character escapes', '\x1bc\x1b(Bx\x1b7', 'x'],
		['cut-off escape at the end', 'x\x1b', 'x'],
		['cut-off CSI at the end', 'x\x1b[', 'x'],
		['bell, backspace, delete, NUL', 'a\x07b\x08c\x7fd\x00', 'abcd'],
		['C1 next line', 'a\x85b', 'ab'],
		['bidi override and isolates', 'a\u202eb\u2066c\u2069\u200f', 'abc'],
		['zero width space and byte order mark', '\ufeffa\u200bb', 'ab'],
		['letters of every script stay', 'Žluťoučký שלום 東京 🙂', 'Žluťoučký שלום 東京 🙂'],
		['joined emoji stay whole', '👩\u200d🔬', '👩\u200d🔬'],
	])('%s', (_name, input, wanted) => {
		expect(sanitizeText(input)).toBe(wanted);
	});
});

describe('sanitizeLine', () => {
	test.each([
		['newlines become spaces', 'one\ntwo\r\nthree', 'one two three'],
		['a carriage return does not glue words', 'one\rtwo', 'one two'],
		['ends are trimmed', '  \tone \n', 'one'],
		['escapes go first', '\x1b[2J one', 'one'],
	])('%s', (_name, input, wanted) => {
		expect(sanitizeLine(input)).toBe(wanted);
	});
});
