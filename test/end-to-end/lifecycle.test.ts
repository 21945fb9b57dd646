import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {eventually} from '../demo/eventually.js';
import {statusOf} from './ask.js';
import {type Home, openHome, PROGRAM} from './home.js';

let home: Home;

beforeAll(async () => {
	home = await openHome();
	await home.output('demo', '--headless', '--app', 'notepad');
});

afterAll(async () => home.close());

test('a session is made, used, stopped and forgotten', async () => {
	const url = (await home.output('new', 'notepad', '--cluster', 'demo', '--name', 'second', '--wait')).trimEnd();
	expect(await statusOf(url)).toBe(200);
	expect((await home.run('rm', 'second')).code).toBe(2);
	await home.output('stop', 'second');
	await home.output('wait', 'second', '--for', 'ended', '--timeout', '30s');
	expect(await home.session('second')).toMatchObject({state: 'ended', outcome: 'cancelled', url: null});
	expect(await statusOf(url)).not.toBe(200);
	expect(await home.output('ls')).not.toContain('second');
	expect(await home.output('ls', '--all')).toContain('second');
	await home.output('rm', 'second');
	expect((await home.run('show', 'second')).code).toBe(3);
});

test('an app that fails ends the session with its exit code, and what it said is in the log', async () => {
	const argv = ['--cluster', 'demo', '--name', 'broken', '--set', 'command=echo so sad; exit 3'];
	await home.output('new', 'command', ...argv);
	await home.output('wait', 'broken', '--for', 'ended', '--timeout', '30s');
	expect(await home.session('broken')).toMatchObject({outcome: 'failed', job: {exitCode: 3}});
	expect(await home.output('logs', 'broken')).toContain('so sad\n');
	expect((await home.run('wait', 'broken', '--for', 'ready')).code).toBe(8);
});

test('a job that is over its walltime is told as that', async () => {
	const argv = ['--cluster', 'demo', '--name', 'short', '--walltime', '2s', '--set', 'command=sleep 1000'];
	await home.output('new', 'command', ...argv);
	await home.output('wait', 'short', '--for', 'ended', '--timeout', '60s');
	expect(await home.session('short')).toMatchObject({outcome: 'timeout'});
});

test('rm --force stops and forgets at once, and leaves no process', async () => {
	await home.output('new', 'command', '--cluster', 'demo', '--name', 'gone', '--set', 'command=sleep 1000');
	await home.output('wait', 'gone', '--for', 'running', '--timeout', '30s');
	await home.output('rm', '--force', 'gone');
	expect((await home.run('show', 'gone')).code).toBe(3);
});

test('new --wait that is interrupted says that the session goes on', async () => {
	const words = ['new', 'command', '--cluster', 'demo', '--name', 'patient', '--wait', '--verbose'];
	const child = spawn(PROGRAM[0], [PROGRAM[1], ...words, '--set', 'command=sleep 1000', '--set', 'ports=web=9'], {
		env: home.env,
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	child.stderr.setEncoding('utf8').on('data', (words: string) => {
		said += words;
	});
	await eventually(() => said).toContain('starting');
	child.kill('SIGINT');
	const [code] = await once(child, 'close');
	expect(code).toBe(130);
	expect(said).toMatch(
		/hpctui: interrupted\n {2}hint: the session goes on: hpctui wait \w+ {3}or end it: hpctui stop \w+\n/,
	);
	await home.output('rm', '--force', 'patient');
});

test('--dry-run prints the job script and submits nothing', async () => {
	const before = (await home.sessions()).length;
	const plan = await home.output('new', 'notepad', '--cluster', 'demo', '--dry-run');
	expect(plan).toMatch(/^#!\/bin\/sh\n/);
	expect(plan).toContain('--token-file "$HPCTUI_FOLDER/token"');
	expect(await home.sessions()).toHaveLength(before);
});
