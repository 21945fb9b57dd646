import {describe, expect, it} from 'vitest';
import {bar} from '../../source/ui/text/bar.js';
import {cleanDocument} from '../../source/ui/text/clean.js';
import {lastWritten, plainLine, readableLine, wrappedLine} from '../../source/ui/text/log-line.js';
import {formatAgo, formatIn, instantOf} from '../../source/ui/text/moment.js';
import {fitRow, rowWidth, seg, spread} from '../../source/ui/text/row.js';
import {urlWithoutSecrets} from '../../source/ui/text/url.js';
import {cut, pad, takeCellsFromEnd, widthOf, wrap} from '../../source/ui/text/width.js';

describe('widths', () => {
	it.each([
		['abc', 3],
		['', 0],
		['解析', 4],
		['データ', 6],
		['é', 1],
		['e\u0301', 1],
		['a\u200bb', 2],
		['👩‍💻', 2],
		['⚠️', 2],
		['●○◐━╌▸', 6],
		['한국', 4],
		['ﾊﾝ', 2],
	])('%s takes %i cells', (text, cells) => {
		expect(widthOf(text)).toBe(cells);
	});

	it('cuts and fills by cells, never through a wide character', () => {
		expect(cut('解析データ', 5)).toBe('解析…');
		expect(widthOf(pad('解析データ', 6))).toBe(6);
		expect(pad('7', 3, 'right')).toBe('  7');
		expect(cut('abc', 0)).toBe('');
		expect(takeCellsFromEnd('abc解析', 5)).toBe('c解析');
	});

	it('wraps at blanks, and in words that are too long', () => {
		expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
		expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
		expect(wrap('a\n\nb', 4)).toEqual(['a', '', 'b']);
	});
});

describe('rows', () => {
	it('have exactly the width that is asked for', () => {
		expect(rowWidth(fitRow([seg('解析'), seg('x')], 8))).toBe(8);
		expect(rowWidth(fitRow([seg('解析解析'), seg('x')], 5))).toBe(5);
		expect(rowWidth(spread([seg('left')], [seg('right')], 20))).toBe(20);
	});

	it('keep line breaks of strangers out', () => {
		expect(seg('a\nb\tc').text).toBe('a b c');
	});
});

describe('lines of a log', () => {
	it.each([
		['plain', 'plain'],
		[' 10%\r 20%\r 30%', ' 30%'],
		['done\r', 'done'],
		['\u001b[31mred\u001b[0m', '\u001b[31mred\u001b[0m\u001b[0m'],
		['\u001b[38;5;200mpink', '\u001b[38;5;200mpink\u001b[0m'],
		['\u001b[38;2;1;2;3mrgb', '\u001b[38;2;1;2;3mrgb\u001b[0m'],
		['\u001b[5mblink\u001b[8mhidden', 'blinkhidden'],
		['\u001b[38;5mcut short', 'cut short'],
		['\u001b[2J\u001b[H\u001b[1A\u001b[?1049hgone', 'gone'],
		['\u001b]0;title\u0007x\u001b]8;;http://evil\u001b\\link', 'xlink'],
		['\u001bPdcs\u001b\\after', 'after'],
		['\u009b31mc1', '\u001b[31mc1\u001b[0m'],
		['a\u0007b\u0008c\u007f', 'abc'],
		['a\tb', 'a       b'],
		['\u202eevil', 'evil'],
		['broken\u001b', 'broken'],
	])('%j is drawn as %j', (raw, drawn) => {
		expect(readableLine(raw, 40, true)).toBe(drawn);
	});

	it('lose their colours where none are wanted, and are cut to the width', () => {
		expect(readableLine('\u001b[31m解析データ\u001b[0m', 5, false)).toBe('解析');
		expect(readableLine('\u001b[31mabcdef\u001b[0m', 3, true)).toBe('\u001b[31mabc\u001b[0m');
	});

	it('go on in the next row where they are wrapped, each row with its colours', () => {
		const wrap = (raw: string, width: number, most = 10) => wrappedLine(raw, width, {hasColor: true, most});
		expect(wrap('abcdefg', 3)).toEqual(['abc', 'def', 'g']);
		expect(wrap('', 3)).toEqual(['']);
		expect(wrap('a\u001b[31mbcd\u001b[0mef', 3)).toEqual(['a\u001b[31mbc\u001b[0m', '\u001b[31md\u001b[0mef\u001b[0m']);
		expect(wrap('解析データ', 5)).toEqual(['解析', 'デー', 'タ']);
		expect(wrap('解', 1)).toEqual(['']);
		expect(wrap('x'.repeat(100), 10, 3)).toHaveLength(3);
	});

	it('are searched without what only colours them', () => {
		expect(plainLine('10%\r\u001b[31mE\u001b[0mrror\there')).toBe('Error   here');
	});

	it('are not looked at for longer than a window is wide', () => {
		expect(lastWritten('x'.repeat(100_000)).length).toBeLessThan(10_000);
	});
});

describe('words', () => {
	it('tell times from now', () => {
		expect(formatAgo(0, 3000)).toBe('just now');
		expect(formatAgo(0, 125_000)).toBe('2m ago');
		expect(formatIn(8000, 0)).toBe('in 8s');
		expect(formatIn(0, 8000)).toBe('now');
		expect(instantOf('no date')).toBeNull();
	});

	it('show a URL without what is secret in it', () => {
		expect(urlWithoutSecrets('http://127.0.0.1:8888/lab?token=x#y')).toBe('http://127.0.0.1:8888/lab');
		expect(urlWithoutSecrets('http://user:pw@127.0.0.1:1/')).toBe('http://127.0.0.1:1/');
	});

	it('draw a bar that is empty only at nothing', () => {
		const glyphs = {full: '#', empty: '.'};
		expect(bar(0, 4, glyphs)).toEqual({full: '', empty: '....'});
		expect(bar(0.001, 4, glyphs)).toEqual({full: '#', empty: '...'});
		expect(bar(2, 4, glyphs)).toEqual({full: '####', empty: ''});
	});

	it('are cleaned wherever they stand in a document', () => {
		const document = {a: ['x\u001b[2Jy', {b: 'p\u0007q'}], n: 1, z: null, t: true};
		expect(cleanDocument(document)).toEqual({a: ['xy', {b: 'pq'}], n: 1, z: null, t: true});
	});
});
