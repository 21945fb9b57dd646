import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {statusOf, withoutToken} from './ask.js';
import {type Home, isAlive, openHome} from './home.js';

let home: Home;
let url: string;

beforeAll(async () => {
	home = await openHome();
	url = (await home.output('demo', '--headless', '--app', 'notepad')).trimEnd();
});

afterAll(async () => home.close());

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

test('hpctui demo --headless prints a URL that answers with its token only', async () => {
	expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32,}$/);
	expect(await statusOf(url)).toBe(200);
	expect(await statusOf(withoutToken(url))).toBe(403);
	expect(await statusOf(url.replace(/token=.*/, 'token=another'))).toBe(403);
});

test('the app can be used through the tunnel: a cell runs on node1', async () => {
	const token = new URL(url).searchParams.get('token');
	const response = await fetch(`${withoutToken(url)}api/run`, {
		method: 'POST',
		headers: {authorization: `Bearer ${token}`},
		body: JSON.stringify({kind: 'sh', source: 'hostname'}),
	});
	expect(await response.text()).toContain('"text":"node1\\n"');
});

test('a second demo finds the first: the same hosts, session and URL', async () => {
	const before = await home.serversPid();
	expect((await home.output('demo', '--headless')).trimEnd()).toBe(url);
	expect(await home.serversPid()).toBe(before);
	expect(await home.sessions()).toHaveLength(1);
});

test('what happens is told line by line beside the URL', async () => {
	const {stderr} = await home.run('demo', '--headless');
	expect(stderr).toContain('connected: this machine → demo-gateway → demo-login → demo-node1');
});

describe('commands on a session', () => {
	test('ls --json has all fields of a session', async () => {
		const listed: unknown = JSON.parse(await home.output('ls', '--json'));
		expect(listed).toEqual([
			expect.objectContaining({
				id: expect.stringMatching(/^[0-9A-Z]{26}$/),
				name: 'demo',
				cluster: 'demo',
				app: 'notepad',
				state: 'ready',
				outcome: null,
				createdAt: TIME,
				retryAt: null,
				lastSeenAt: TIME,
				job: expect.objectContaining({
					scheduler: 'host',
					id: expect.any(String),
					state: expect.any(String),
					reason: null,
					estimatedStart: null,
					nodes: ['node1'],
					submittedAt: TIME,
					startedAt: TIME,
					endsAt: TIME,
					walltimeSeconds: 4 * 3600,
					exitCode: null,
				}),
				tunnels: [
					expect.objectContaining({
						name: 'notepad',
						localHost: '127.0.0.1',
						localPort: Number(new URL(url).port),
						remoteHost: '127.0.0.1',
						remotePort: expect.any(Number),
						address: 'loopback',
						route: 'forward',
						hops: ['demo-gateway', 'demo-login', 'demo-node1'],
						state: 'open',
						required: true,
						url,
						bytesIn: expect.any(Number),
						bytesOut: expect.any(Number),
					}),
				],
				url,
				log: {path: expect.stringContaining(home.folder), bytes: expect.any(Number)},
				warnings: [],
				successor: null,
				predecessor: null,
				renewals: 0,
				autoRenew: null,
				parts: [],
				progress: [],
			}),
		]);
	});

	test('show, url and wait agree with it', async () => {
		const [session] = await home.sessions();
		expect((await home.session('demo')).id).toBe(session?.id);
		expect((await home.session(session?.id.slice(0, 20) ?? '')).name).toBe('demo');
		expect(await home.output('url', 'demo')).toBe(`${url}\n`);
		expect((await home.run('wait', 'demo', '--timeout', '10s')).code).toBe(0);
		expect((await home.run('wait', 'demo', '--for', 'ended', '--timeout', '1s')).code).toBe(7);
	});

	test('tables and the log do not give the token away', async () => {
		const token = new URL(url).searchParams.get('token') ?? '';
		expect(await home.output('ls')).not.toContain(token);
		const log = await home.output('logs', 'demo');
		expect(log).toMatch(/^notepad on /);
		expect(log).not.toContain(token);
	});

	test('cluster test goes hop by hop', async () => {
		const result = JSON.parse(await home.output('cluster', 'test', 'demo', '--json'));
		expect(result).toMatchObject({ok: true, hops: ['demo-gateway', 'demo-login', 'demo-node1']});
		expect(result).toMatchObject({scheduler: {name: 'host'}});
	});
});

test('demo --stop ends the session and the hosts, and the next demo starts them again', async () => {
	const pid = await home.serversPid();
	await home.output('demo', '--stop');
	expect(isAlive(pid)).toBe(false);
	expect(await home.session('demo')).toMatchObject({state: 'ended', outcome: 'cancelled'});
	const again = (await home.output('demo', '--headless', '--app', 'notepad')).trimEnd();
	expect(await statusOf(again)).toBe(200);
	expect(await home.serversPid()).not.toBe(pid);
});
