import {expect, test, vi} from 'vitest';
import {connect} from '../../source/client/connect.js';
import {makeSession} from '../../source/client/make-session.js';
import {Fault} from '../../source/core/fault.js';
import type {Handlers} from '../../source/daemon/server.js';
import {newSession} from '../core/samples.js';
import {freshHome, serveFake} from './fake-daemon.js';
import {sessionWith} from './session.js';

const never = new AbortController().signal;

/** Daemons one after the other, each with what it does when a session is wanted; and the keys that came. */
async function daemons(...answers: readonly Handlers['session.new'][]) {
	const {paths} = await freshHome();
	const keys: (string | undefined)[] = [];
	let served = 0;
	const open = async () => {
		const answer = answers[served++];
		if (answer === undefined) {
			throw new Fault('daemon', 'no daemon is running');
		}

		const server = await serveFake(paths.socket, {
			'session.new'(input, connection, signal) {
				keys.push(input.key);
				return answer(input, connection, signal);
			},
		});
		const client = await connect({paths, start: false, canAnswer: false});
		void client.closed.then(() => server.close());
		return client;
	};
	return {open, keys};
}

const dies: Handlers['session.new'] = async (_input, connection) => {
	connection.close();
	return new Promise(() => {});
};

test('the daemon is killed meanwhile: the next one is asked for the same session', async () => {
	const {open, keys} = await daemons(dies, dies, async () => sessionWith());
	expect(await makeSession(open, newSession(), never)).toEqual(sessionWith());
	expect(keys[0]).toMatch(/^[\w-]{16,}$/);
	expect(keys).toEqual([keys[0], keys[0], keys[0]]);
});

test('two wishes are two sessions, the same words or not', async () => {
	const {open, keys} = await daemons(
		async () => sessionWith(),
		async () => sessionWith(),
	);
	await makeSession(open, newSession(), never);
	await makeSession(open, newSession(), never);
	expect(keys[0]).not.toBe(keys[1]);
});

test('whoever interrupts it is told where to look for what was made all the same', async () => {
	const abort = new AbortController();
	const {open} = await daemons(() => {
		abort.abort(new Fault('cancelled', 'interrupted'));
		return new Promise(() => {});
	});
	await expect(makeSession(open, newSession(), abort.signal)).rejects.toMatchObject({
		message: 'interrupted',
		hint: 'whether there is a session: hpctui ls',
	});
});

test('what the daemon refuses is thrown as it is', async () => {
	const {open, keys} = await daemons(() => Promise.reject(new Fault('refused', 'no such partition')));
	await expect(makeSession(open, newSession(), never)).rejects.toMatchObject({kind: 'refused', exitCode: 6});
	expect(keys).toHaveLength(1);
});

test('a daemon that dies each time: in the end that is told, and where to look', async () => {
	const {open, keys} = await daemons(...Array.from({length: 9}, () => dies));
	const made = makeSession(open, newSession(), never);
	await expect(made).rejects.toMatchObject({kind: 'daemon', hint: 'whether there is a session: hpctui ls'});
	await vi.waitUntil(() => keys.length === 5);
});
