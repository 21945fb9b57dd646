/**
 * What a start costs beside starting Node at all, in the same run: `npm run bench -- starts`. A demo session is there, the
 * daemon is up, the code cache is warm. Medians of paired runs.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {spawn as spawnTerminal} from 'node-pty';
import {median} from './median.js';

const RUNS = 21;
const node = process.execPath;
const program = join(process.cwd(), 'dist/cli.js');
const home = mkdtempSync(join(tmpdir(), 'hpctui-bench-'));
const env = {...process.env, HPCTUI_HOME: home};

const hpctui = (...argv: string[]) =>
	execFileSync(node, [program, ...argv], {env, stdio: ['ignore', 'pipe', 'ignore']});

function wholeMs(argv: readonly string[]): number {
	const begin = performance.now();
	spawnSync(node, argv, {env, stdio: 'ignore'});
	return performance.now() - begin;
}

/** From the start of the program to the first frame that shows the session. */
async function firstFrameMs(): Promise<number> {
	const begin = performance.now();
	const terminal = spawnTerminal(node, [program], {cols: 80, rows: 24, env});
	let seen = '';
	const shown = await new Promise<number>(resolve => {
		terminal.onData(bytes => {
			seen += bytes;
			if (seen.includes('sessions')) {
				resolve(performance.now() - begin);
			}
		});
	});
	const over = new Promise<void>(resolve => {
		terminal.onExit(() => resolve());
	});
	terminal.write('q');
	await over;
	return shown;
}

try {
	hpctui('demo', '--headless', '--app', 'notepad');
	hpctui('ls');
	await firstFrameMs();
	const bare: number[] = [];
	const list: number[] = [];
	const frame: number[] = [];
	for (let run = 0; run < RUNS; run++) {
		bare.push(wholeMs(['-e', '0']));
		list.push(wholeMs([program, 'ls']));
		frame.push(await firstFrameMs());
	}

	const ratio = (times: readonly number[]) =>
		median(times.map((time, run) => time / (bare[run] ?? Number.NaN))).toFixed(2);
	console.log(`node -e 0        1.00  (${median(bare).toFixed(0)} ms)`);
	console.log(`hpctui ls        ${ratio(list)}  (target: at most 1.6)`);
	console.log(`first frame      ${ratio(frame)}  (target: at most 5)`);
} finally {
	spawnSync(node, [program, 'demo', '--stop'], {env, stdio: 'ignore'});
	spawnSync(node, [program, 'daemon', 'stop'], {env, stdio: 'ignore'});
	rmSync(home, {recursive: true, force: true, maxRetries: 5});
}
