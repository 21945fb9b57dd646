import {describe, expect, it} from 'vitest';
import {completed, readLine, wordsOf} from '../../source/ui/command-line.js';

describe('a command line', () => {
	it.each([
		['', [], '', 0],
		['clu', [], 'clu', 0],
		['cluster ', ['cluster'], '', 8],
		['cluster te', ['cluster'], 'te', 8],
		['new jupyter --set "args=--x y"', ['new', 'jupyter', '--set'], 'args=--x y', 18],
		["a 'b c' d\\ e f", ['a', 'b c', 'd e'], 'f', 13],
		["a 'open quo", ['a'], 'open quo', 2],
		['a "open \\" quo', ['a'], 'open " quo', 2],
		['a b\\', ['a'], 'b', 2],
		['a "\\$x" ""', ['a', '$x'], '', 8],
		['日本 語', ['日本'], '語', 3],
	])('%j is %j and %j', (text, before, current, start) => {
		expect(readLine(text)).toEqual({before, current, start});
	});

	it('has the selected session for %, alone and unquoted words only', () => {
		expect(wordsOf('extend % +2h', 'analysis')).toEqual(['extend', 'analysis', '+2h']);
		expect(wordsOf('show %', null)).toEqual(['show', '%']);
		expect(wordsOf('new jupyter --set x=100%', 'analysis')).toEqual(['new', 'jupyter', '--set', 'x=100%']);
	});

	it.each([
		['clu', ['cluster'], 'cluster '],
		['cluster t', ['test', 'tunnels'], 'cluster t'],
		['cluster ', ['login', 'logout'], 'cluster log'],
		['new --address int', ['interface:'], 'new --address interface:'],
		['show ', ["it's"], "show 'it'\\''s' "],
		['show x', [], 'show x'],
	])('%j completed with %j is %j', (text, words, wanted) => {
		expect(
			completed(
				text,
				words.map(word => ({word, what: ''})),
			),
		).toBe(wanted);
	});
});
