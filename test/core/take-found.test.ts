import {describe, expect, test} from 'vitest';
import type {FoundService} from '../../source/core/adopted.js';
import {begin, reduce} from '../../source/core/reduce.js';
import type {Session} from '../../source/core/session.js';
import {noteOf, stateOf} from '../../source/core/state.js';
import {isSought} from '../../source/core/take-found.js';
import {intended, NINE, report, started, type Untimed, waiting} from './samples.js';

const adopted = {jobId: '4242', scheduler: 'slurm', logPath: null, wish: {app: null, ports: []}};
const pending = begin({
	...intended,
	request: {...intended.request, app: 'command'},
	secrets: {},
	ports: [],
	adopted,
	at: NINE,
});
const service = (host: string, token: string): FoundService => ({
	app: 'jupyter',
	settings: {flavour: 'auto'},
	secrets: {token},
	ports: [{name: 'notebook', isRequired: true}],
	others: [5000],
	logPath: '/home/u/job.log',
	entry: {...started(host), ports: {notebook: 9123}},
});
const take = (session: Session, ...events: readonly Untimed[]): Session =>
	events.reduce((current, event) => reduce(current, {...event, at: NINE + 60_000}), session);

describe('an adopted job', () => {
	test('that waits is queued; once it runs, what it serves is sought', () => {
		const queued = take(pending, {type: 'reported', report: waiting()});
		expect([stateOf(queued), isSought(queued)]).toEqual(['queued', false]);
		const running = take(queued, {type: 'reported', report: report()});
		expect([stateOf(running), isSought(running)]).toEqual(['starting', true]);
		expect(noteOf(running)).toBe('the job runs; what it serves is being looked for');
	});

	const found = take(
		pending,
		{type: 'reported', report: report()},
		{type: 'found', found: service('iris-013', 'one')},
		{type: 'listening', tunnel: 'notebook', localPort: 8888},
		{type: 'answered', tunnel: 'notebook'},
	);

	test('becomes a session of what was found', () => {
		expect(isSought(found)).toBe(false);
		expect(stateOf(found)).toBe('ready');
		expect(found).toMatchObject({
			request: {app: 'jupyter', settings: {flavour: 'auto'}},
			secrets: {token: 'one'},
			adopted: {logPath: '/home/u/job.log'},
			node: {host: 'iris-013'},
			tunnels: [
				{name: 'notebook', remotePort: 9123, localPort: 8888, state: 'open'},
				{name: '5000', remotePort: 5000, isRequired: false},
			],
		});
	});

	test.each<[string, readonly Untimed[]]>([
		[
			'was seen waiting',
			[
				{type: 'reported', report: waiting()},
				{type: 'reported', report: report({nodes: ['iris-014']})},
			],
		],
		[
			'was started anew between two questions',
			[{type: 'reported', report: report({nodes: ['iris-014'], startedAt: NINE + 120_000})}],
		],
	])('that %s is sought again, and keeps its local ports', (_what, events) => {
		const again = take(found, ...events);
		expect([stateOf(again), isSought(again)]).toEqual(['starting', true]);
		const moved = take(again, {type: 'found', found: service('iris-014', 'two')});
		expect(moved).toMatchObject({secrets: {token: 'two'}, node: {host: 'iris-014'}});
		expect(moved.tunnels).toMatchObject([
			{name: 'notebook', localPort: 8888, state: 'waiting', way: null},
			{name: '5000'},
		]);
	});

	test('that the same report tells again is left alone', () => {
		expect(take(found, {type: 'reported', report: report()}).node).toEqual(found.node);
	});
});
