import {expect, test, vi} from 'vitest';
import {openClient} from '../../source/client/connection.js';
import {judge, type WaitOptions, waitFor} from '../../source/client/wait-for.js';
import {Fault} from '../../source/core/fault.js';
import type {SessionDocument, SessionState} from '../../source/core/session-document.js';
import type {Connection, Server} from '../../source/daemon/server.js';
import {freshHome, serveFake} from './fake-daemon.js';
import {sessionWith} from './session.js';

const QUEUED = sessionWith({state: 'queued', url: null});
const NEEDS_USER = sessionWith({state: 'submitting', needsUser: 'gateway'});
const REFUSED = new Fault('auth', 'me@gateway was not let in', {retry: 'after-user', facts: {hop: 'gateway'}});

async function fakeDaemon(socket: string, first: SessionDocument, login = Promise.reject<void>(REFUSED)) {
	login.catch(() => {});
	let current = first;
	const subscribers: Connection[] = [];
	const server = await serveFake(socket, {
		'session.subscribe': async (_input, connection) => {
			subscribers.push(connection);
			return [];
		},
		'session.show': async () => current,
		'cluster.login-by-others': async () => {
			await login;
			return {};
		},
	});
	const change = (session: SessionDocument, sequence: number): void => {
		current = session;
		server.broadcast('session.changed', {sequence, session});
	};
	const set = (session: SessionDocument): void => {
		current = session;
	};
	return {server, subscribers, change, set};
}

function optionsFor(socket: string, some: Partial<WaitOptions> = {}): WaitOptions {
	const connect = () => vi.waitUntil(() => openClient(socket, {canAnswer: false}).catch(() => null), {timeout: 5_000});
	return {connect, session: 'analysis', until: 'ready', canAnswer: false, ...some};
}

test.each<[SessionState, string, string, string]>([
	['submitting', 'not-yet', 'not-yet', 'not-yet'],
	['queued', 'not-yet', 'not-yet', 'not-yet'],
	['starting', 'not-yet', 'holds', 'not-yet'],
	['ready', 'holds', 'holds', 'not-yet'],
	['reconnecting', 'not-yet', 'not-yet', 'not-yet'],
	['ended', 'never', 'never', 'holds'],
])('%s: ready %s, running %s, ended %s', (state, ready, running, ended) => {
	const session = sessionWith({state});
	expect([judge(session, 'ready'), judge(session, 'running'), judge(session, 'ended')]).toEqual([
		ready,
		running,
		ended,
	]);
});

test('what holds already is answered at once', async () => {
	const {paths} = await freshHome();
	await fakeDaemon(paths.socket, sessionWith());
	expect(await waitFor(optionsFor(paths.socket), new AbortController().signal)).toEqual(sessionWith());
});

test('follows the changes of its own session', async () => {
	const {paths} = await freshHome();
	const daemon = await fakeDaemon(paths.socket, QUEUED);
	const states: string[] = [];
	const options = optionsFor(paths.socket, {onSight: session => void states.push(session.state)});
	const waiting = waitFor(options, new AbortController().signal);
	await vi.waitUntil(() => states.length === 1);
	daemon.change(sessionWith({id: 'another'}), 1);
	daemon.change(sessionWith({state: 'starting'}), 2);
	daemon.change(sessionWith(), 3);
	expect((await waiting).state).toBe('ready');
	expect(states).toEqual(['queued', 'starting', 'ready']);
});

test('a gap in the count: looks again', async () => {
	const {paths} = await freshHome();
	const daemon = await fakeDaemon(paths.socket, QUEUED);
	const onSight = vi.fn();
	const waiting = waitFor(optionsFor(paths.socket, {onSight}), new AbortController().signal);
	await vi.waitUntil(() => onSight.mock.calls.length === 1);
	daemon.server.broadcast('session.removed', {sequence: 1, id: 'another'});
	daemon.set(sessionWith());
	daemon.server.broadcast('session.removed', {sequence: 3, id: 'another'});
	expect((await waiting).state).toBe('ready');
});

test('survives a daemon that goes away and comes back', async () => {
	const {paths} = await freshHome();
	const first = await fakeDaemon(paths.socket, QUEUED);
	const onSight = vi.fn();
	const waiting = waitFor(optionsFor(paths.socket, {onSight}), new AbortController().signal);
	await vi.waitUntil(() => onSight.mock.calls.length === 1);
	await first.server.close();
	await fakeDaemon(paths.socket, sessionWith());
	expect((await waiting).state).toBe('ready');
});

test.each<[string, SessionDocument, object]>([
	[
		'ended first',
		sessionWith({state: 'ended', outcome: 'failed', note: 'exit code 1'}),
		{kind: 'ended', exitCode: 8, facts: {said: 'exit code 1'}},
	],
	[
		'nobody to ask',
		NEEDS_USER,
		{
			kind: 'auth',
			exitCode: 4,
			message: 'me@gateway was not let in',
			hint: expect.stringContaining('hpctui cluster login'),
			facts: {hop: 'gateway'},
		},
	],
])('%s is a fault', async (_name, session, fault) => {
	const {paths} = await freshHome();
	await fakeDaemon(paths.socket, session);
	await expect(waitFor(optionsFor(paths.socket), new AbortController().signal)).rejects.toMatchObject(fault);
});

test('where somebody may answer elsewhere, that is waited for, and no longer than they are asked', async () => {
	const {paths} = await freshHome();
	const login = Promise.withResolvers<void>();
	const daemon = await fakeDaemon(paths.socket, NEEDS_USER, login.promise);
	const onSight = vi.fn();
	const ready = waitFor(optionsFor(paths.socket, {onSight}), new AbortController().signal);
	await vi.waitUntil(() => onSight.mock.calls.length === 1);
	login.resolve();
	daemon.change(sessionWith(), 1);
	expect((await ready).state).toBe('ready');

	const abort = new AbortController();
	daemon.set(NEEDS_USER);
	const late = waitFor(optionsFor(paths.socket, {onSight}), abort.signal).catch((error: unknown) => error);
	await vi.waitUntil(() => onSight.mock.calls.length === 3);
	abort.abort(new Fault('timeout', 'not ready within 2s'));
	expect(await late).toMatchObject({kind: 'timeout', exitCode: 7});
});

test.each([
	['a link that breaks meanwhile is tried again', new Fault('link', 'gateway is silent', {retry: 'later'}), 'ready'],
	['what is no matter of links ends it', new Fault('config', 'a bad line'), {kind: 'config'}],
] as const)('left to others: %s', async (_what, fault, outcome) => {
	const {paths} = await freshHome();
	const daemon = await fakeDaemon(paths.socket, NEEDS_USER, Promise.reject(fault));
	const onSight = vi.fn();
	const waiting = waitFor(optionsFor(paths.socket, {onSight}), new AbortController().signal).then(
		({state}) => state,
		(error: unknown) => error,
	);
	await vi.waitUntil(() => onSight.mock.calls.length === 1);
	daemon.change(sessionWith({state: 'queued'}), 1);
	daemon.change(sessionWith(), 2);
	expect(await waiting).toEqual(typeof outcome === 'string' ? outcome : expect.objectContaining(outcome));
});

test('where a person is there, a session that needs its user is waited for', async () => {
	const {paths} = await freshHome();
	const daemon = await fakeDaemon(paths.socket, NEEDS_USER);
	const onSight = vi.fn();
	const waiting = waitFor(optionsFor(paths.socket, {canAnswer: true, onSight}), new AbortController().signal);
	await vi.waitUntil(() => onSight.mock.calls.length === 1);
	daemon.change(sessionWith(), 1);
	expect((await waiting).state).toBe('ready');
});

test('removed while it is waited for', async () => {
	const {paths} = await freshHome();
	const daemon = await fakeDaemon(paths.socket, QUEUED);
	const onSight = vi.fn();
	const waiting = waitFor(optionsFor(paths.socket, {onSight}), new AbortController().signal).catch(error => error);
	await vi.waitUntil(() => onSight.mock.calls.length === 1);
	daemon.server.broadcast('session.removed', {sequence: 1, id: QUEUED.id});
	expect(await waiting).toMatchObject({kind: 'missing', exitCode: 3});
});

test('the fault that the signal is aborted with is what comes out, and nothing is left behind', async () => {
	const {paths} = await freshHome();
	const daemon: {server: Server} = await fakeDaemon(paths.socket, QUEUED);
	const onSight = vi.fn();
	const abort = new AbortController();
	const waiting = waitFor(optionsFor(paths.socket, {onSight}), abort.signal).catch((error: unknown) => error);
	await vi.waitUntil(() => onSight.mock.calls.length === 1);
	abort.abort(new Fault('timeout', 'not ready within 2s'));
	expect(await waiting).toMatchObject({kind: 'timeout', exitCode: 7});
	await vi.waitUntil(() => daemon.server.clients.size === 0);
});
