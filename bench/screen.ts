/**
 * How the screen feels: `npm run bench -- screen`. From a key to the frame in which the cursor moved with 10, 1,000 and 10,000 sessions,
 * beside `less` that scrolls a line in the same run; while a log of 10,000 lines a second is on the screen; the processor while
 * nothing happens; bytes for one change. The built program in a real terminal of 80x24, before a daemon that only has sessions.
 */
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {sessionOf} from '../test/ui/fixtures/documents.js';
import {serveSessions} from './screen/fake-daemon.js';
import {type Watched, watch} from './screen/terminal.js';

const KEYS = 120;
const IDLE_MS = 5000;
const LINES_A_SECOND = 10_000;
const WRITES_A_SECOND = 50;
/** A person's keys do not follow each other faster. */
const BETWEEN_KEYS_MS = 25;
const program = [process.execPath, join(process.cwd(), 'dist/cli.js')];
const folder = mkdtempSync(join(tmpdir(), 'hpctui-bench-'));
const env = {...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', LESS: '-S'};

/** What a frame holds in which the cursor moved, whatever a log does meanwhile. */
const CURSOR = '▸';

type Times = {readonly p50: number; readonly p99: number};

async function timesOf(watched: Watched, words?: string): Promise<Times> {
	const times: number[] = [];
	for (let key = 0; key < KEYS; key++) {
		await pause(BETWEEN_KEYS_MS);
		times.push(await watched.pressMs(key % 8 < 4 ? 'j' : 'k', words));
	}

	times.sort((one, other) => one - other);
	const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
	return {p50: at(0.5), p99: at(0.99)};
}

function shown({p50, p99}: Times, peer: Times): string {
	const ratio = (ours: number, theirs: number) => (ours / theirs).toFixed(1);
	return `p50 ${p50.toFixed(1)} ms (${ratio(p50, peer.p50)} x less)   p99 ${p99.toFixed(1)} ms (${ratio(p99, peer.p99)} x less)`;
}

async function withSessions(
	count: number,
	use: (watched: Watched, daemon: Awaited<ReturnType<typeof serveSessions>>) => Promise<void>,
) {
	const home = join(folder, String(count));
	const daemon = await serveSessions(home, count);
	const watched = watch(program, {...env, HPCTUI_HOME: home});
	try {
		await watched.shows('job-0');
		await use(watched, daemon);
	} finally {
		await watched.close();
		await daemon.close();
	}
}

try {
	const file = join(folder, 'lines');
	writeFileSync(file, Array.from({length: 10_000}, (_, line) => `${line} ${'x'.repeat(60)}\n`).join(''));
	const less = watch(['less', file], env);
	await less.shows('x');
	const peer = await timesOf(less);
	await less.close();
	console.log(`less, one line          p50 ${peer.p50.toFixed(1)} ms   p99 ${peer.p99.toFixed(1)} ms`);

	for (const count of [10, 1000, 10_000]) {
		await withSessions(count, async (watched, daemon) => {
			console.log(`${String(count).padStart(6)} sessions         ${shown(await timesOf(watched, CURSOR), peer)}`);
			if (count === 1000) {
				const idle = await watched.cpuShare(IDLE_MS);
				const move = await watched.bytesAfter(() => watched.write('j'));
				const change = await watched.bytesAfter(() =>
					daemon.change(sessionOf({id: '01JD3Z000002', name: 'job-2', state: 'starting'})),
				);
				console.log(`idle                    ${(idle * 100).toFixed(1)} % of a core`);
				console.log(`bytes                   ${move} for a moved cursor, ${change} for a session that changed`);
				const writing = setInterval(() => daemon.write(LINES_A_SECOND / WRITES_A_SECOND), 1000 / WRITES_A_SECOND);
				await pause(500);
				const share = await watched.cpuShare(IDLE_MS);
				console.log(`log, 10,000 lines/s     ${(share * 100).toFixed(0)} % of a core`);
				console.log(`  and keys meanwhile    ${shown(await timesOf(watched, CURSOR), peer)}`);
				clearInterval(writing);
			}
		});
	}
} finally {
	rmSync(folder, {recursive: true, force: true, maxRetries: 5});
}
