import {describe, expect, test} from 'vitest';
import {createEmulator, type Emulator} from '../../source/terminal/emulator.js';

const size = {columns: 30, rows: 5};

/** All that a person can see of it, or scroll back to. */
function pictureOf({buffer, modes}: Emulator) {
	const cells = Array.from({length: buffer.length}, (_, row) => {
		const line = buffer.getLine(row);
		return Array.from({length: size.columns}, (_unused, column) => {
			const cell = line?.getCell(column);
			return [cell?.getChars(), cell?.getFgColor(), cell?.getBgColor(), cell?.isBold(), cell?.isUnderline()];
		});
	});
	return {cells, modes, cursor: [buffer.cursorX, buffer.cursorY], length: buffer.length};
}

describe('a snapshot makes an empty emulator the same', () => {
	test.each([
		['text and scrollback', Array.from({length: 20}, (_, index) => `line ${index}`).join('\r\n')],
		['colours and wide characters', '\x1b[31;1mred\x1b[0m 日本語 \x1b[38;2;9;8;7mtrue\x1b[0m\r\n\x1b[4munder'],
		['a full-screen program', 'shell\r\n\x1b[?1049h\x1b[2J\x1b[3;3Hvim\x1b[?1h\x1b=\x1b[?2004h'],
		['the mouse, in the SGR form', '\x1b[?1002h\x1b[?1006h'],
		['a hidden cursor of another form', '\x1b[?25l\x1b[4 q'],
		['focus events', '\x1b[?1004h'],
	])('%s', async (_name, bytes) => {
		const [one, other] = [createEmulator(size), createEmulator(size)];
		await one.write(bytes);
		await other.write(`garbage\x1b[?1003h\x1bc${one.snapshot()}`);
		expect(pictureOf(other)).toEqual(pictureOf(one));
	});
});

test('answers the questions of programs', async () => {
	const replies: string[] = [];
	const emulator = createEmulator({...size, onReply: reply => replies.push(reply)});
	await emulator.write('ab\x1b[6n\x1b[c');
	expect(replies).toEqual(['\x1b[1;3R', expect.stringMatching(/^\x1b\[\?[\d;]+c$/)]);
});

test('another size takes effect behind what was written before', async () => {
	const emulator = createEmulator(size);
	const written = emulator.write(`${'x'.repeat(35)}\r\n`);
	await emulator.resize(40, 5);
	await written;
	expect(emulator.buffer.getLine(0)?.translateToString(true)).toBe('x'.repeat(35));
});
