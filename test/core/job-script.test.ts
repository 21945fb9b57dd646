import {describe, expect, test} from 'vitest';
import {type JobScriptParts, writeJobScript} from '../../source/core/job-script.js';
import {quotePath, quoteWord, shell} from '../../source/core/shell-text.js';

const parts: JobScriptParts = {
	directives: ['#SBATCH --job-name=hpctui-x', '#SBATCH --time=60'],
	tag: 'hpctui-x',
	folder: "/home/it's me/.hpctui/sessions/x",
	body: ['exec true'],
	ports: [{name: 'notebook', fixed: null}],
	bind: '0.0.0.0',
	workdir: null,
	setup: [],
};

describe('writeJobScript', () => {
	test('directives stand right below the interpreter line, where every scheduler looks', () => {
		expect(writeJobScript(parts).split('\n').slice(0, 3)).toEqual(['#!/bin/sh', ...parts.directives]);
	});

	test('the folder is one word', () => {
		expect(writeJobScript(parts)).toContain(`HPCTUI_FOLDER='/home/it'\\''s me/.hpctui/sessions/x'\n`);
	});

	test('a limit for the log is there only when it is wanted', () => {
		expect(writeJobScript(parts)).not.toContain('hpctui_rotate');
		expect(writeJobScript({...parts, maxLogBytes: 5000})).toContain('hpctui_rotate 5000 &');
	});

	test.each<[string, Partial<JobScriptParts>]>([
		['a directive that is a command', {directives: ['rm -rf ~']}],
		['a directive with a second line', {directives: ['#SBATCH -J x\nreboot']}],
		['a tag with a space', {tag: 'a b'}],
		['a relative folder', {folder: 'sessions/x'}],
		['a folder with a newline', {folder: '/a\nb'}],
		['a strange port name', {ports: [{name: 'X;reboot', fixed: null}]}],
		['a strange listening address', {bind: '$(reboot)'}],
		['a body that would end the here-document', {body: ['HPCTUI_END_OF_FILE']}],
		['a NUL byte', {setup: ['a\0b']}],
	])('%s is refused', (_name, change) => {
		expect(() => writeJobScript({...parts, ...change})).toThrow(expect.objectContaining({kind: 'usage'}));
	});
});

describe('shell text', () => {
	test.each([
		['plain/path-1.txt', 'plain/path-1.txt'],
		['two words', "'two words'"],
		["it's", "'it'\\''s'"],
		['$HOME', "'$HOME'"],
		['', "''"],
	])('quoteWord %j', (text, wanted) => {
		expect(quoteWord(text)).toBe(wanted);
	});

	test.each([
		['/abs/olute', '/abs/olute'],
		['~', '"$HOME"'],
		['~/my data', `"$HOME"/'my data'`],
		['notebooks', '"$HOME"/notebooks'],
		['~user/x', '"$HOME"/\'~user/x\''],
	])('quotePath %j', (path, wanted) => {
		expect(quotePath(path)).toBe(wanted);
	});

	test('shell keeps backslashes and the shell’s own braces', () => {
		const wanted = ["printf '%s\\n' ", '$', '{X:-5}'].join('');
		expect(shell`printf '%s\n' \${X:-${5}}`).toBe(wanted);
	});
});
