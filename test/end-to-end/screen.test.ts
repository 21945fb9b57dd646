import {spawnSync} from 'node:child_process';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {eventually} from '../demo/eventually.js';
import {statusOf} from './ask.js';
import {type Home, isAlive, openHome, PROGRAM} from './home.js';
import {openTerminal, type Terminal} from './terminal.js';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
const SCREEN = PROGRAM.map(word => `'${word}'`).join(' ');

describe.skipIf(!hasTmux)('the screen in a terminal of 80x24', () => {
	let home: Home;
	let url: string;
	let terminal: Terminal;

	beforeAll(async () => {
		home = await openHome();
		url = (await home.output('demo', '--headless', '--app', 'notepad')).trimEnd();
	});

	afterEach(async () => terminal.close());

	afterAll(async () => home.close());

	async function openScreen(command = SCREEN): Promise<Terminal> {
		const {NO_COLOR: _none, ...env} = home.env;
		terminal = await openTerminal(command, env);
		await terminal.shows(/● ready +demo/);
		return terminal;
	}

	test('shows the session, its URL without the token, its log, and fits', async () => {
		const {port} = new URL(url);
		await openScreen();
		await terminal.shows(`:${port}`);
		await terminal.shows('notepad on ');
		await terminal.shows('? help');
		const rows = await terminal.rows();
		expect(rows.join('\n')).not.toContain('token');
		expect(Math.max(...rows.map(row => row.length))).toBeLessThanOrEqual(80);
		expect(rows[0]).toMatch(/^╭─ sessions /);
	});

	test('? helps with every key, n asks what to start, x asks before it stops anything', async () => {
		await openScreen();
		await terminal.press('?');
		await terminal.shows('Select the session above');
		await terminal.press('Escape');
		await terminal.hides('Select the session above');
		await terminal.press('n');
		await terminal.shows(/new session[\s\S]*App[\s\S]*Cluster +demo/);
		await terminal.press('Escape');
		await terminal.hides('new session');
		await terminal.press('x');
		await terminal.shows('Stop demo?');
		await terminal.press('n');
		await terminal.hides('Stop demo?');
		expect(await home.session('demo')).toMatchObject({state: 'ready'});
	});

	test('the panes show tunnels, job and events', async () => {
		await openScreen();
		await terminal.press('t');
		await terminal.shows('loopback');
		await terminal.press('i');
		await terminal.shows((await home.session('demo')).job.id ?? '');
		await terminal.press('e');
		await terminal.shows('notepad answered');
	});

	test('Enter opens a terminal on the node that is the same when one comes back to it', async () => {
		await openScreen();
		await terminal.press('Enter');
		await terminal.shows(/ 1:\S+\* .* help/);
		// What is typed before the shell is there would stand beside its prompt.
		await terminal.shows(/[#$%] *$/m);
		// Wide characters, true colour (as near as this terminal has it), and a program that takes the whole screen.
		await terminal.press("printf '\\033[38;2;255;0;0m%s\\033[0m\\n' 日本語", 'Enter');
		await terminal.shows(/^日本語$/m);
		const before = (await terminal.rows()).slice(0, 23);
		await terminal.press('C-b', 'd');
		await terminal.shows(/^╭─ sessions /);
		await terminal.press('j', 'Enter');
		await terminal.shows(/^日本語$/m);
		expect((await terminal.rows()).slice(0, 23)).toEqual(before);
		await terminal.press('C-b', '?');
		await terminal.shows('Scroll back, search and copy');
		await terminal.press('q', 'C-b', 's');
		await terminal.shows(/> demo +demo +ready/);
		await terminal.press('q', 'C-b', 'l');
		await terminal.shows(/^── log ─/m);
		await terminal.press('exit', 'Enter');
		await terminal.shows(/^╭─ sessions /);
	});

	test('what another window does is seen at once', async () => {
		await openScreen();
		await home.output('new', 'command', '--cluster', 'demo', '--name', 'other', '--set', 'command=sleep 1000');
		await terminal.shows('other');
		await home.output('rm', '--force', 'other');
		await terminal.hides(/● ready +other/);
	});

	test('C-z gives the terminal back, whatever runs around the screen', async () => {
		const {NO_COLOR: _none, ...env} = home.env;
		terminal = await openTerminal('exec bash --norc --noprofile -i', env);
		await terminal.press(`sh -c "${SCREEN}; true"`, 'Enter');
		await terminal.shows(/● ready +demo/);
		await terminal.press('C-z');
		await terminal.shows('Stopped');
		await terminal.press('fg', 'Enter');
		await terminal.shows(/● ready +demo/);
		await terminal.press('?');
		await terminal.shows('Select the session above');
	});

	test('another size of the window is filled anew', async () => {
		await openScreen();
		await terminal.resize(120, 40);
		await terminal.shows(/╭─ sessions ─{100,}╮/);
		await terminal.resize(80, 24);
		await terminal.shows(/^╭─ sessions ─{60,70}╮/);
	});

	test('q leaves: the terminal is as it was, and the session stays', async () => {
		await openScreen(`echo before; stty -g; ${SCREEN}; echo "left with $?"; stty -g; exec sleep 1000`);
		expect(await terminal.modes()).toMatchObject({isAlternate: true});
		await terminal.press('q');
		await terminal.shows('left with 0');
		await eventually(async () => terminal.modes()).toEqual({isAlternate: false, hasCursor: true, hasMouse: false});
		const text = (await terminal.rows()).join('');
		const [, before, after] = /^before([\da-f:]+)left with 0([\da-f:]+)$/.exec(text.trim()) ?? [];
		expect(before).toBeDefined();
		expect(after).toBe(before);
		expect(await statusOf(url)).toBe(200);
	});

	test('the screen is killed: the session stays, and another screen shows it', async () => {
		await openScreen(`exec ${SCREEN}`);
		const pid = await terminal.pid();
		process.kill(pid, 'SIGKILL');
		await eventually(() => isAlive(pid)).toBe(false);
		expect(await statusOf(url)).toBe(200);
		await terminal.close();
		await openScreen();
	});

	test('the daemon is killed under the screen: it comes back by itself', async () => {
		await openScreen();
		const pid = await home.daemonPid();
		process.kill(pid, 'SIGKILL');
		await eventually(async () => statusOf(url)).toBe(200);
		await terminal.shows(/● ready +demo/);
		expect(await home.daemonPid()).not.toBe(pid);
	});

	test('x and y stop the session', async () => {
		await openScreen();
		await terminal.press('x');
		await terminal.shows('Stop demo?');
		await terminal.press('y');
		await home.output('wait', 'demo', '--for', 'ended', '--timeout', '30s');
		await terminal.shows(/ended|cancelled/);
	});
});
