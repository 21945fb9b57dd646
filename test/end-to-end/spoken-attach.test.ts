import {spawnSync} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {eventually} from '../demo/eventually.js';
import {type Home, openHome, PROGRAM} from './home.js';
import {openTerminal, type Terminal} from './terminal.js';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
const ATTACH = [...PROGRAM, 'attach', 'demo'].map(word => `'${word}'`).join(' ');
/** What a terminal sends is asked for otherwise; what it shows is not touched. */
const OUR_SEQUENCES = /\x1b\[\?(?:2004|1)[hl]|\x1b[=>]/g;
/** All but tab, newline, return and bell, with what follows it. */
const controlsIn = (text: string) => text.match(/[\x00-\x06\x08\x0b\x0c\x0e-\x1f\x7f-\x9f].{0,20}/g) ?? [];

describe.skipIf(!hasTmux)('an attached terminal that is read instead of looked at', () => {
	let home: Home;
	let terminal: Terminal;
	let bytes: string;

	beforeAll(async () => {
		home = await openHome();
		await home.output('demo', '--headless', '--app', 'notepad');
		bytes = join(home.folder, 'bytes');
	});

	afterEach(async () => terminal.close());

	afterAll(async () => home.close());

	/** The shell waits for Enter, so that no byte is missed. */
	async function open(setting: string): Promise<void> {
		terminal = await openTerminal(
			`read go; stty -g; ${setting} ${ATTACH}; echo "left with $?"; stty -g; exec sleep 1000`,
			home.env,
		);
		await terminal.keepBytes(bytes);
		await terminal.press('Enter');
		await terminal.shows(/^attached to demo on node1; C-b d leaves, C-b \? helps$/m);
		await terminal.shows(/^[#$%] *$/m);
	}

	const linesOf = async () => (await terminal.all()).split('\n').map(line => line.trimEnd());

	test('is lines, each once and in order, and no control sequence of the far side', async () => {
		await open('HPCTUI_SCREEN_READER=1');
		await terminal.press("printf '\\033[31m%s\\033[0m\\033]2;title\\007\\n' 日本語; seq 300", 'Enter');
		await terminal.shows(/^300$\n[#$%] *$/m);
		const lines = await linesOf();
		const start = lines.indexOf('日本語');
		expect(lines.slice(start + 1, start + 301)).toEqual(Array.from({length: 300}, (_, index) => String(index + 1)));
		expect(await terminal.modes()).toEqual({isAlternate: false, hasCursor: true, hasMouse: false});
		// Another program's screen is read as its lines; what was there before is not said again when it ends.
		await terminal.press(
			"printf '\\033[?1049h\\033[2J\\033[H'; seq -f 'page %g' 24; read x; printf '\\033[?1049l'",
			'Enter',
		);
		await terminal.shows(/^page 23\npage 24$/m);
		await terminal.press('Enter');
		await terminal.shows(/^page 24\n(?!\d)[\s\S]*^[#$%] *$/m);
		expect((await linesOf()).filter(line => line === '299')).toHaveLength(1);
		await terminal.resize(60, 20);
		await terminal.press('stty size', 'Enter');
		await terminal.shows(/^20 60$/m);
		await terminal.press('C-b', 'c');
		await terminal.shows(/^terminal 2 of demo on node1$/m);
		await terminal.press('C-b', '[');
		await terminal.shows(/lines to read: arrows/);
		await terminal.press('q');
		await terminal.shows(/^back in the terminal$/m);
		await terminal.press('exit', 'Enter');
		await terminal.shows(/^terminal 1 of demo on node1$/m);
		await terminal.press('C-b', 'd');
		await terminal.shows('left with 0');
		const written = (await readFile(bytes, 'utf8')).replaceAll(OUR_SEQUENCES, '');
		expect(written).toContain('日本語');
		expect(controlsIn(written)).toEqual([]);
	});

	test('the terminal is as it was afterwards', async () => {
		await open('HPCTUI_SCREEN_READER=1');
		await terminal.press('C-b', 'd');
		await terminal.shows('left with 0');
		const modes = (await linesOf()).filter(line => /^[\da-f]+(?::[\da-f]+){3,}$/.test(line));
		await eventually(async () => (await linesOf()).filter(line => /^[\da-f]+(?::[\da-f]+){3,}/.test(line)).length).toBe(
			2,
		);
		expect(new Set(modes).size).toBe(1);
	});

	test('a terminal that knows no sequences gets none', async () => {
		await open('TERM=dumb');
		await terminal.press('echo $((6*7))', 'Enter');
		await terminal.shows(/^42$/m);
		await terminal.press('C-b', 'd');
		await terminal.shows('left with 0');
		expect(controlsIn(await readFile(bytes, 'utf8'))).toEqual([]);
	});
});
