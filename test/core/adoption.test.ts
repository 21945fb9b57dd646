import {describe, expect, test} from 'vitest';
import command from '../../drivers/apps/command.js';
import jupyter from '../../drivers/apps/jupyter.js';
import {appOf, isEarly, portsOf, serviceOf, startedEntryOf} from '../../source/core/adopted-intent.js';
import {type Findings, lookAround, serverInLog} from '../../source/core/adoption.js';
import {started} from './samples.js';
import {faultOf} from './thrown.js';

describe('the server that a log names', () => {
	test.each([
		['Notebook 4.3', 'http://localhost:8888/?token=abc123', {port: 8888, token: 'abc123', baseUrl: '/'}],
		[
			'Notebook 5.7',
			'[I NotebookApp] http://(node1 or 127.0.0.1):8889/?token=abc123',
			{port: 8889, token: 'abc123', baseUrl: '/'},
		],
		['Notebook 6', '     or http://127.0.0.1:9123/?token=a2f81a', {port: 9123, token: 'a2f81a', baseUrl: '/'}],
		['jupyter_server', 'http://node1:8888/lab?token=abc', {port: 8888, token: 'abc', baseUrl: '/'}],
		['Notebook 7', 'http://node1:8888/tree?token=abc', {port: 8888, token: 'abc', baseUrl: '/'}],
		['IPv6', 'http://[::1]:8888/lab?token=abc', {port: 8888, token: 'abc', baseUrl: '/'}],
		['every address', 'http://0.0.0.0:8888/?token=abc', {port: 8888, token: 'abc', baseUrl: '/'}],
		['below a path', 'http://node1:8888/user/alice/lab?token=abc', {port: 8888, token: 'abc', baseUrl: '/user/alice/'}],
		['a token that is kept back', 'http://node1:8888/lab?token=...', {port: 8888, token: null, baseUrl: '/'}],
		[
			'with a password: no token',
			'The server is running at:\nhttp://node1:8888/',
			{port: 8888, token: null, baseUrl: '/'},
		],
		[
			'a file first',
			'file:///home/a/nbserver-1-open.html\nhttp://n:8888/?token=abc',
			{port: 8888, token: 'abc', baseUrl: '/'},
		],
		[
			'the last of two starts',
			'http://n:8888/?token=old\nhttp://n:8890/?token=new\nhttp://n:8890/',
			{port: 8890, token: 'new', baseUrl: '/'},
		],
		['none', 'GET /api 200 from https://jupyter.org/docs', null],
	])('%s', (_what, text, wanted) => {
		expect(serverInLog(text)).toEqual(wanted);
	});
});

const outcome = (text: string) => ({code: 0, signal: null, stdout: Buffer.from(text), stderr: Buffer.from('')});

test('what a node tells: only sockets of the job, and runtime files whatever they hold', () => {
	const node = JSON.stringify({
		...started(),
		type: 'started',
		host: 'iris-013',
		interfaces: [],
		defaultInterface: 'em1',
		ports: {},
	});
	const said = [
		`started ${node}`,
		'socket 77',
		'socket 78',
		'runtime {"port": 9123, "token": "abc", "base_url": "/u/", "pid": 5}',
		'runtime {"port": 9124, "token": "", "base_url": "javascript:"}',
		'runtime {',
		'called jupyter',
		'listening 77 9123',
		'listening 99 22',
		'listening 78 9123',
	];
	expect(lookAround.read(outcome(said.join('\n')), {jobId: '1'})).toEqual({
		started: expect.objectContaining({type: 'started', node: expect.objectContaining({host: 'iris-013'})}),
		listening: [9123],
		servers: [
			{port: 9123, token: 'abc', baseUrl: '/u/'},
			{port: 9124, token: null, baseUrl: '/'},
		],
		looksLikeJupyter: true,
	});
	expect(lookAround.read(outcome('nothing\nstarted {}'), {jobId: '1'})).toEqual({
		started: null,
		listening: [],
		servers: [],
		looksLikeJupyter: false,
	});
});

const found = (some: Partial<Findings> = {}): Findings => ({
	started: null,
	listening: [],
	servers: [],
	looksLikeJupyter: false,
	...some,
});
const server = {port: 9123, token: 'abc', baseUrl: '/'};
const unsaid = {app: null, ports: []};

test('the app: what was said, else what it looks like', () => {
	expect(appOf({...unsaid, app: 'redis'}, found({servers: [server]}), null)).toBe('redis');
	expect(appOf(unsaid, found({servers: [server]}), null)).toBe('jupyter');
	expect(appOf(unsaid, found(), server)).toBe('jupyter');
	expect(appOf(unsaid, found({listening: [1]}), null)).toBe('command');
});

describe('the ports', () => {
	test.each([
		['of the runtime file', unsaid, found({servers: [server]}), null, {ports: {notebook: 9123}, others: [], server}],
		[
			'of the one that listens',
			unsaid,
			found({servers: [{...server, port: 1}, server], listening: [9123]}),
			null,
			{ports: {notebook: 9123}, others: [], server},
		],
		[
			'of the log, where the runtime file is that of another node',
			unsaid,
			found({servers: [{...server, port: 1, token: 'other'}], listening: [9123]}),
			server,
			{ports: {notebook: 9123}, others: [], server},
		],
		['of the log', unsaid, found(), server, {ports: {notebook: 9123}, others: [], server}],
		[
			'with the token of the log where the file has none',
			unsaid,
			found({servers: [{...server, token: null}]}),
			server,
			{ports: {notebook: 9123}, others: [], server},
		],
		[
			'that were said, and more',
			{app: null, ports: [9123, 5000]},
			found({servers: [server]}),
			null,
			{ports: {notebook: 9123}, others: [5000], server},
		],
		[
			'that only the person knows',
			{app: null, ports: [7000]},
			found(),
			null,
			{ports: {notebook: 7000}, others: [], server: {port: 7000, token: null, baseUrl: '/'}},
		],
	])('%s', (_what, wish, findings, logged, wanted) => {
		expect(portsOf(wish, jupyter, findings, logged)).toEqual(wanted);
	});

	test('of another program: the one that listens, or those that were said', () => {
		expect(portsOf(unsaid, command, found({listening: [5432]}), null)).toMatchObject({
			ports: {main: 5432},
			server: null,
		});
		expect(portsOf(unsaid, command, found({listening: [1, 2]}), null)).toMatchObject({ports: {}, others: []});
		expect(portsOf({app: null, ports: [1, 2]}, command, found(), null)).toMatchObject({ports: {main: 1}, others: [2]});
	});

	test('that must be and are not there: usage, with what listens', () => {
		const fault = faultOf(() => portsOf({app: 'jupyter', ports: []}, jupyter, found({listening: [1, 2]}), null));
		expect(fault).toMatchObject({
			exitCode: 2,
			message: expect.stringContaining('it listens on 1, 2'),
			hint: expect.stringContaining('--port'),
		});
	});
});

test('the record: the node’s own, else its name, else none', () => {
	const fallback = {jobId: '1', node: 'iris-013', at: 5};
	expect(startedEntryOf(found({started: started()}), fallback, {notebook: 1})).toEqual({
		...started(),
		ports: {notebook: 1},
	});
	expect(startedEntryOf(found(), fallback, {notebook: 1})).toMatchObject({
		node: {host: 'iris-013', interfaces: []},
		ports: {notebook: 1},
	});
	expect(startedEntryOf(found(), {...fallback, node: undefined}, {})).toBeNull();
});

describe('a look that came too early', () => {
	const minutes = (count: number) => ({ageMs: count * 60_000, isInSight: true});
	const seen = (findings: Findings, logged: typeof server | null = null) => ({findings, logged, logPath: null});

	test.each([
		['nothing listens yet', unsaid, seen(found()), minutes(1), true],
		['nothing listens yet, and the log tells of a start before', unsaid, seen(found(), server), minutes(1), true],
		['nothing listens, and will not any more', unsaid, seen(found()), minutes(5), false],
		[
			'Jupyter listens and has not told its token',
			unsaid,
			seen(found({listening: [1], looksLikeJupyter: true})),
			minutes(1),
			true,
		],
		['what was said to be Jupyter does', {...unsaid, app: 'jupyter'}, seen(found({listening: [1]})), minutes(1), true],
		['it never told', unsaid, seen(found({listening: [1], looksLikeJupyter: true})), minutes(5), false],
		['another program listens', unsaid, seen(found({listening: [1]})), minutes(0), false],
		['another app was said', {...unsaid, app: 'redis'}, seen(found({listening: [1]})), minutes(0), false],
		['Jupyter told of itself', unsaid, seen(found({listening: [9123], servers: [server]})), minutes(0), false],
		['nobody may look, the log is silent', unsaid, seen(found()), {ageMs: 0, isInSight: false}, true],
		['nobody may look, the log tells', unsaid, seen(found(), server), {ageMs: 0, isInSight: false}, false],
		['nobody may look, a port was said', {app: null, ports: [1]}, seen(found()), {ageMs: 0, isInSight: false}, false],
	])('%s', (_what, wish, look, when, wanted) => {
		expect(isEarly(wish, look, when)).toBe(wanted);
	});
});

test('what it serves: the app with its ports, its secrets, and what else was wanted', () => {
	const seen = {findings: found({started: started(), servers: [server]}), logged: null, logPath: '/log'};
	const wish = {app: null, ports: [9123, 5000]};
	expect(serviceOf(wish, seen, {jobId: '1', node: 'n', at: 5}, () => jupyter)).toMatchObject({
		app: 'jupyter',
		secrets: {token: 'abc', baseUrl: '/'},
		ports: [{name: 'notebook', isRequired: true}],
		others: [5000],
		logPath: '/log',
		entry: {...started(), ports: {notebook: 9123}},
	});
	const unseen = {findings: found(), logged: server, logPath: null};
	expect(serviceOf(unsaid, unseen, {jobId: '1', node: undefined, at: 5}, () => jupyter)).toBeNull();
});
