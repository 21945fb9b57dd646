import {describe, expect, test} from 'vitest';
import type {SessionEvent} from '../../source/core/session.js';
import {type NewEvent, openStore, type SessionStore} from '../../source/daemon/store.js';
import {intended, report, running, started, submitted, timed, waiting} from '../core/samples.js';
import {faultOf} from '../core/thrown.js';
import {fakeClock} from './support/fake-clock.js';
import {memoryJournal} from './support/memory-journal.js';

function openedStore(journal = memoryJournal()) {
	const notes: string[] = [];
	const clock = fakeClock();
	const store = openStore({journal, clock, note: line => notes.push(line)});
	return {store, journal, notes, clock};
}

function add(store: SessionStore, id: string, name: string, ...events: readonly NewEvent[]): void {
	store.begin({...intended, id, name});
	for (const event of events) {
		store.record(id, event);
	}
}

const ended: NewEvent = {type: 'ended', outcome: 'completed', note: 'completed'};
const ID = intended.id;

describe('find', () => {
	const {store} = openedStore();
	add(store, '01AAAA', 'analysis');
	add(store, '01AABB', 'plots');
	add(store, '01BBBB', 'old', ended);
	add(store, '01CCCC', 'old', ended);
	add(store, '01DDDD', 'again', ended);
	add(store, '01EEEE', 'again');
	add(store, '01FFFF', '01aa');

	test.each([
		['its id', '01AAAA', '01AAAA'],
		['its id in small letters', '01aabb', '01AABB'],
		['a prefix that fits one', '01B', '01BBBB'],
		['its name', 'plots', '01AABB'],
		['the newest of those that are over', 'old', '01CCCC'],
		['the one that lives', 'again', '01EEEE'],
		['a name that is a prefix of others', '01aa', '01FFFF'],
	])('by %s', (_what, reference, id) => {
		expect(store.find(reference).id).toBe(id);
	});

	test('a child by its full id, or by the name of its parent and its own; never by a beginning', () => {
		const {store: other} = openedStore();
		add(other, '01AAAA', 'analysis');
		other.begin({
			...intended,
			id: '01AABB',
			name: 'analysis/next',
			parent: {session: '01AAAA', role: 'successor', name: 'next'},
		});
		expect(other.find('01AA').id).toBe('01AAAA');
		expect(['01aabb', 'analysis/next', '01A/next'].map(each => other.find(each).id)).toEqual(Array(3).fill('01AABB'));
		expect(faultOf(() => other.find('01AAB')).exitCode).toBe(3);
		expect(faultOf(() => other.find('analysis/other')).exitCode).toBe(3);
	});

	test.each(['01A', '0'])('%s fits several: usage, with what they are', reference => {
		const fault = faultOf(() => store.find(reference));
		expect(fault.exitCode).toBe(2);
		expect(fault.hint).toContain('01AABB (plots)');
	});

	test.each(['', 'nobody', '01X', 'PLOTS', 'analys'])('%j fits none: exit 3', reference => {
		expect(faultOf(() => store.find(reference)).exitCode).toBe(3);
	});
});

describe('what is written down', () => {
	const typesOf = (events: readonly SessionEvent[] | undefined) => events?.map(event => event.type);

	test('events, with the time by our clock', async () => {
		const {store, journal, clock} = openedStore();
		add(store, ID, 'analysis');
		await clock.advance(1000);
		store.record(ID, {type: 'asked'});
		expect(journal.files.get(ID)).toEqual([
			{...intended, at: clock.now() - 1000},
			{type: 'asked', at: clock.now()},
		]);
	});

	test('reports only where they say something new, whether they are seen or not', async () => {
		const {store, journal, clock} = openedStore();
		add(store, ID, 'analysis', ...submitted, {type: 'reported', report: waiting()});
		let told = 0;
		store.listen(() => {
			told += 1;
		});
		for (let look = 0; look < 10; look++) {
			await clock.advance(30_000);
			store.record(ID, {type: 'reported', report: waiting()});
		}

		expect(typesOf(journal.files.get(ID))).toEqual(['intended', 'staged', 'asked', 'submitted', 'reported']);
		expect(store.get(ID)?.sight).toEqual({state: 'fresh', at: clock.now()});
		expect(told).toBe(10);
		store.record(ID, {type: 'reported', report: report()});
		expect(journal.files.get(ID)).toHaveLength(6);
	});

	test('a report that sends the job back to the queue', () => {
		const {store, journal} = openedStore();
		add(store, ID, 'analysis', ...running, {type: 'reported', report: waiting()});
		const again = openedStore(memoryJournal(Object.fromEntries(journal.files)));
		expect(again.store.get(ID)).toMatchObject({node: null, job: {phase: 'queued'}});
	});

	test('nothing of what changes nothing, and nobody is told', () => {
		const {store, journal} = openedStore();
		add(store, ID, 'analysis', ...running, {type: 'faltered', tunnel: 'notebook', said: 'refused'});
		const lines = journal.files.get(ID)?.length;
		store.listen(() => expect.unreachable());
		store.record(ID, {type: 'faltered', tunnel: 'notebook', said: 'refused'});
		store.record(ID, {type: 'link-restored'});
		store.observe(ID, {type: 'stop-failed', said: 'no'});
		expect(journal.files.get(ID)).toHaveLength(lines ?? 0);
	});

	test("nothing of what holds for this daemon's life only", () => {
		const {store, journal} = openedStore();
		add(store, ID, 'analysis', ...submitted);
		store.observe(ID, {type: 'unseen', why: 'absent'});
		expect(store.get(ID)?.sight.state).toBe('vanished');
		expect(journal.files.get(ID)).toHaveLength(4);
	});

	test('nothing of a session that is not there', () => {
		const {store, journal} = openedStore();
		expect(store.record('01X', {type: 'asked'})).toBeUndefined();
		expect(journal.files.size).toBe(0);
	});
});

describe('a disk that is full', () => {
	test('an intent is not taken: nothing may be done for it', () => {
		const {store, journal} = openedStore();
		journal.isFull = true;
		expect(faultOf(() => add(store, ID, 'analysis')).kind).toBe('daemon');
		expect(store.all()).toEqual([]);
	});

	test.each<[string, NewEvent, boolean]>([
		['asked: must not be acted on', {type: 'asked'}, true],
		['staged: must not be acted on', {type: 'staged', folder: '/f', scheduler: 'slurm'}, true],
		['submitted: is true all the same', {type: 'submitted', jobId: '1'}, false],
		['recorded: is read again after a restart', {type: 'recorded', entry: started()}, false],
	])('%s', (_what, event, isRefused) => {
		const {store, journal, notes} = openedStore();
		add(store, ID, 'analysis');
		journal.isFull = true;
		const before = store.get(ID);
		if (isRefused) {
			expect(faultOf(() => store.record(ID, event)).kind).toBe('daemon');
			expect(store.get(ID)).toBe(before);
		} else {
			store.record(ID, event);
			expect(store.get(ID)).not.toBe(before);
			expect(notes).toEqual([expect.stringContaining('the journal cannot be written')]);
			journal.isFull = false;
			store.close();
			expect(openedStore(journal).store.get(ID)).toEqual(store.get(ID));
		}
	});
});

describe('after a restart', () => {
	test('every session is as it was', () => {
		const first = openedStore();
		add(first.store, ID, 'analysis', ...running);
		add(first.store, '01ZZ', 'other');
		expect(openedStore(first.journal).store.all()).toEqual(first.store.all());
	});

	test('a journal without a whole first line was nothing yet: it is forgotten', () => {
		const journal = memoryJournal({[ID]: []});
		expect(openedStore(journal).store.all()).toEqual([]);
		expect(journal.files.size).toBe(0);
	});

	test('a line that was cut is told of', () => {
		const journal = memoryJournal({[ID]: timed([intended])});
		journal.torn.add(ID);
		const {store, notes} = openedStore(journal);
		expect(store.all()).toHaveLength(1);
		expect(notes).toEqual([`the journal of ${ID} was cut short; its last line is left out`]);
	});
});

test('listeners hear what was, what is and the line for a person; not after they stopped', () => {
	const {store} = openedStore();
	add(store, ID, 'analysis');
	const heard: unknown[] = [];
	const stop = store.listen(({id, before, session, entry}) =>
		heard.push([id, before?.submitting, session?.submitting, entry?.text]),
	);
	store.record(ID, {type: 'asked'});
	store.remove(ID);
	stop();
	add(store, '01ZZ', 'other');
	expect(heard).toEqual([
		[ID, 'intended', 'asked', 'submitting'],
		[ID, 'asked', undefined, undefined],
	]);
	expect(store.get(ID)).toBeUndefined();
});

test('the history is told from the journal', () => {
	const {store} = openedStore();
	add(store, ID, 'analysis', ...running);
	expect(store.history(ID).map(entry => entry.text)).toEqual([
		'session analysis on iris',
		'job script is in /home/u/.hpctui/sessions/01JD',
		'submitting',
		'job 4242 submitted',
		'notebook listens on local port 8888',
		'dashboard listens on local port 8889',
		'job is PENDING: others come first',
		'job is RUNNING',
		'runs on iris-013',
	]);
});
