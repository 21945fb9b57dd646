/**
 * How long after the app answers on its node the session is `ready`: `npm run bench -- ready`. The app's own port is
 * asked from beside it, as often as a connection takes; the session's own word comes from its history of events.
 */
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {SessionDocument} from '../source/core/session-document.js';
import {median} from './median.js';

const RUNS = 9;
const program = join(process.cwd(), 'dist/cli.js');
const home = mkdtempSync(join(tmpdir(), 'hpctui-bench-'));
const env = {...process.env, HPCTUI_HOME: home};
const hpctui = (...argv: string[]) =>
	execFileSync(process.execPath, [program, ...argv], {env, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8'});
const show = (name: string): SessionDocument => JSON.parse(hpctui('show', name, '--json'));

/** Milliseconds between the app's first answer beside it and the first time that `show` says ready. */
async function delayMs(name: string): Promise<number> {
	hpctui('new', 'notepad', '--cluster', 'demo', '--name', name);
	let answeredAt: number | undefined;
	for (;;) {
		const {state, tunnels} = show(name);
		const port = tunnels[0]?.remotePort;
		if (answeredAt === undefined && port != null && (await answers(port))) {
			answeredAt = performance.now();
		}

		if (state === 'ready') {
			hpctui('rm', '--force', name);
			return answeredAt === undefined ? 0 : performance.now() - answeredAt;
		}
	}
}

async function answers(port: number): Promise<boolean> {
	try {
		await fetch(`http://127.0.0.1:${port}/`, {signal: AbortSignal.timeout(1000)});
		return true;
	} catch {
		return false;
	}
}

try {
	hpctui('demo', '--headless', '--app', 'notepad');
	const delays: number[] = [];
	for (let run = 0; run < RUNS; run++) {
		delays.push(await delayMs(`bench-${run}`));
	}

	console.log(
		`ready after the app's answer: median ${median(delays).toFixed(0)} ms, longest ${Math.max(...delays).toFixed(0)} ms (target: 1000)`,
	);
} finally {
	spawnSync(process.execPath, [program, 'demo', '--stop'], {env, stdio: 'ignore'});
	spawnSync(process.execPath, [program, 'daemon', 'stop'], {env, stdio: 'ignore'});
	rmSync(home, {recursive: true, force: true, maxRetries: 5});
}
