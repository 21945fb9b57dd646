import {describe, expect, test} from 'vitest';
import {createEmulator} from '../../../source/terminal/emulator.js';
import {type ColorDepth, cellsOfLine, cellsOfText, nearest256} from '../../../source/ui/attach/cells.js';
import {createPainter, type Frame} from '../../../source/ui/attach/painter.js';

const size = {columns: 20, rows: 4};

/** The frame of what an emulator shows. */
function frameOf(emulator: ReturnType<typeof createEmulator>, depth: ColorDepth = 'true'): Frame {
	const base = emulator.buffer.baseY;
	const rows = Array.from({length: size.rows}, (_, row) =>
		cellsOfLine(emulator.buffer.getLine(base + row), size.columns, depth),
	);
	return {rows, cursor: {column: Math.min(emulator.buffer.cursorX, size.columns - 1), row: emulator.buffer.cursorY}};
}

/** What a person sees after each of the outputs was painted as the difference from the one before. */
async function paintedAfter(outputs: readonly string[]) {
	const [source, seen] = [createEmulator(size), createEmulator(size)];
	const painter = createPainter();
	let bytes = '';
	for (const output of outputs) {
		await source.write(output);
		bytes = painter.paint(frameOf(source));
		await seen.write(bytes);
	}

	return {source: frameOf(source), seen: frameOf(seen), bytes};
}

describe('what is painted as differences is what there is', () => {
	test.each([
		['plain text', ['hello', '\r\nworld', '\x1b[H\x1b[2Kbye']],
		[
			'colours',
			['\x1b[31mred\x1b[1;44mboth', '\x1b[H\x1b[38;5;200mpink\x1b[0m', '\x1b[2;3H\x1b[38;2;1;2;3mtrue\x1b[7minverse'],
		],
		['attributes', ['\x1b[1mb\x1b[2md\x1b[3mi\x1b[4mu\x1b[5mk\x1b[7mv\x1b[9ms\x1b[53mo', '\x1b[H\x1b[0mX']],
		['wide characters', ['日本語 text', '\x1b[1;2Hx', '\x1b[1;3H漢字', '\x1b[1;1Habc']],
		['a wide character at the edge', ['\x1b[1;19Hab', '\x1b[1;19H日', '\x1b[1;20Hz']],
		['scrolling', ['1\r\n2\r\n3\r\n4', '\r\n5\r\n6', '\x1b[H\x1b[J']],
		['combining marks', ['e\u0301a\u0308', '\x1b[Hx']],
	])('%s', async (_name, outputs) => {
		const {source, seen} = await paintedAfter(outputs);
		expect(seen).toEqual(source);
	});
});

test('one changed character costs a few bytes, and none costs nothing', async () => {
	const {bytes} = await paintedAfter(['hello world\r\nhello world', '\x1b[1;3HX']);
	expect(bytes.length).toBeLessThan(60);
	expect((await paintedAfter(['hello', ''])).bytes).toBe('');
});

test('where no colour is wanted, weight and inverse stay', async () => {
	const emulator = createEmulator(size);
	await emulator.write('\x1b[1;31;44mA\x1b[0;7;38;2;1;2;3mB\x1b[0;95mC');
	const [row] = frameOf(emulator, 'none').rows;
	expect(row?.slice(0, 3).map(({style}) => style)).toEqual(['1', '7', '']);
});

test('plain text of ours fills its columns, wide characters and all', () => {
	expect(cellsOfText('日本語', 5).map(({text}) => text)).toEqual(['日', '', '本', '', ' ']);
	expect(cellsOfText('abc', 2).map(({text}) => text)).toEqual(['a', 'b']);
});

test.each([
	[0x00_00_00, 16],
	[0xff_ff_ff, 231],
	[0xff_00_00, 196],
	[0x80_80_80, 244],
])('%i is nearest to colour %i of 256', (rgb, color) => {
	expect(nearest256(rgb)).toBe(color);
});
