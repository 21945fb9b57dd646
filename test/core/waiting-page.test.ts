import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import type {Session} from '../../source/core/session.js';
import {readPageRequest, waitingAnswer} from '../../source/core/waiting-page.js';
import {everything, intended, NINE, sessionOf, timed, type Untimed} from './samples.js';

describe('readPageRequest', () => {
	const browser = 'GET /lab?token=SECRET HTTP/1.1\r\nHost: 127.0.0.1:8888\r\nAccept: text/html,*/*\r\n\r\n';
	test.each([
		['a browser', browser, {wantsBody: true, wantsHtml: true}],
		['curl', 'GET / HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n', {wantsBody: true, wantsHtml: false}],
		['HEAD', 'HEAD / HTTP/1.0\r\n\r\n', {wantsBody: false, wantsHtml: false}],
		['a form', 'POST /api HTTP/1.1\r\n\r\nupgrade: in the body', {wantsBody: true, wantsHtml: false}],
		['bare line ends', 'GET / HTTP/1.1\nAccept: text/html\n\n', {wantsBody: true, wantsHtml: true}],
		['a head that is not whole yet', 'GET / HTTP/1.1\r\nHos', {wantsBody: true, wantsHtml: false}],
	])('%s', (_what, said, request) => {
		expect(readPageRequest(said)).toEqual(request);
	});

	test.each([
		['nothing', ''],
		['a WebSocket', 'GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
		['a tunnel through a proxy', 'CONNECT x:443 HTTP/1.1\r\n\r\n'],
		['HTTP/2 with prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
		['TLS', '\u0016\u0003\u0001\u0002\u0000'],
		['redis', '*1\r\n$4\r\nPING\r\n'],
		['ssh', 'SSH-2.0-OpenSSH_9.2\r\n'],
	])('%s is no request for a page', (_what, said) => {
		expect(readPageRequest(said)).toBeNull();
	});
});

describe('waitingAnswer', () => {
	const html = {wantsBody: true, wantsHtml: true};
	const fault = new Fault('link', 'the connection to <gateway> broke & is gone', {retry: 'now'}).toDocument();
	const lost = (retryAt: number | null, needsUser: string | null = null): Session =>
		sessionOf(timed([intended, ...everything.slice(0, 8), {type: 'link-lost', fault, retryAt, needsUser}]));

	test('says what is being done and when the next try is, and reloads after it', () => {
		const answer = waitingAnswer(html, lost(NINE + 60_000), NINE + 52_000);
		const [head = '', body = ''] = answer.split('\r\n\r\n');
		expect(head.split('\r\n')).toEqual([
			'HTTP/1.1 503 Service Unavailable',
			'Content-Type: text/html; charset=utf-8',
			`Content-Length: ${Buffer.byteLength(body)}`,
			'Retry-After: 9',
			'Cache-Control: no-store',
			"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
			'hpctui-waiting: reconnecting',
			'Connection: close',
		]);
		expect(body).toContain('<meta http-equiv="refresh" content="9">');
		expect(body).toContain('The way to iris is being opened again.');
		expect(body).toContain('the connection to &#60;gateway&#62; broke &#38; is gone');
		expect(body).toContain('The next try is in 8 s.');
	});

	test('holds no secret and asks for nothing else', () => {
		const answer = waitingAnswer(html, lost(NINE), NINE);
		expect(answer).not.toMatch(/SECRET|token|src=|href=|https?:/);
	});

	test.each<[string, Session, number, string, string]>([
		['is being tried', lost(NINE), 2, 'reconnecting', 'It is being tried now.'],
		[
			'a try that is far off: looks more often, for somebody may hurry it',
			lost(NINE + 60_000),
			15,
			'reconnecting',
			'60 s',
		],
		['waits for the person', lost(null, 'gateway'), 3, 'reconnecting', 'hpctui cluster login iris'],
		['is submitted', sessionOf(timed([intended])), 5, 'submitting', 'being submitted to iris'],
		['is queued', sessionOf(timed([intended, ...everything.slice(0, 3)])), 10, 'queued', 'waits in the queue of iris'],
	])('%s', (_what, session, seconds, state, words) => {
		const answer = waitingAnswer({wantsBody: true, wantsHtml: false}, session, NINE);
		expect(answer).toContain(`Retry-After: ${seconds}\r\n`);
		expect(answer).toContain(`hpctui-waiting: ${state}\r\n`);
		expect(answer).toContain('Content-Type: text/plain');
		expect(answer).toContain(words);
	});

	test('HEAD gets no body, and the length of the one it did not ask for', () => {
		const answer = waitingAnswer({wantsBody: false, wantsHtml: true}, lost(NINE), NINE);
		expect(answer.endsWith('\r\n\r\n')).toBe(true);
		expect(answer).toMatch(/Content-Length: \d{3,}/);
	});

	test('words of remote hosts bring no control characters', () => {
		const nasty: Untimed = {
			type: 'link-lost',
			fault: new Fault('link', 'bad \u001b[31mwords\r\nX-Injected: 1').toDocument(),
			retryAt: null,
			needsUser: null,
		};
		const session = sessionOf(timed([intended, ...everything.slice(0, 8), nasty]));
		const answer = waitingAnswer({wantsBody: true, wantsHtml: false}, session, NINE);
		expect(answer).not.toContain('\u001b');
		expect(answer).not.toContain('\r\nX-Injected');
	});
});
