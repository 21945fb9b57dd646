import {execFile} from 'node:child_process';
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {type Left, PROGRAM} from './home.js';

const STARTERS = 12;
let folder = '';
let state = '';

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hpctui-one-'));
	state = join(folder, 'state', 'hpctui');
});
afterEach(async () => {
	await run('desktop', 'daemon', 'stop');
	rmSync(folder, {recursive: true, force: true, maxRetries: 5});
});

/** Runs the program in a login of its own: the state is shared, the runtime folder is not. */
function run(login: string, ...argv: readonly string[]): Promise<Left> {
	const runtime = join(folder, login);
	mkdirSync(runtime, {recursive: true, mode: 0o700});
	const {HPCTUI_HOME: _home, HPCTUI_SSH_CONFIG: _config, ...outer} = process.env;
	const env = {
		...outer,
		HOME: folder,
		XDG_STATE_HOME: join(folder, 'state'),
		XDG_CONFIG_HOME: join(folder, 'config'),
		XDG_RUNTIME_DIR: runtime,
	};
	return new Promise(resolve => {
		execFile(PROGRAM[0], [PROGRAM[1], ...argv], {env}, (error, stdout, stderr) => {
			resolve({code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr});
		});
	});
}

/** Pids of daemons that serve this home, by their environment. */
function daemons(): readonly string[] {
	return readdirSync('/proc').filter(pid => {
		try {
			const isDaemon = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('__daemon');
			return isDaemon && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`XDG_STATE_HOME=${folder}/`);
		} catch {
			return false;
		}
	});
}

test.runIf(process.platform === 'linux')(
	`${STARTERS} at once, from two logins with a runtime folder each: one daemon, which serves them all`,
	async () => {
		const logins = Array.from({length: STARTERS}, (_, index) => (index % 2 === 0 ? 'desktop' : 'ssh'));
		const left = await Promise.all(logins.map(login => run(login, 'ls')));
		expect(left.map(({code, stderr}) => [code, stderr])).toEqual(logins.map(() => [0, '']));
		// One that came second may still be on its way out.
		await expect.poll(daemons, {timeout: 20_000}).toHaveLength(1);
		const pids = await Promise.all(
			['desktop', 'ssh'].map(async login => JSON.parse((await run(login, 'daemon', 'status', '--json')).stdout).pid),
		);
		expect(pids.map(String)).toEqual([daemons()[0], daemons()[0]]);
	},
);

test('a home that another machine serves: which one, and what to do; nothing is written', async () => {
	mkdirSync(state, {recursive: true, mode: 0o700});
	const record = {
		machine: 'another',
		host: 'workstation',
		pid: 4242,
		start: 'x',
		socket: '/run/user/1/hpctui/daemon.sock',
	};
	writeFileSync(join(state, 'daemon.json'), JSON.stringify(record));
	const {code, stderr} = await run('desktop', 'ls');
	expect(code).toBe(2);
	expect(stderr).toContain('runs on workstation (process 4242)');
	expect(stderr).toContain('HPCTUI_HOME');
	expect(JSON.parse(readFileSync(join(state, 'daemon.json'), 'utf8'))).toEqual(record);
});
