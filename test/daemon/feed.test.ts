import {afterEach, beforeEach, describe, expect, onTestFinished, test, vi} from 'vitest';
import {toDocument} from '../../source/core/document.js';
import {createFeed} from '../../source/daemon/feed.js';
import type {Connection} from '../../source/daemon/server.js';
import {openStore} from '../../source/daemon/store.js';
import {intended} from '../core/samples.js';
import {memoryJournal} from './support/memory-journal.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ID = intended.id;
const live = {logBytes: 0, bytesOf: () => ({in: 0, out: 0}), urlOf: () => null};

/** A client: what it was told, in short. */
function client() {
	const told: {readonly name: string; readonly sequence: number; readonly about: string}[] = [];
	let leave = () => {};
	const connection: Connection = {
		id: 1,
		canAnswer: false,
		answersAll: false,
		signal: new AbortController().signal,
		notify(name, notice) {
			const {sequence, id, session, entry} = notice as unknown as {
				readonly sequence: number;
				readonly id?: string;
				readonly session?: {readonly state: string};
				readonly entry?: {readonly text: string};
			};
			told.push({name, sequence, about: session?.state ?? entry?.text ?? id ?? ''});
			return true;
		},
		openChannel: () => ({number: 1, send: () => true, close: () => {}}),
		drained: () => Promise.resolve(),
		onClose(listener) {
			leave = listener;
		},
		close: () => {},
	};
	return {connection, told, leave: () => leave(), names: () => told.map(each => `${each.name} ${each.about}`)};
}

function feeding() {
	const clock = {now: () => Date.now(), sleep: () => Promise.resolve()};
	const store = openStore({journal: memoryJournal(), clock, note: () => {}});
	let documents = 0;
	const feed = createFeed(store, session => {
		documents += 1;
		return toDocument(session, live);
	});
	onTestFinished(() => feed.close());
	return {store, feed, documents: () => documents};
}

test('what happens to a child is told as a change of its parent', () => {
	const {store, feed} = feeding();
	const {connection, told} = client();
	feed.subscribe(connection);
	store.begin(intended);
	const child = {...intended, id: '01JD3ZQK8WZZZZZZZZZZZZZZZZ', name: 'analysis/engines-1'};
	store.begin({...child, parent: {session: ID, role: 'part', name: 'engines-1'}});
	vi.advanceTimersByTime(40);
	store.record(child.id, {type: 'submitted', jobId: '7'});
	vi.advanceTimersByTime(40);
	store.remove(child.id);
	vi.advanceTimersByTime(40);
	expect(told.map(({name, about}) => [name, about])).toEqual([
		['history', 'session analysis on iris'],
		['history', 'engines-1: session analysis/engines-1 on iris'],
		['session.changed', 'submitting'],
		['history', 'engines-1: job 7 submitted'],
		['session.changed', 'submitting'],
		['session.changed', 'submitting'],
	]);
});

test('what comes together is told together: each line, and the session once', () => {
	const {store, feed} = feeding();
	const {connection, names} = client();
	feed.subscribe(connection);
	store.begin(intended);
	store.record(ID, {type: 'staged', folder: '/f', scheduler: 'slurm'});
	store.record(ID, {type: 'asked'});
	store.record(ID, {type: 'submitted', jobId: '7'});
	expect(names()).toEqual([
		'history session analysis on iris',
		'history job script is in /f',
		'history submitting',
		'history job 7 submitted',
	]);
	vi.advanceTimersByTime(40);
	expect(names().slice(4)).toEqual(['session.changed queued']);
	vi.advanceTimersByTime(60_000);
	expect(names()).toHaveLength(5);
});

test('each client counts without a gap, from its own beginning', () => {
	const {store, feed} = feeding();
	const early = client();
	feed.subscribe(early.connection);
	store.begin(intended);
	vi.advanceTimersByTime(40);
	const late = client();
	feed.subscribe(late.connection);
	store.record(ID, {type: 'asked'});
	feed.touch(ID);
	vi.advanceTimersByTime(5000);
	store.remove(ID);
	for (const {told} of [early, late]) {
		expect(told.map(each => each.sequence)).toEqual(told.map((_each, index) => index + 1));
	}

	expect(late.names()).toEqual([
		'history submitting',
		'session.changed submitting',
		'session.changed submitting',
		`session.removed ${ID}`,
	]);
});

describe('counters', () => {
	test('are told at most once a second', () => {
		const {store, feed} = feeding();
		const {connection, told} = client();
		store.begin(intended);
		feed.subscribe(connection);
		for (let moment = 0; moment < 100; moment++) {
			feed.touch(ID);
			vi.advanceTimersByTime(50);
		}

		expect(told.length).toBeGreaterThan(0);
		expect(told.length).toBeLessThanOrEqual(5);
	});

	test('cost nothing while nobody watches', () => {
		const {store, feed, documents} = feeding();
		store.begin(intended);
		feed.touch(ID);
		store.record(ID, {type: 'asked'});
		vi.advanceTimersByTime(60_000);
		expect(documents()).toBe(0);
	});
});

test('removed while a change of it waits to be told: only that is told', () => {
	const {store, feed} = feeding();
	const {connection, names} = client();
	store.begin(intended);
	feed.subscribe(connection);
	store.record(ID, {type: 'asked'});
	store.remove(ID);
	vi.advanceTimersByTime(5000);
	expect(names()).toEqual(['history submitting', `session.removed ${ID}`]);
});

test('a client that left is told nothing more, nor anybody once it is closed', () => {
	const {store, feed} = feeding();
	const [one, other] = [client(), client()];
	feed.subscribe(one.connection);
	feed.subscribe(other.connection);
	one.leave();
	store.begin(intended);
	expect([one.told.length, other.told.length]).toEqual([0, 1]);
	feed.close();
	vi.advanceTimersByTime(5000);
	store.record(ID, {type: 'asked'});
	expect(other.told).toHaveLength(1);
});
