import {mkdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import notepadApp from '../../../drivers/apps/notepad.js';
import {httpQuestion, judgeHttp, urlOf} from '../../../source/core/app-answer.js';
import {startOf} from '../../../source/wire/process-identity.js';
import {eventually} from '../eventually.js';
import {type StartedNotepad, startNotepad, TOKEN} from './start-notepad.js';

let notepad: StartedNotepad;

beforeAll(async () => {
	notepad = await startNotepad();
});

afterAll(async () => notepad.close());

describe('who may come in', () => {
	test.each([
		['nothing', {}],
		['another token', {authorization: 'Bearer something-else'}],
		['another cookie', {cookie: `notepad-1=${TOKEN}`}],
	])('%s is refused', async (_what, headers) => {
		for (const path of ['/', '/script.js', '/api/status', '/nowhere']) {
			const response = await fetch(`${notepad.url}${path}`, {headers});
			expect(response.status).toBe(403);
			expect(await response.text()).not.toContain(TOKEN);
		}
	});

	test('the token in the address opens the page and leaves a cookie that opens the rest', async () => {
		const first = await fetch(`${notepad.url}/?token=${TOKEN}`);
		expect(first.status).toBe(200);
		expect(await first.text()).toContain('<title>notepad');
		const cookie = first.headers.get('set-cookie') ?? '';
		expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
		const headers = {cookie: cookie.split(';')[0] ?? ''};
		expect((await fetch(`${notepad.url}/script.js`, {headers})).status).toBe(200);
		const foreign = await fetch(`${notepad.url}/api/status`, {headers: {...headers, origin: 'http://evil.example'}});
		expect(foreign.status).toBe(403);
	});

	test('the page may load its own files only', async () => {
		const {headers} = await notepad.ask('/');
		expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
	});
});

describe('cells', () => {
	test('JavaScript keeps its variables, awaits at the top, and may declare them again', async () => {
		await notepad.run('js', 'const kept = await Promise.resolve(20);');
		expect(await notepad.run('js', 'const kept2 = kept + 1; kept2')).toMatchObject([
			{type: 'result', text: '21'},
			{type: 'done', isOk: true},
		]);
		expect(await notepad.run('js', 'const kept = {a: [1]}; kept')).toMatchObject([
			{type: 'result', text: '{ a: [ 1 ] }'},
			{type: 'done'},
		]);
	});

	test('output and pictures come in the order in which they were made', async () => {
		const events = await notepad.run('js', "console.log('one'); show('<svg/>'); console.error('two'); 'three'");
		expect(events).toMatchObject([
			{type: 'output', stream: 'stdout', text: 'one\n'},
			{type: 'picture', svg: '<svg/>'},
			{type: 'output', stream: 'stderr', text: 'two\n'},
			{type: 'result', text: "'three'"},
			{type: 'done', isOk: true},
		]);
	});

	test.each([
		["throw new Error('boo')", /^Error: boo\n\s+at <anonymous>:1:7$/],
		['foo(', /^SyntaxError: Unexpected end of input$/],
		["await Promise.reject(new TypeError('later'))", /^TypeError: later/],
	])('%s is told as an error', async (source, text) => {
		expect(await notepad.run('js', source)).toMatchObject([
			{type: 'error', text: expect.stringMatching(text)},
			{type: 'done', isOk: false},
		]);
	});

	test('shell lines run in the working directory and tell their exit code', async () => {
		expect(await notepad.run('sh', 'pwd; exit 3')).toMatchObject([
			{type: 'output', text: `${notepad.workdir}\n`},
			{type: 'error', text: 'exit code 3'},
			{type: 'done', isOk: false},
		]);
	});

	test.each([
		['js', 'while (true) {}', /its variables are gone/],
		['sh', 'sleep 1000', /ended by SIGTERM/],
	] as const)('an endless %s cell can be interrupted, and the next one runs', async (kind, source, text) => {
		const endless = notepad.run(kind, source);
		await eventually(async () => (await notepad.ask('/api/status')).text()).toContain('"isBusy":true');
		await notepad.ask('/api/interrupt', {method: 'POST'});
		expect(await endless).toMatchObject([{type: 'error', text: expect.stringMatching(text)}, {isOk: false}]);
		expect(await notepad.run('js', '1')).toMatchObject([{text: '1'}, {isOk: true}]);
	});

	test('a cell whose reader has left runs to its end, and the server goes on', async () => {
		const leaving = new AbortController();
		const body = JSON.stringify({kind: 'sh', source: 'echo up; sleep 0.3; echo late; touch done'});
		const response = await notepad.ask('/api/run', {method: 'POST', body, signal: leaving.signal});
		await response.body?.getReader().read();
		leaving.abort();
		expect(await notepad.run('sh', 'test -e done && rm done')).toMatchObject([{isOk: true}]);
	});

	test('endless output is cut', async () => {
		const events = await notepad.run('sh', 'yes | head -c 3000000');
		expect(JSON.stringify(events).length).toBeLessThan(1_000_000);
		expect(events.at(-2)).toMatchObject({type: 'error', text: expect.stringContaining('not shown')});
	});

	test.each([{}, {kind: 'note', source: ''}, {kind: 'js'}, 'text'])('%j is no cell', async body => {
		const response = await notepad.ask('/api/run', {method: 'POST', body: JSON.stringify(body)});
		expect(response.status).toBe(400);
	});
});

describe('files', () => {
	test('are listed, folders first and hidden ones left out, and never from outside', async () => {
		await mkdir(join(notepad.workdir, 'results'));
		await writeFile(join(notepad.workdir, 'a.txt'), 'four');
		await writeFile(join(notepad.workdir, '.hidden'), '');
		await symlink('/etc', join(notepad.workdir, 'way-out'));
		expect(await (await notepad.ask('/api/files')).json()).toMatchObject([
			{name: 'results', isFolder: true, bytes: null},
			{name: 'a.txt', isFolder: false, bytes: 4},
			{name: 'way-out', isFolder: false},
		]);
		for (const path of ['..', '/etc', 'results/../..', 'way-out', '%2e%2e', 'nowhere', '%00']) {
			expect((await notepad.ask(`/api/files?path=${path}`)).status).toBe(404);
		}
	});
});

test('cells are kept, and begin with an example', async () => {
	expect(await (await notepad.ask('/api/notebook')).text()).toContain('press Shift+Enter');
	const kept = {cells: [{kind: 'js', source: '1', events: []}]};
	expect((await notepad.ask('/api/notebook', {method: 'PUT', body: JSON.stringify(kept)})).status).toBe(200);
	expect(await (await notepad.ask('/api/notebook')).json()).toEqual(kept);
	expect((await notepad.ask('/api/notebook', {method: 'PUT', body: '{"cells": [1]}'})).status).toBe(400);
});

test('what still runs ends with the server', async () => {
	const other = await startNotepad();
	const pid = new Promise<number>(resolve => {
		void other
			.ask('/api/run', {method: 'POST', body: '{"kind": "sh", "source": "echo $$; sleep 1000; true"}'})
			.then(async response => {
				const {value} = (await response.body?.getReader().read()) ?? {};
				resolve(Number(/"text":"(\d+)/.exec(new TextDecoder().decode(value))?.[1]));
			});
	});
	expect(startOf(await pid)).not.toBe(null);
	await other.close();
	await eventually(async () => startOf(await pid)).toBe(null);
});

test('the app asks and judges as the server answers', async () => {
	const [port] = notepadApp.ports;
	if (port?.readiness?.how !== 'http') {
		throw new Error('the notepad is asked by HTTP');
	}

	const request = httpQuestion(port.readiness, {token: TOKEN});
	const response = await fetch(`${notepad.url}${request.path}`, {headers: {...request.headers}});
	const answer = {status: response.status, headers: {}, body: await response.text()};
	expect(judgeHttp(port.readiness, answer)).toBe('ours');
	expect(judgeHttp(port.readiness, {...answer, status: 403})).toBe('stranger');
	const place = {host: '127.0.0.1', port: Number(new URL(notepad.url).port), isSecure: false};
	expect((await fetch(urlOf(port, place, {token: TOKEN}) ?? '')).status).toBe(200);
});
