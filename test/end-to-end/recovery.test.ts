import {afterAll, beforeAll, expect, test} from 'vitest';
import {eventually} from '../demo/eventually.js';
import {statusOf} from './ask.js';
import {type Home, isAlive, openHome} from './home.js';

let home: Home;
let url: string;

beforeAll(async () => {
	home = await openHome();
	url = (await home.output('demo', '--headless', '--app', 'notepad')).trimEnd();
});

afterAll(async () => home.close());

test('the daemon is killed: the next one brings the same URL back, to the same job', async () => {
	const before = await home.session('demo');
	const pid = await home.daemonPid();
	process.kill(pid, 'SIGKILL');
	await eventually(() => isAlive(pid)).toBe(false);
	expect(await statusOf(url)).not.toBe(200);
	await home.output('wait', 'demo', '--timeout', '30s');
	expect(await home.daemonPid()).not.toBe(pid);
	expect(await statusOf(url)).toBe(200);
	const after = await home.session('demo');
	expect([after.id, after.job.id, after.url]).toEqual([before.id, before.job.id, before.url]);
});

test('the daemon is stopped: the job goes on, and the next one brings the same URL back', async () => {
	const pid = await home.daemonPid();
	await home.output('daemon', 'stop');
	await eventually(() => isAlive(pid)).toBe(false);
	await home.output('wait', 'demo', '--timeout', '30s');
	expect(await statusOf(url)).toBe(200);
});

test('the way is lost: that is told as such, never as an end, and the same URL comes back', async () => {
	const pid = await home.serversPid();
	process.kill(pid, 'SIGKILL');
	await eventually(async () => (await home.session('demo')).state).toBe('reconnecting');
	expect(await home.session('demo')).toMatchObject({outcome: null, url});
	expect((await home.output('demo', '--headless')).trimEnd()).toBe(url);
	expect(await statusOf(url)).toBe(200);
});

test('demo --stop reaches the jobs although their hosts were killed', async () => {
	const app = Number(/process (\d+)/.exec(await home.output('logs', 'demo'))?.[1]);
	process.kill(await home.serversPid(), 'SIGKILL');
	expect(isAlive(app)).toBe(true);
	await home.output('demo', '--stop');
	await eventually(() => isAlive(app)).toBe(false);
	expect(await home.session('demo')).toMatchObject({state: 'ended', outcome: 'cancelled'});
});
