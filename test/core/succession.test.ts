import {describe, expect, test} from 'vitest';
import {childIntent} from '../../source/core/family.js';
import type {SessionOutcome} from '../../source/core/job.js';
import {begin, reduce} from '../../source/core/reduce.js';
import type {Session} from '../../source/core/session.js';
import {stateOf} from '../../source/core/state.js';
import {holdingOf, isReadyToTakeOver, livesOn, unsettled} from '../../source/core/succession.js';
import {NINE, readySession, report, started, timed, type Untimed, way} from './samples.js';

const ID = '01JD3ZQK8WZZZZZZZZZZZZZZZZ';
const old = readySession({
	warnings: [
		{code: 'walltime-soon', message: 'x', at: NINE},
		{code: 'idle', message: 'y', at: NINE},
	],
});
const ports = [{name: 'notebook', isRequired: true, localPort: null}];
const intent = childIntent(old, {role: 'successor', name: 'renewal-1', secrets: old.secrets, ports}, ID);
const otherWay = {...way, plan: {via: 'last-hop', host: '172.17.6.56', port: 30_000} as const};

function following(session: Session, ...events: readonly Untimed[]): Session {
	return timed(events).reduce(reduce, session);
}

const started2: readonly Untimed[] = [
	{type: 'staged', folder: '/home/u/.hpctui/sessions/new', scheduler: 'slurm'},
	{type: 'asked'},
	{type: 'submitted', jobId: '4243'},
	{type: 'listening', tunnel: 'notebook', localPort: 9000},
	{type: 'reported', report: report({id: '4243', nodes: ['iris-014']})},
	{type: 'recorded', entry: started('iris-014', 30_000)},
];
const fresh = following(begin({...intent, at: NINE}), ...started2);
const ready = following(
	fresh,
	{type: 'measured', tunnel: 'notebook', way: otherWay, trials: []},
	{type: 'answered', tunnel: 'notebook'},
);
const moved = following(old, {type: 'moved', by: ID, holding: holdingOf(ready)});

describe('a move', () => {
	test('brings the whole job under the old name and local port', () => {
		expect(moved).toMatchObject({
			id: old.id,
			name: 'analysis',
			tag: ready.tag,
			folder: '/home/u/.hpctui/sessions/new',
			job: {id: '4243', nodes: ['iris-014']},
			recordsSeen: 1,
			parent: null,
			renewals: 1,
			retired: {by: ID, holding: {job: {id: '4242'}}},
		});
		expect(moved.tunnels).toMatchObject([
			{name: 'notebook', localPort: 8888, remotePort: 30_000, way: otherWay, state: 'open'},
			{name: 'dashboard', localPort: 8889, remotePort: null, way: null, state: 'waiting'},
		]);
		expect(stateOf(moved)).toBe('ready');
		expect(moved.warnings.map(({code}) => code)).toEqual(['idle']);
	});

	test('to a job that waits leaves a session that waits', () => {
		const queued = following(begin({...intent, at: NINE}), ...started2.slice(0, 3));
		expect(stateOf(following(old, {type: 'moved', by: ID, holding: holdingOf(queued)}))).toBe('queued');
	});

	test('is finished by the child, which holds the old job and no tunnel', () => {
		const holding = unsettled(moved, ready);
		expect(holding).not.toBeNull();
		const retired = following(ready, {type: 'retired', holding: holding ?? holdingOf(old), stopAt: NINE + 5});
		expect(retired).toMatchObject({
			id: ID,
			tag: old.tag,
			folder: old.folder,
			job: {id: '4242'},
			parent: {role: 'predecessor', session: old.id},
			stopAt: NINE + 5,
			tunnels: [],
		});
		expect(unsettled(moved, retired)).toBeNull();
		expect(unsettled(old, ready)).toBeNull();
	});

	test('leaves nothing of the job behind: what the two hold was swapped', () => {
		const {tunnels: _, ...before} = holdingOf(old);
		const {tunnels: __, ...kept} = moved.retired?.holding ?? holdingOf(old);
		expect(kept).toEqual(before);
		const {tunnels: ___, ...now} = holdingOf(moved);
		expect(holdingOf(ready)).toMatchObject(now);
	});
});

test('only a successor that is ready takes over from a job that runs', () => {
	expect(isReadyToTakeOver(ready)).toBe(true);
	expect(isReadyToTakeOver(fresh)).toBe(false);
	expect(isReadyToTakeOver(old)).toBe(false);
});

test.each<[SessionOutcome, boolean]>([
	['timeout', true],
	['preempted', true],
	['node-failure', true],
	['failed', true],
	['lost', true],
	['completed', false],
	['cancelled', false],
])('a session whose job is over (%s) lives on with its successor: %s', (outcome, lives) => {
	expect(livesOn(old, outcome)).toBe(lives);
	expect(livesOn({...old, stopRequestedAt: NINE}, outcome)).toBe(false);
});
