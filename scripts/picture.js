/**
 * Makes docs/screen.svg, the picture in the README, from a real run: the embedded cluster, three sessions on it, and the
 * screen in a terminal that tmux keeps. Needs tmux. Run it again when the screen changes: npm run picture.
 */
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {svgOf} from './picture/ansi-to-svg.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const size = {columns: 100, rows: 28};
const home = mkdtempSync(join(tmpdir(), 'hpctui-picture-'));
const {TMUX: _outer, NO_COLOR: _plain, ...outer} = process.env;
const env = {...outer, HPCTUI_HOME: home, TERM: 'xterm-256color', COLORTERM: 'truecolor'};
const program = [join(root, 'node_modules/.bin/node'), join(root, 'dist/cli.js')];

const hpctui = (...argv) => execFileSync(program[0], [program[1], ...argv], {env, encoding: 'utf8'});
const tmux = (...argv) =>
	execFileSync('tmux', ['-L', 'hpctui-picture', '-f', '/dev/null', ...argv], {env, encoding: 'utf8'});

/** Waits until the screen shows all of the words. */
const untilShown = async words => {
	for (let tries = 0; tries < 150; tries++) {
		const text = tmux('capture-pane', '-p');
		if (words.every(word => text.includes(word))) {
			return;
		}

		await pause(100);
	}

	throw new Error(`the screen never showed ${words.join(', ')}:\n${tmux('capture-pane', '-p')}`);
};

const train =
	"i=0; while i=$((i+1)); do printf '\\033[32mepoch %3d\\033[0m  loss 0.%03d  accuracy 0.9%02d\\n' $i $((900/i)) $((i%100)); sleep 1; done";
try {
	hpctui('demo', '--headless', '--app', 'notepad');
	hpctui('new', 'command', '--cluster', 'demo', '--name', 'training', '--walltime', '8h', '--set', `command=${train}`);
	hpctui(
		'new',
		'command',
		'--cluster',
		'demo',
		'--name',
		'sweep',
		'--walltime',
		'2h',
		'--set',
		'command=echo step 1; sleep 7200',
	);
	tmux(
		'new-session',
		'-d',
		'-x',
		String(size.columns),
		'-y',
		String(size.rows),
		`exec '${program[0]}' '${program[1]}'`,
	);
	tmux('set-option', '-g', 'status', 'off');
	tmux('resize-window', '-x', String(size.columns), '-y', String(size.rows));
	await untilShown(['demo', 'training', 'sweep', 'ready']);
	tmux('send-keys', 'j');
	await untilShown(['epoch   6']);
	writeFileSync(join(root, 'docs/screen.svg'), svgOf(tmux('capture-pane', '-p', '-e'), {...size, title: 'hpctui'}));
	console.log('docs/screen.svg is new');
} finally {
	for (const end of [
		() => tmux('kill-server'),
		() => hpctui('rm', '--force', 'training'),
		() => hpctui('rm', '--force', 'sweep'),
		() => hpctui('demo', '--stop'),
		() => hpctui('daemon', 'stop'),
	]) {
		try {
			end();
		} catch {
			// What never started need not end.
		}
	}

	rmSync(home, {recursive: true, force: true});
}
