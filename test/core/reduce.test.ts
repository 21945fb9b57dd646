import {describe, expect, test} from 'vitest';
import {reduce} from '../../source/core/reduce.js';
import type {Session} from '../../source/core/session.js';
import {stateOf} from '../../source/core/state.js';
import {
	everything,
	exited,
	intended,
	linkLost,
	NINE,
	ready,
	readySession,
	report,
	running,
	sessionAfter,
	sessionOf,
	started,
	submitted,
	timed,
	trial,
	type Untimed,
	waiting,
	way,
} from './samples.js';

const notebook = (session: Session) => session.tunnels.find(tunnel => tunnel.name === 'notebook');
const take = (session: Session, ...events: readonly Untimed[]): Session =>
	timed(events).reduce((current, event) => reduce(current, {...event, at: event.at + 3_600_000}), session);

test('the same events make the same session', () => {
	expect(sessionOf(timed([intended, ...everything]))).toEqual(sessionOf(timed([intended, ...everything])));
});

test('an intent: nothing is known and nothing listens yet, the local port is kept in mind', () => {
	expect(sessionAfter()).toMatchObject({
		submitting: 'intended',
		sight: {state: 'unseen'},
		job: {id: null, phase: null},
		tunnels: [
			{name: 'notebook', localPort: 8888, state: 'shut', isRequired: true},
			{name: 'dashboard', localPort: null, state: 'shut', isRequired: false},
		],
	});
});

test('submitted: the job has its id and its time', () => {
	expect(sessionAfter(...submitted)).toMatchObject({
		submitting: 'answered',
		folder: '/home/u/.hpctui/sessions/01JD',
		job: {scheduler: 'slurm', id: '4242', submittedAt: NINE + 3000},
	});
});

describe('not seen is never ended', () => {
	test('absent, again and again: vanished, counted from the first time', () => {
		const absent: Untimed = {type: 'unseen', why: 'absent'};
		const session = take(readySession(), absent, absent, absent);
		expect(session.sight).toMatchObject({state: 'vanished', since: NINE + 3_600_000, times: 3});
		expect(session.end).toBeNull();
		expect(stateOf(session)).toBe('ready');
	});

	test('no answer: stale with the time of the last sight; it does not count as another absence', () => {
		const session = take(readySession(), {type: 'unseen', why: 'no-answer', said: 'connect failure'});
		expect(session.sight).toEqual({state: 'stale', at: NINE + 7000, why: 'connect failure'});
		expect(take(session, {type: 'unseen', why: 'absent'}).sight).toMatchObject({state: 'vanished', times: 1});
	});

	test('seen again: fresh', () => {
		const session = take(readySession(), {type: 'unseen', why: 'absent'}, {type: 'reported', report: report()});
		expect(session.sight).toEqual({state: 'fresh', at: NINE + 3_601_000});
	});
});

describe('requeued', () => {
	const requeued = take(readySession(), {type: 'reported', report: waiting({reason: 'BeginTime'})});

	test('back in the queue after it ran: local ports stay, the way and the node are forgotten', () => {
		expect(requeued).toMatchObject({node: null, exit: null, job: {phase: 'queued', nodes: []}});
		expect(notebook(requeued)).toEqual({
			name: 'notebook',
			far: {type: 'app'},
			isRequired: true,
			localPort: 8888,
			remotePort: null,
			isSecure: false,
			fingerprint: null,
			way: null,
			state: 'waiting',
			lastError: null,
			trials: [],
		});
		expect(stateOf(requeued)).toBe('queued');
	});

	test('on another node: the same local port, the new remote one', () => {
		const again = take(requeued, {type: 'recorded', entry: started('iris-099', 20_001)});
		expect(again.node?.host).toBe('iris-099');
		expect(notebook(again)).toMatchObject({localPort: 8888, remotePort: 20_001, way: null});
		expect(stateOf(again)).toBe('starting');
	});

	test('after its script ended: the exit of the first run says nothing about the second', () => {
		const session = take(
			readySession(),
			{type: 'recorded', entry: exited({code: null, signal: 'TERM', signalled: 'job'})},
			{type: 'reported', report: waiting()},
		);
		expect(session).toMatchObject({exit: null, node: null, end: null});
	});

	test('the record was quicker than an answer that was on its way: that is no requeue', () => {
		const session = sessionAfter(
			...submitted,
			{type: 'reported', report: waiting()},
			{type: 'recorded', entry: started()},
			{type: 'reported', report: waiting()},
		);
		expect(session.node?.host).toBe('iris-013');
		expect(notebook(session)?.remotePort).toBe(23_456);
	});
});

describe('an ended session', () => {
	const ended = take(readySession(), {type: 'ended', outcome: 'cancelled', note: 'stopped'});

	test('is shut, and its links no longer matter', () => {
		expect(ended.tunnels.map(tunnel => tunnel.state)).toEqual(['shut', 'shut']);
		expect(ended).toMatchObject({linkDown: null, needsUser: null, end: {outcome: 'cancelled', note: 'stopped'}});
	});

	test.each(everything.filter(event => event.type !== 'warned'))('takes no more $type', event => {
		expect(take(ended, event)).toBe(ended);
	});

	test('can still be warned about', () => {
		expect(take(ended, {type: 'warned', code: 'x', message: 'y'}).warnings).toHaveLength(1);
	});
});

describe('what says nothing new returns the very same session', () => {
	test.each<[string, Session, Untimed]>([
		['answered', readySession(), {type: 'answered', tunnel: 'notebook'}],
		['an answer of an unknown tunnel', readySession(), {type: 'answered', tunnel: 'nobody'}],
		['listening', readySession(), {type: 'listening', tunnel: 'notebook', localPort: 8888}],
		['measured', readySession(), {type: 'measured', tunnel: 'notebook', way: {...way}, trials: [{...trial}]}],
		['link-restored', readySession(), {type: 'link-restored'}],
		['stop-failed', readySession(), {type: 'stop-failed', said: 'no'}],
		['asked', sessionAfter(...submitted.slice(0, 2)), {type: 'asked'}],
		['link-lost', take(readySession(), linkLost), linkLost],
		[
			'faltered',
			take(readySession(), {type: 'faltered', tunnel: 'notebook', said: 'refused'}),
			{type: 'faltered', tunnel: 'notebook', said: 'refused'},
		],
		['intended', readySession(), intended],
	])('%s', (_what, session, event) => {
		expect(take(session, event)).toBe(session);
	});
});

describe('tunnels', () => {
	test.each<[string, readonly Untimed[], string]>([
		['listens: waiting', running, 'waiting'],
		['answered: open', ready, 'open'],
		['faltered before it was open: still waiting', [...running, falter()], 'waiting'],
		['faltered after: mending', [...ready, falter()], 'mending'],
		['mended', [...ready, falter(), {type: 'answered', tunnel: 'notebook'}], 'open'],
		['the link is lost: mending', [...ready, linkLost], 'mending'],
		['the app ended: waiting', [...ready, {type: 'recorded', entry: exited()}], 'waiting'],
		['nothing listens: an answer cannot be', [...submitted, {type: 'answered', tunnel: 'notebook'}], 'shut'],
		['the app took another port', [...ready, serving(24_000)], 'waiting'],
		['the app says the port that is known', [...ready, serving(23_456)], 'open'],
	])('%s', (_what, events, state) => {
		expect(notebook(sessionAfter(...events))?.state).toBe(state);
	});

	test('the app took another port: the way to the old one is forgotten', () => {
		expect(notebook(sessionAfter(...ready, serving(24_000)))).toMatchObject({
			remotePort: 24_000,
			way: null,
			localPort: 8888,
		});
	});

	test('measured without a way forgets the way and keeps the evidence', () => {
		const session = sessionAfter(...ready, {type: 'measured', tunnel: 'notebook', way: null, trials: [trial]});
		expect(notebook(session)).toMatchObject({way: null, trials: [trial]});
	});
});

test('each line of the record is counted, also those that change nothing else', () => {
	const session = sessionAfter(
		...running,
		{type: 'recorded', entry: {type: 'signalled', at: null, signal: 'TERM'}},
		{type: 'recorded', entry: {type: 'signalled', at: null, signal: 'TERM'}},
	);
	expect(session.recordsSeen).toBe(3);
});

test("the app's own evidence is laid over the secrets that we made", () => {
	const entry = {type: 'evidence' as const, port: 'notebook', values: {token: 'theirs', baseUrl: '/u/'}};
	expect(sessionAfter(...ready, {type: 'recorded', entry}).secrets).toEqual({token: 'theirs', baseUrl: '/u/'});
});

test('an exit keeps both clocks: when it was, and when we read of it', () => {
	const session = take(readySession(), {type: 'recorded', entry: exited({at: NINE + 5, code: 3})});
	expect(session.exit).toEqual({
		code: 3,
		signal: null,
		signalled: null,
		said: null,
		endedAt: NINE + 5,
		at: NINE + 3_600_000,
	});
});

test('a report keeps what it does not say, and forgets nodes only in the queue', () => {
	const silent = report({walltime: null, queue: null, submittedAt: null, nodes: []});
	const session = take(readySession(), {type: 'reported', report: silent});
	expect(session.job).toMatchObject({walltime: 14_400, queue: 'batch', submittedAt: NINE, nodes: ['iris-013']});
	expect(take(session, {type: 'reported', report: waiting()}).job.nodes).toEqual([]);
});

describe('the way to the cluster', () => {
	const later = {...linkLost, retryAt: NINE + 900_000, needsUser: 'gateway'};

	test('lost again before it came back: since the first time, with the next try', () => {
		const session = take(readySession(), linkLost, later);
		expect(session.linkDown).toMatchObject({since: NINE + 3_600_000, retryAt: NINE + 900_000});
		expect(session.needsUser).toBe('gateway');
	});

	test('restored: nobody is needed; tunnels wait for their own answer', () => {
		const session = take(readySession(), later, {type: 'link-restored'});
		expect(session).toMatchObject({linkDown: null, needsUser: null});
		expect(notebook(session)?.state).toBe('mending');
	});
});

test('asked to stop twice: the first time counts; a stop that failed is none', () => {
	const session = take(readySession(), {type: 'stop-requested'}, {type: 'stop-requested'});
	expect(session.stopRequestedAt).toBe(NINE + 3_600_000);
	expect(take(session, {type: 'stop-failed', said: 'no'}).stopRequestedAt).toBeNull();
});

test('warnings: one a code, the newest, at most twenty', () => {
	const codes = [...Array(30).keys()].map(number => `code-${number}`);
	const session = take(readySession(), ...codes.map(code => ({type: 'warned' as const, code, message: 'once'})), {
		type: 'warned',
		code: 'code-15',
		message: 'twice',
	});
	expect(session.warnings).toHaveLength(20);
	expect(session.warnings.at(-1)).toMatchObject({code: 'code-15', message: 'twice'});
	expect(session.warnings.filter(warning => warning.code === 'code-15')).toHaveLength(1);
});

function falter(): Untimed {
	return {type: 'faltered', tunnel: 'notebook', said: 'refused'};
}

function serving(number: number): Untimed {
	return {type: 'recorded', entry: {type: 'serving', port: 'notebook', number}};
}

describe('tunnels that are added', () => {
	const added = take(
		readySession(),
		{type: 'tunnel-added', tunnel: 'db:5432', far: {type: 'host', host: 'db', port: 5432}, localPort: 15_432},
		{type: 'listening', tunnel: 'db:5432', localPort: 15_432},
	);
	const db = (session: Session) => session.tunnels.find(({name}) => name === 'db:5432');

	test('listen, and need not answer for the session to be ready', () => {
		expect(db(added)).toMatchObject({isRequired: false, localPort: 15_432, remotePort: 5432, state: 'waiting'});
		expect(stateOf(added)).toBe('ready');
	});

	test('stay when the job is requeued, and know where they lead on the next node', () => {
		const waits = take(added, {type: 'reported', report: waiting({reason: 'BeginTime'})});
		const again = take(waits, {type: 'recorded', entry: started('iris-099', 20_001)});
		expect(db(again)).toMatchObject({localPort: 15_432, remotePort: 5432, way: null});
	});

	test('the same one twice is no news; one that is taken away is gone', () => {
		const far = {type: 'host', host: 'db', port: 5432} as const;
		expect(take(added, {type: 'tunnel-added', tunnel: 'db:5432', far, localPort: null})).toBe(added);
		expect(db(take(added, {type: 'tunnel-removed', tunnel: 'db:5432'}))).toBeUndefined();
	});
});
