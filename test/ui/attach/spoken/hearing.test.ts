import {describe, expect, test} from 'vitest';
import {createEmulator} from '../../../../source/terminal/emulator.js';
import {type Heard, type Hearing, hear, UNHEARD} from '../../../../source/ui/attach/spoken/hearing.js';
import {createReader} from '../../../../source/ui/attach/spoken/reading.js';

const SCROLLBACK = 2000;

/** What is printed when a terminal is heard after each of the outputs; one of them may also be another size. */
async function printedAfter(
	outputs: readonly (string | readonly [columns: number, rows: number])[],
	{columns = 40, rows = 8, scrollbackLines = SCROLLBACK} = {},
) {
	const emulator = createEmulator({columns, rows, scrollbackLines, isOneRoll: true});
	const reader = createReader(emulator, scrollbackLines);
	let heard: Heard = UNHEARD;
	const each: Hearing[] = [];
	for (const output of outputs) {
		await (typeof output === 'string' ? emulator.write(output) : emulator.resize(...output));
		const hearing = hear(heard, reader.read());
		heard = hearing.heard;
		reader.advance();
		each.push(hearing);
	}

	return {all: each.map(({text}) => text).join(''), each};
}

describe('what is printed of a terminal', () => {
	test.each<[name: string, outputs: readonly string[], printed: string]>([
		['a prompt and its echo', ['$ ', 'l', 's', '\r\n', 'a  b\r\n', '$ '], '$ ls\na  b\n$ '],
		['all at once', ['$ ls\r\na  b\r\n$ '], '$ ls\na  b\n$ '],
		['output without an end of line', ['$ printf x\r\n', 'x$ '], '$ printf x\nx$ '],
		['blank lines between', ['$ \r\n', 'a\r\n\r\n', '\r\nb\r\n$ '], '$\na\n\n\nb\n$ '],
		['an empty command', ['$ ', '\r\n$ ', '\r\n$ '], '$ \n$ \n$ '],
		['a backspace', ['$ lss', '\b \b', '\r\na\r\n'], '$ lss\n$ ls\na\n'],
		['a space that is typed, and the word behind it', ['$ ls', ' ', '-l'], '$ ls -l'],
		['a prompt that came before its space', ['$', ' ', 'x'], '$ x'],
		['a recalled command', ['$ one', '\r\x1b[K$ two', ' more'], '$ one\n$ two more'],
		['a progress bar', ['10 %', '\r20 %', '\r100 %\r\n', 'done\r\n'], '10 %\n20 %\n100 %\ndone\n'],
		['colours, a title and a cursor elsewhere', ['\x1b[31mred\x1b[0m\x1b]2;title\x07', '\x1b[3D\x1b[3C!'], 'red!'],
		['words that hide or reorder', ['a\u202eb\u200bc\r\n'], 'abc\n'],
		['wide characters', ['日本', '語\r\n', '漢字'], '日本語\n漢字'],
		[
			'a clear screen',
			['$ ls\r\na\r\nb\r\n$ ', 'clear', '\r\n\x1b[H\x1b[2J\x1b[3J$ ', 'x'],
			'$ ls\na\nb\n$ clear\n$ x',
		],
		[
			'a clear screen and the same command again',
			['$ a\r\n1\r\n$ ', '\x1b[H\x1b[2J$ ', 'a\r\n1\r\n$ '],
			'$ a\n1\n$ a\n1\n$ ',
		],
		['choices below the line', ['$ ca', '\r\n\x1b[Kcat  cal\x1b[A\r\x1b[4C', 't'], '$ ca\ncat  cal\n$ cat'],
		['several bars', ['a 1\r\nb 1\r\n', '\x1b[2Aa 2\r\nb 1\r\n', '\x1b[1Ab 2\r\n'], 'a 1\nb 1\na 2\nb 2\n'],
	])('%s', async (_name, outputs, printed) => {
		expect((await printedAfter(outputs)).all).toBe(printed);
	});

	test('a long line is one line, however it wraps and comes', async () => {
		const words = Array.from({length: 100}, (_, index) => `w${index}`).join(' ');
		expect((await printedAfter([words.slice(0, 70), words.slice(70), '\r\n$ '])).all).toBe(`${words}\n$ `);
		const wide = '日本語'.repeat(40);
		expect((await printedAfter([`a${wide}`, '\r\n$ '])).all).toBe(`a${wide}\n$ `);
		expect((await printedAfter([`a${wide}`, '\r\n$ '], {columns: 41})).all).toBe(`a${wide}\n$ `);
	});

	test('another size of the window says nothing again', async () => {
		const text = `$ long ${'word '.repeat(20)}\r\na\r\nb\r\n$ `;
		const printed = text.replaceAll('\r', '').replace(' \n', '\n');
		const {all} = await printedAfter([text, [20, 5], [60, 20], 'x', [40, 8], 'y\r\n$ ']);
		expect(all).toBe(`${printed}xy\n$ `);
	});
});

describe('a burst of 10,000 lines', () => {
	const lines = Array.from({length: 10_000}, (_, index) => `line ${index}`);
	const burst = [
		'$ seq',
		...Array.from({length: 10}, (_, part) => `\r\n${lines.slice(part * 1000, part * 1000 + 1000).join('\r\n')}`),
		'\r\n$ ',
	];

	test('is printed whole, each line once', async () => {
		expect((await printedAfter(burst)).all).toBe(`$ seq\n${lines.join('\n')}\n$ `);
	});

	test('also below a tmux, whose whole life is a full-screen program', async () => {
		const {all} = await printedAfter(['\x1b[?1049h\x1b[H', ...burst]);
		expect(all).toBe(`$ seq\n${lines.join('\n')}\n$ `);
	});

	test('of lines that are all alike', async () => {
		const {all} = await printedAfter(['y', ...Array.from({length: 10}, () => '\r\ny'.repeat(1000))]);
		expect(all.split('\n')).toHaveLength(10_001);
	});

	test('at once is printed up to the scrollback, and that lines are missing is said', async () => {
		const {all} = await printedAfter(['$ seq', `\r\n${lines.join('\r\n')}\r\n$ `], {scrollbackLines: 100});
		const said = all.split('\n');
		expect(said.slice(0, 2)).toEqual(['$ seq', 'Some lines went by too fast to be read.']);
		expect(said.slice(2)).toEqual([...lines.slice(-107), '$ ']);
	});
});

describe('a full-screen program', () => {
	const DRAWN = '\x1b[?1049h\x1b[H\x1b[2Jone\r\ntwo\r\nthree\x1b[8;1Hfile 1,1\x1b[H';

	test('is read as its lines, then as those that changed, with the line of the cursor last', async () => {
		const {each} = await printedAfter([
			'$ vim',
			DRAWN,
			'\x1b[8;6H2,1\x1b[2;1H',
			'\x1b[2;4H!',
			'\x1b[3;1H\x1b[Kdrei\x1b[8;6H3,1\x1b[3;1H',
		]);
		expect(each.map(({text}) => text)).toEqual([
			'$ vim',
			'\ntwo\nthree\nfile 1,1\none',
			'\nfile 2,1\ntwo',
			'!',
			'\nfile 3,1\ndrei',
		]);
		expect(each.map(({isOnward}) => isOnward)).toEqual([true, false, false, true, false]);
	});

	test('leaves what was there before unsaid when it ends', async () => {
		const {all} = await printedAfter(['a\r\n$ vim', DRAWN, '\x1b[8;1H\x1b[K\x1b[?1049l', '$ ', 'x']);
		expect(all).toBe('a\n$ vim\ntwo\nthree\nfile 1,1\none\n\n$ x');
	});

	test('that hides the cursor ends each line', async () => {
		const {each} = await printedAfter(['$ top', `${DRAWN}\x1b[?25l`, '\x1b[2;1HTWO', '', '\x1b[?25h\x1b[?1049l$ ']);
		expect(each.map(({text}) => text)).toEqual(['$ top', '\none\ntwo\nthree\nfile 1,1\n', 'TWO\n', '', '$ ']);
	});

	test('however its switches were cut', async () => {
		const bytes = `$ vim${DRAWN}\x1b[?1049l$ x`;
		for (let cut = 1; cut < bytes.length; cut++) {
			const {each} = await printedAfter([`${bytes.slice(0, cut)}`, bytes.slice(cut)]);
			expect(each[1]?.heard.open?.text).toBe('$ x');
		}
	});
});

test('whether it only went on', async () => {
	const {each} = await printedAfter(['$ ', 'x', '\r\na\r\n$ ', '\b\b> ', '\x1b[H\x1b[2J$ ']);
	expect(each.map(({isOnward}) => isOnward)).toEqual([true, true, true, false, false]);
});
