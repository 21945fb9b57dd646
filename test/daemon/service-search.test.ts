import {expect, test, vi} from 'vitest';
import type {FoundService} from '../../source/core/adopted.js';
import {Fault} from '../../source/core/fault.js';
import {findService, type ServiceSearch} from '../../source/daemon/service-search.js';
import {openStore} from '../../source/daemon/store.js';
import {intended, NINE, report, started} from '../core/samples.js';
import {fakeClock} from './support/fake-clock.js';
import {memoryJournal} from './support/memory-journal.js';

const service: FoundService = {
	app: 'jupyter',
	settings: {},
	secrets: {token: 'abc'},
	ports: [{name: 'notebook', isRequired: true}],
	others: [],
	logPath: null,
	entry: {...started(), ports: {notebook: 9123}},
};
const never = new AbortController().signal;

/** A session of an adopted job that runs; each look answers in turn. */
function searching(...answers: readonly ServiceSearch['lookForService'][]) {
	const clock = fakeClock();
	const store = openStore({journal: memoryJournal(), clock, note: () => {}});
	store.begin({...intended, ports: [], adopted: {jobId: '4242', scheduler: 'slurm', logPath: null}});
	store.record(intended.id, {type: 'reported', report: report()});
	let looks = 0;
	const done = findService(
		intended.id,
		{store, clock, lookForService: (session, signal) => (answers[looks++] ?? (async () => service))(session, signal)},
		never,
	);
	return {clock, store, done, looks: () => looks, session: () => store.get(intended.id)};
}

test('looks again, ever less often, until it is there', async () => {
	const {clock, done, looks, session} = searching(
		async () => null,
		async () => null,
	);
	await clock.advanceUntil(() => looks() === 3);
	await done;
	expect(session()).toMatchObject({request: {app: 'jupyter'}, secrets: {token: 'abc'}, node: {host: 'iris-013'}});
});

test('what stands against it is a warning, once, and it goes on', async () => {
	const refused = () => Promise.reject(new Fault('usage', 'the port was not found', {hint: 'name it'}));
	const {clock, done, looks, session} = searching(refused, refused);
	await clock.advanceUntil(() => looks() === 3);
	await done;
	expect(session()?.warnings).toMatchObject([{code: 'not-found', message: 'the port was not found; name it'}]);
	expect(session()?.node).not.toBeNull();
});

test('an answer of the node that it left meanwhile is none', async () => {
	const search = searching(async () => {
		search.store.record(intended.id, {type: 'reported', report: report({startedAt: NINE + 120_000})});
		return service;
	});
	await vi.waitUntil(() => search.clock.pauses.length > 0);
	expect(search.session()?.node).toBeNull();
	await search.clock.advance(60_000);
	await search.done;
	expect(search.session()?.node).not.toBeNull();
});

test('a job that is over is not looked at', async () => {
	const {clock, store, done, looks} = searching(async () => null);
	await vi.waitUntil(() => clock.pauses.length > 0);
	store.record(intended.id, {type: 'ended', outcome: 'cancelled', note: 'cancelled'});
	await clock.advance(60_000);
	await done;
	expect(looks()).toBe(1);
});
