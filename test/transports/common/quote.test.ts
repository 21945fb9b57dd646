import {execFileSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {quoteArgv, quoteWord} from '../../../drivers/transports/common/quote.js';
import {Fault} from '../../../source/core/fault.js';

const AWKWARD = [
	'',
	' ',
	'two words',
	"it's",
	"'",
	"''",
	"'\\''",
	'"double"',
	'back\\slash',
	'\\',
	'line\nbreak',
	'\n',
	'tab\there',
	'$HOME',
	'$(id)',
	'`id`',
	'a;b',
	'a&&b|c>d<e',
	'*',
	'?[a-z]',
	'~',
	'~root',
	'!history',
	'#comment',
	'-n',
	'--',
	'a=b',
	'{a,b}',
	'%s',
	'žluťoučký 東京 🙂',
	'\x1b[31m',
	'\x7f\x01',
	'x'.repeat(100_000),
];

describe('quoteWord', () => {
	test.each([
		['plain', 'plain'],
		['/usr/bin/env', '/usr/bin/env'],
		['a-b_c.d:e,f@g%h+i', 'a-b_c.d:e,f@g%h+i'],
		['', "''"],
		['-n', "'-n'"],
		['a=b', "'a=b'"],
		['~', "'~'"],
		["it's", "'it'\\''s'"],
		['a\nb', "'a\nb'"],
	])('%j becomes %s', (word, wanted) => {
		expect(quoteWord(word)).toBe(wanted);
	});

	test('a NUL is refused: no program can be given one', () => {
		expect(() => quoteWord('a\0b')).toThrow(Fault);
	});

	test('the shell gives back every argument as it was', () => {
		const script = AWKWARD.map(word => `printf '%s\\0' ${quoteWord(word)}`).join('\n');
		const output = execFileSync('/bin/sh', ['-s'], {input: script, encoding: 'utf8'});
		expect(output.split('\0').slice(0, -1)).toEqual(AWKWARD);
	});
});

describe('quoteArgv', () => {
	test.each([
		[['ls', '-l'], "'ls' '-l'"],
		[['if', 'then'], "'if' then"],
		[["my prog's"], "'my prog'\\''s'"],
		[['/bin/echo', 'a b'], "'/bin/echo' 'a b'"],
	] as [[string, ...string[]], string][])('%j', (argv, wanted) => {
		expect(quoteArgv(argv)).toBe(wanted);
	});

	test('a command without a program is refused', () => {
		expect(() => quoteArgv([''])).toThrow(Fault);
	});
});
