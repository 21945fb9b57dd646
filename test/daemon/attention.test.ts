import {describe, expect, test} from 'vitest';
import type {Question} from '../../source/core/link.js';
import {type AttentionOptions, createAttention} from '../../source/daemon/attention.js';
import {createPrompts} from '../../source/daemon/prompts.js';
import type {Connection, Handlers} from '../../source/daemon/server.js';
import {settled} from './support/fake-clock.js';

const forEver = new AbortController().signal;
const asked = (hop: string): Question => ({
	kind: 'password',
	hop,
	text: '',
	prompts: [{text: 'Password: ', isSecret: true}],
});

/** The daemon's parts around it: sessions `one` on iris and `two` on aion, both behind the hop `gateway`. */
function watched() {
	const prompts = createPrompts();
	const retried: string[] = [];
	const desk = (cluster: string) => ({
		site: {link: {gates: ['me@gateway:22', `me@${cluster}:22`], retryNow: () => retried.push(cluster)}},
	});
	const desks = new Map(['iris', 'aion'].map(name => [name, desk(name)]));
	const store = {
		find(session: string) {
			const cluster = {one: 'iris', two: 'aion'}[session];
			if (cluster === undefined) {
				throw new Error('missing');
			}

			return {request: {cluster}};
		},
	};
	const attention = createAttention({
		prompts,
		desks: {peek: (name: string) => desks.get(name), all: () => [...desks.values()]},
		store,
	} as unknown as AttentionOptions);
	const answer = async () => ({});
	const handlers = attention.noticing(
		Object.fromEntries(
			['session.subscribe', 'session.show', 'session.stop', 'cluster.login', 'cluster.show'].map(name => [
				name,
				answer,
			]),
		) as unknown as Handlers,
	);
	return {prompts, retried, attention, handlers};
}

function client({attention, handlers}: ReturnType<typeof watched>, some: Partial<Connection> = {}) {
	const seen: string[] = [];
	const connection = {
		canAnswer: true,
		answersAll: false,
		notify: (_name: string, notice: {cluster: string; question?: Question}) =>
			seen.push(`${notice.cluster} ${notice.question?.hop}`),
		onClose: () => {},
		...some,
	} as unknown as Connection;
	attention.welcome(connection);
	const call = (name: keyof Handlers, input: object) =>
		(handlers[name] as (...values: unknown[]) => Promise<unknown>)(input, connection, forEver);
	return {seen, call};
}

describe('which questions are put to whom', () => {
	test('all of them to a screen', async () => {
		const there = watched();
		const {seen} = client(there, {answersAll: true});
		void there.prompts.askerFor('iris', 'me@gateway:22')(asked('gateway'), forEver);
		await settled();
		expect(seen).toEqual(['iris gateway']);
	});

	test.each([
		['the cluster that it logs in to', 'cluster.login', {name: 'iris'}],
		['the cluster of the session that it stops', 'session.stop', {session: 'one'}],
		['another cluster behind the same gateway', 'session.stop', {session: 'two'}],
	] as const)('to a command: those of %s', async (_what, name, input) => {
		const there = watched();
		const {seen, call} = client(there);
		await call(name, input);
		void there.prompts.askerFor('iris', 'me@gateway:22')(asked('gateway'), forEver);
		await settled();
		expect(seen).toEqual(['iris gateway']);
	});

	test.each([
		['waits for nothing', 'cluster.show', {name: 'iris'}],
		['only looks at a session', 'session.show', {session: 'one'}],
		['waits for another cluster', 'session.stop', {session: 'two'}],
		['names a session that is not there', 'session.stop', {session: 'three'}],
	] as const)('not to a command that %s', async (_what, name, input) => {
		const there = watched();
		const {seen, call} = client(there);
		await call(name, input);
		expect(await there.prompts.askerFor('iris', 'me@iris:22')(asked('iris'), forEver)).toBeUndefined();
		expect(seen).toEqual([]);
	});

	test('not to a command that waits for another user at the same gateway', async () => {
		const there = watched();
		const {seen, call} = client(there);
		await call('session.stop', {session: 'two'});
		expect(await there.prompts.askerFor('iris', 'another@gateway:22')(asked('gateway'), forEver)).toBeUndefined();
		expect(seen).toEqual([]);
	});

	test('a question that is open already is put to who begins to wait', async () => {
		const there = watched();
		client(there, {answersAll: true});
		void there.prompts.askerFor('iris', 'me@gateway:22')(asked('gateway'), forEver);
		await settled();
		const late = client(there);
		await late.call('cluster.login', {name: 'iris'});
		expect(late.seen).toEqual(['iris gateway']);
	});

	test('nobody at the terminal: none', async () => {
		const there = watched();
		const {call} = client(there, {canAnswer: false});
		await call('cluster.login', {name: 'iris'});
		expect(await there.prompts.askerFor('iris', 'me@gateway:22')(asked('gateway'), forEver)).toBeUndefined();
	});
});

describe('what waits for a person goes on', () => {
	test('everything when a screen opens', async () => {
		const there = watched();
		await client(there, {answersAll: true}).call('session.subscribe', {});
		expect(there.retried).toEqual(['iris', 'aion']);
	});

	test('the cluster of the session that a command waits for', async () => {
		const there = watched();
		const {call} = client(there);
		await call('session.subscribe', {});
		await call('session.show', {session: 'one'});
		await call('session.show', {session: 'one'});
		expect(there.retried).toEqual(['iris']);
	});
});
