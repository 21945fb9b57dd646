import {expect, test, vi} from 'vitest';
import {connect} from '../../source/client/connect.js';
import type {Context} from '../../source/commands/command.js';
import {followLog} from '../../source/commands/follow-log.js';
import {paintFor} from '../../source/commands/paint.js';
import {Fault} from '../../source/core/fault.js';
import type {Connection} from '../../source/daemon/server.js';
import {freshHome, serveFake} from '../client/fake-daemon.js';
import {sessionWith} from '../client/session.js';

const LOG = Buffer.from('first\nsecond\r\nthird \x00\xff\nfourth\n', 'latin1');

/** A daemon with one session and its log, of which so much is there. */
async function fakeDaemon(socket: string) {
	const state = {
		path: '/log',
		there: 0,
		lost: 0,
		session: sessionWith(),
		followers: [] as {connection: Connection; offset: number}[],
	};
	const server = await serveFake(socket, {
		'session.subscribe': async () => [],
		'session.show': async () => state.session,
		'log.read': async ({offset}) => {
			if (state.lost > 0) {
				state.lost -= 1;
				throw new Fault('link', 'the way is lost', {retry: 'now'});
			}

			const from = offset ?? 0;
			return {
				path: state.path,
				offset: from,
				base64: LOG.subarray(from, state.there).toString('base64'),
				size: state.there,
			};
		},
		'log.follow': async ({offset}, connection) => {
			state.followers.push({connection, offset});
			return {subscription: 1};
		},
	});
	/** Tells the followers about bytes; they are there from now on. */
	const say = (from: number, to: number, path = '/log'): void => {
		state.there = Math.max(state.there, to);
		const piece = {
			subscription: 1,
			path,
			offset: from,
			size: to,
			base64: LOG.subarray(from, to).toString('base64'),
		};
		for (const {connection} of state.followers) {
			connection.notify('log.piece', piece);
		}
	};
	const end = (): void => {
		state.session = sessionWith({state: 'ended', outcome: 'completed'});
		server.broadcast('session.changed', {sequence: 1, session: state.session});
	};
	return {server, state, say, end};
}

async function follower(abort = new AbortController()) {
	const {paths} = await freshHome();
	const written: Buffer[] = [];
	const output = {
		isTerminal: false,
		columns: null,
		paint: paintFor(false),
		write: async (content: string | Uint8Array) => void written.push(Buffer.from(content as Uint8Array)),
	};
	const open = () =>
		vi.waitUntil(() => connect({paths, start: false, canAnswer: false}).catch(() => null), {timeout: 5_000});
	const context = {out: output, err: output, signal: abort.signal, canAnswer: false, connect: open};
	return {paths, context: context as unknown as Context, text: () => Buffer.concat(written), abort};
}

test('each byte once: pieces that overlap, a gap, and what was written before the end', async () => {
	const {paths, context, text} = await follower();
	const daemon = await fakeDaemon(paths.socket);
	const following = followLog(context, 'analysis', 0);
	await vi.waitUntil(() => daemon.state.followers.length === 1);
	daemon.say(0, 6);
	daemon.say(3, 10);
	daemon.say(20, 24);
	await vi.waitUntil(() => text().length === 24);
	daemon.state.there = LOG.length;
	daemon.end();
	await following;
	expect(text().equals(LOG)).toBe(true);
});

test('goes on with the log of a successor from its start', async () => {
	const {paths, context, text} = await follower();
	const daemon = await fakeDaemon(paths.socket);
	const following = followLog(context, 'analysis', 0);
	await vi.waitUntil(() => daemon.state.followers.length === 1);
	daemon.say(0, 6);
	daemon.say(0, 3, '/other');
	daemon.say(3, 6, '/other');
	await vi.waitUntil(() => text().length === 12);
	expect(text().toString()).toBe('first\nfirst\n');
	daemon.state.path = '/other';
	daemon.end();
	await following;
	expect(text().length).toBe(12);
});

test('goes on where it was when the daemon was replaced', async () => {
	const {paths, context, text} = await follower();
	const first = await fakeDaemon(paths.socket);
	const following = followLog(context, 'analysis', 6);
	await vi.waitUntil(() => first.state.followers.length === 1);
	first.say(6, 14);
	await vi.waitUntil(() => text().length === 8);
	await first.server.close();
	const second = await fakeDaemon(paths.socket);
	second.state.there = 14;
	await vi.waitUntil(() => second.state.followers.length === 1);
	expect(second.state.followers[0]?.offset).toBe(14);
	second.say(14, LOG.length);
	second.end();
	await following;
	expect(text().equals(LOG.subarray(6))).toBe(true);
});

test('the way is lost while the rest is read: it waits for the way, and loses nothing', async () => {
	const {paths, context, text} = await follower();
	const daemon = await fakeDaemon(paths.socket);
	const following = followLog(context, 'analysis', 0);
	await vi.waitUntil(() => daemon.state.followers.length === 1);
	daemon.state.lost = 2;
	daemon.say(20, 24);
	await vi.waitUntil(() => text().length === 24);
	expect(daemon.state.lost).toBe(0);
	daemon.state.lost = 1;
	daemon.state.there = LOG.length;
	daemon.end();
	await following;
	expect(text().equals(LOG)).toBe(true);
});

test('an interrupt ends it', async () => {
	const {paths, context, abort} = await follower();
	const daemon = await fakeDaemon(paths.socket);
	const following = followLog(context, 'analysis', 0).catch((error: unknown) => error);
	await vi.waitUntil(() => daemon.state.followers.length === 1);
	abort.abort(new Fault('cancelled', 'interrupted'));
	expect(await following).toMatchObject({kind: 'cancelled', message: 'interrupted'});
	await vi.waitUntil(() => daemon.server.clients.size === 0);
});

test('no such session is a fault', async () => {
	const {paths, context} = await follower();
	const missing = () => Promise.reject(new Fault('missing', 'there is no session "x"'));
	await serveFake(paths.socket, {'session.subscribe': async () => [], 'session.show': missing, 'log.follow': missing});
	await expect(followLog(context, 'x', 0)).rejects.toMatchObject({kind: 'missing', exitCode: 3});
});
