import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Home, openHome} from './home.js';

let home: Home;

beforeAll(async () => {
	home = await openHome();
});

afterAll(async () => home.close());

test.each([
	[2, ['nonsense'], /no command "nonsense"/],
	[2, ['ls', '--nonsense'], /no option --nonsense/],
	[2, ['show'], /SESSION/],
	[2, ['new', 'notepad', '--cluster', 'nowhere', '--walltime', 'soon'], /not a duration: "soon"/],
	[2, ['wait', 'x', '--for', 'godot'], /--for/],
	[3, ['show', 'nobody'], /no session "nobody"/],
	[3, ['url', 'nobody'], /no session "nobody"/],
	[3, ['stop', 'nobody'], /no session "nobody"/],
	[3, ['new', 'notepad', '--cluster', 'nowhere'], /no cluster called "nowhere"/],
	[3, ['cluster', 'test', 'nowhere'], /no cluster called "nowhere"/],
	[3, ['app', 'show', 'nothing'], /no app called "nothing"/],
])('exit code %i: hpctui %j', async (code, argv, words) => {
	const left = await home.run(...argv);
	expect(left).toMatchObject({code, stdout: ''});
	expect(left.stderr).toMatch(words);
	expect(left.stderr).toMatch(/hint: /);
});

test('with --json a fault is one JSON document on stderr', async () => {
	const left = await home.run('show', 'nobody', '--json');
	expect(left).toMatchObject({code: 3, stdout: ''});
	expect(JSON.parse(left.stderr)).toMatchObject({
		error: {code: 'missing', message: expect.any(String), hint: expect.any(String)},
	});
});

test('a host that cannot be reached is exit code 5', async () => {
	await home.output('cluster', 'add', 'away', '--host', '127.0.0.1', '--port', '1', '--scheduler', 'host');
	expect((await home.run('cluster', 'login', 'away')).code).toBe(5);
	expect((await home.run('cluster', 'test', 'away')).code).toBe(5);
});

test('the screen without a terminal says what to do instead', async () => {
	expect(await home.run()).toMatchObject({code: 2, stderr: expect.stringContaining('hpctui ls')});
});

test('--version and --help answer without a daemon', async () => {
	expect(await home.output('--version')).toMatch(/^(?:hpctui )?\d+\.\d+\.\d+\n$/);
	expect(await home.output('--help')).toContain('usage: hpctui');
	expect(await home.output('new', '--help')).toContain('--walltime');
});
