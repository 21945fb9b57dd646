/**
 * What a kept terminal costs beside a plain one: `npm run bench -- attach`. A character is typed and its echo awaited, and a file of
 * lines is printed, by `hpctui attach` and by `ssh` to the same node of the demo cluster in the same run. Each stands in a real terminal.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {type Watched, watch} from './screen/terminal.js';

const KEYS = 150;
const LINES = 300_000;
const BETWEEN_KEYS_MS = 25;
const program = [process.execPath, join(process.cwd(), 'dist/cli.js')];
const home = mkdtempSync(join(tmpdir(), 'hpctui-bench-'));
const env = {...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', HPCTUI_HOME: home};
const hpctui = (...argv: string[]) =>
	execFileSync(program[0] ?? '', [...program.slice(1), ...argv], {env, stdio: ['ignore', 'pipe', 'ignore']});

async function echoMs(watched: Watched): Promise<readonly number[]> {
	const times: number[] = [];
	for (let key = 0; key < KEYS; key++) {
		await pause(BETWEEN_KEYS_MS);
		const sign = String.fromCharCode(97 + (key % 26));
		times.push(await watched.pressMs(sign, sign));
	}

	watched.write('\x15');
	await watched.shows('');
	return times.toSorted((one, other) => one - other);
}

/** Until the last line of a long output stands there. */
async function floodMs(watched: Watched): Promise<number> {
	return watched.pressMs(`seq ${LINES}; printf 'all of %s\\n' it\r`, 'all of it');
}

const at = (times: readonly number[], share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;

try {
	hpctui('demo', '--headless', '--app', 'notepad');
	const config = join(home, 'state/demo/ssh_config');
	const terminals = {
		ssh: watch(['ssh', '-tt', '-F', config, 'demo-node1', 'PS1=ready:\\  exec sh'], env),
		attach: watch([...program, 'attach', 'demo', '--', 'sh', '-c', 'PS1=ready:\\  exec sh'], env),
	};
	await terminals.ssh.shows('ready:');
	await terminals.attach.shows('ready:');
	const [plain, kept] = [await echoMs(terminals.ssh), await echoMs(terminals.attach)];
	for (const [name, share] of [
		['p50', 0.5],
		['p99', 0.99],
	] as const) {
		const ratio = at(kept, share) / at(plain, share);
		console.log(
			`echo, ${name}    ${ratio.toFixed(1)} x ssh   (${at(kept, share).toFixed(1)} ms beside ${at(plain, share).toFixed(1)} ms)`,
		);
	}

	const [floodPlain, floodKept] = [await floodMs(terminals.ssh), await floodMs(terminals.attach)];
	console.log(
		`${LINES} lines  ${(floodKept / floodPlain).toFixed(1)} x ssh   (${floodKept.toFixed(0)} ms beside ${floodPlain.toFixed(0)} ms)`,
	);
	await terminals.ssh.close();
	await terminals.attach.close();
} finally {
	spawnSync(program[0] ?? '', [...program.slice(1), 'demo', '--stop'], {env, stdio: 'ignore'});
	spawnSync(program[0] ?? '', [...program.slice(1), 'daemon', 'stop'], {env, stdio: 'ignore'});
	rmSync(home, {recursive: true, force: true, maxRetries: 5});
}
