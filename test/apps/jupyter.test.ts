import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import jupyter from '../../drivers/apps/jupyter.js';
import {httpQuestion, judgeHttp, urlOf} from '../../source/core/app-answer.js';
import {bodyOf} from '../../source/core/app-body.js';
import {portsOf} from '../../source/core/app-ports.js';
import {settingsFor} from '../../source/core/settings.js';
import {startJob, type TestJob} from '../core/job.js';
import {temporaryFolder, until} from '../core/shells.js';
import {faultOf} from '../core/thrown.js';
import {barePath} from './bare-path.js';

const [notebook] = portsOf(jupyter, settingsFor(jupyter, {}));
if (notebook?.readiness?.how !== 'http') {
	throw new Error('Jupyter is asked by HTTP');
}

const {readiness} = notebook;
const PLACE = {host: '127.0.0.1', port: 8888, isSecure: false};
const SERVER = join(import.meta.dirname, '../fixtures/apps/jupyter/server');
const TOKEN = 'made-by-us-0123456789';

/** A job of this app, on a node where these commands are Jupyter's. */
function start(options: {
	readonly commands?: readonly string[];
	readonly settings?: Readonly<Record<string, string>>;
	readonly env?: Readonly<Record<string, string>>;
}): TestJob {
	const {commands = ['jupyter-notebook'], settings = {}, env = {}} = options;
	const folder = join(temporaryFolder(), 'session');
	const bin = barePath();
	mkdirSync(folder, {mode: 0o700});
	writeFileSync(join(folder, 'token'), TOKEN, {mode: 0o600});
	for (const name of commands) {
		symlinkSync(SERVER, join(bin, name));
	}

	const body = bodyOf(jupyter, {settings: settingsFor(jupyter, settings), bind: '0.0.0.0', workdir: null});
	const ports = [{name: 'notebook', fixed: null}];
	return startJob({
		shell: ['/bin/sh'],
		folder,
		body,
		ports,
		env: {FAKE_VERSION: '6.4.12', ...env, PATH: bin, HOME: bin},
	});
}

test('the port that it serves is required, its token is made by us', () => {
	expect(jupyter.ports).toMatchObject([{name: 'notebook', kind: 'http', isRequired: true}]);
	expect(jupyter.secrets).toEqual(['token', 'password']);
});

describe('the job', () => {
	test('gives the server port, address and token, and the token in no argument and no output', async () => {
		const job = start({settings: {args: `--config='a b' --x="$HPCTUI_TAG"`, 'notebook-dir': '~/my data'}});
		const {ports} = await job.entry('started');
		expect(await job.entry('evidence')).toEqual({
			type: 'evidence',
			port: 'notebook',
			values: {baseUrl: '/', hasPassword: 'false', isSecure: 'false'},
		});
		const output = job.output();
		expect(output).toContain('starting jupyter-notebook 6.4.12');
		expect(output).toContain(
			`jupyter-notebook --ip=127.0.0.1 --port=${ports['notebook']} --port-retries=50 --no-browser`,
		);
		expect(output).toContain('/my data --config=a b --x=hpctui-test');
		expect(output).toContain('a token by environment');
		expect(output).not.toContain(TOKEN);
		expect(readFileSync(join(job.folder, 'app'), 'utf8')).not.toContain(TOKEN);
		expect(job.record().some(({type}) => type === 'serving')).toBe(false);
	});

	test('a server that took another port, another token and another path is told, the token in the record alone', async () => {
		const env = {
			FAKE_PORT: '23456',
			FAKE_TOKEN: 'forced-by-config',
			FAKE_BASE_URL: '/user/ann/',
			FAKE_FILE: 'jpserver',
		};
		const job = start({env});
		expect(await job.entry('serving')).toEqual({type: 'serving', port: 'notebook', number: 23_456});
		expect((await job.entry('evidence')).values).toMatchObject({baseUrl: '/user/ann/', token: 'forced-by-config'});
		expect(job.output()).not.toContain('forced-by-config');
	});

	test.each([
		['auto', ['jupyter-notebook', 'jupyter-lab'], '4.2.0', 'jupyter-lab 4.2.0'],
		['auto', ['jupyter-notebook'], '7.3.1', 'jupyter-notebook 7.3.1'],
		['auto', ['jupyter'], '7.3.1', 'jupyter lab 7.3.1'],
		['notebook', ['jupyter-notebook', 'jupyter-lab'], '6.4.12', 'jupyter-notebook 6.4.12'],
		['classic', ['jupyter-notebook', 'jupyter-lab'], '6.4.12', 'jupyter-notebook 6.4.12'],
		['classic', ['jupyter-notebook', 'jupyter-nbclassic'], '7.3.1', 'jupyter-nbclassic 7.3.1'],
		['lab', ['jupyter-lab', 'jupyter-notebook'], '4.2.0', 'jupyter-lab 4.2.0'],
	])('flavour %s of %j (%s)', async (flavour, commands, version, wanted) => {
		const job = start({commands, settings: {flavour}, env: {FAKE_VERSION: version}});
		await job.entry('evidence');
		expect(job.output()).toContain(`hpctui: starting ${wanted}\n`);
	});

	test.each([
		['none at all', [], {}],
		['one that does not even say its version', ['jupyter-lab', 'jupyter-notebook'], {FAKE_VERSION: ''}],
		['no classic one', ['jupyter-lab', 'jupyter-notebook'], {FAKE_VERSION: '7.0.0', flavour: 'classic'}],
	])('%s: one clear line and code 127', async (_name, commands, {flavour = 'auto', ...env}: Record<string, string>) => {
		const job = start({commands, settings: {flavour}, env});
		expect(await job.entry('exited')).toMatchObject({code: 127});
		expect(job.output().trimEnd().split('\n')).toEqual([
			expect.stringMatching(/^hpctui: no Jupyter .*name its environment: --set environment=FOLDER/),
		]);
	});

	test('a token file that is missing is told', async () => {
		const folder = join(temporaryFolder(), 'session');
		const bin = temporaryFolder();
		symlinkSync(SERVER, join(bin, 'jupyter-lab'));
		const body = bodyOf(jupyter, {settings: settingsFor(jupyter, {}), bind: '0.0.0.0', workdir: null});
		const env = {PATH: `${bin}:${process.env['PATH'] ?? ''}`, FAKE_VERSION: '4.0.0'};
		const job = startJob({folder, body, env, ports: [{name: 'notebook', fixed: null}]});
		expect(await job.entry('exited')).toMatchObject({code: 78});
		expect(job.output()).toContain('the token file is missing');
	});

	test('what looks after the runtime file ends with the server', async () => {
		const job = start({env: {FAKE_FILE: 'never-read'}});
		await until(() => (job.output().includes('a token by environment') ? true : undefined));
		job.child.kill('SIGTERM');
		await job.ended;
	});

	test.each([
		['a strange flavour', {flavour: 'rstudio'}],
		['arguments on two lines', {args: '--a\nreboot'}],
		['a fingerprint of another kind', {fingerprint: 'ab:cd'}],
	])('%s is wrong usage', (_name, settings) => {
		expect(faultOf(() => settingsFor(jupyter, settings)).kind).toBe('usage');
	});
});

describe('the URL', () => {
	test.each([
		[{token: 'abc'}, '/?token=abc'],
		[{token: 'a b&c'}, '/?token=a%20b%26c'],
		[{token: 'abc', baseUrl: '/user/ann/'}, '/user/ann/?token=abc'],
		[{token: 'abc', baseUrl: '/user/ann'}, '/user/ann/?token=abc'],
		[{token: 'abc', baseUrl: 'javascript:alert(1)'}, '/?token=abc'],
		[{token: 'abc', baseUrl: '/x?y\nz'}, '/?token=abc'],
		[{token: 'abc', baseUrl: '//evil.example/'}, '/?token=abc'],
	])('%j', (secrets, wanted) => {
		expect(urlOf(notebook, PLACE, {auth: 'token', ...secrets})).toBe(`http://127.0.0.1:8888${wanted}`);
	});
});

describe('readiness', () => {
	test('asks for the status with the token in a header, below the base URL', () => {
		expect(httpQuestion(readiness, {token: 'abc', baseUrl: '/x/'})).toEqual({
			path: '/x/api/status',
			headers: {Authorization: 'token abc'},
		});
	});

	const status =
		'{"connections": 0, "kernels": 0, "last_activity": "2026-11-21T02:53:43Z", "started": "2026-11-21T02:53:43Z"}';

	test.each([
		[200, status, 'ours'],
		[200, '<html>Directory listing for /</html>', 'stranger'],
		[200, '{"hello": "world"}', 'stranger'],
		[200, 'null', 'stranger'],
		[403, '{"message": "Forbidden", "reason": null}', 'stranger'],
		[401, '', 'stranger'],
		[302, '', 'stranger'],
		[404, '404 page', 'not-yet'],
		[500, '', 'not-yet'],
		[503, '', 'not-yet'],
	])('%i %j is %s', (code, body, wanted) => {
		expect(judgeHttp(readiness, {status: code, headers: {}, body})).toBe(wanted);
	});
});
