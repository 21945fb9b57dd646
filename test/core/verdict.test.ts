import {describe, expect, test} from 'vitest';
import type {JobReport, SessionOutcome} from '../../source/core/job.js';
import type {ExitRecord, Session, Sight} from '../../source/core/session.js';
import {verdictOf, verdictOfReport} from '../../source/core/verdict.js';
import {NINE, readySession, report} from './samples.js';

const MINUTE = 60_000;
const LIMIT = NINE + MINUTE + 14_400_000;

function exit(some: Partial<ExitRecord>): ExitRecord {
	return {code: 0, signal: null, signalled: null, said: null, endedAt: null, at: NINE, ...some};
}

function vanished(times: number): Sight {
	return {state: 'vanished', at: NINE, since: NINE, times};
}

describe('from the exit record, once accounting had its time', () => {
	const byJob = {code: null, signal: 'TERM', signalled: 'job'} as const;
	test.each<[string, Partial<Session>, SessionOutcome, string]>([
		['code 0', {exit: exit({})}, 'completed', 'completed'],
		['code 3', {exit: exit({code: 3})}, 'failed', 'failed with exit code 3'],
		[
			'only the app was signalled',
			{exit: exit({code: null, signal: 'KILL', signalled: 'app'})},
			'failed',
			'the app was ended by signal KILL',
		],
		['the job was signalled early', {exit: exit(byJob)}, 'cancelled', 'ended by signal TERM'],
		['at its limit', {exit: exit({...byJob, at: LIMIT + 2000})}, 'timeout', 'walltime ran out'],
		['a little before its limit', {exit: exit({...byJob, at: LIMIT - 4000})}, 'timeout', 'walltime ran out'],
		[
			'read long after its limit, written long before',
			{exit: exit({...byJob, endedAt: NINE + 5 * MINUTE, at: LIMIT + 60 * MINUTE})},
			'cancelled',
			'ended by signal TERM',
		],
		[
			'read before the limit by a clock that is slow, written at the limit',
			{exit: exit({...byJob, endedAt: LIMIT, at: LIMIT - 60 * MINUTE})},
			'timeout',
			'walltime ran out',
		],
		['we asked it to stop', {exit: exit({}), stopRequestedAt: NINE}, 'cancelled', 'stopped'],
		['we asked it to stop, and it failed', {exit: exit({code: 143}), stopRequestedAt: NINE}, 'cancelled', 'stopped'],
		[
			'its setup failed',
			{exit: exit({code: 1}), setupFailure: {line: 'module load x', code: 1}},
			'failed',
			'setup failed with code 1: module load x',
		],
		[
			'its setup failed, and said why',
			{exit: exit({code: 1, said: 'Unable to locate a modulefile'}), setupFailure: {line: 'module load x', code: 1}},
			'failed',
			'setup failed with code 1: module load x: Unable to locate a modulefile',
		],
		['neither code nor signal', {exit: exit({code: null})}, 'failed', 'failed'],
	])('%s', (_what, some, outcome, note) => {
		const readAt = some.exit?.at ?? 0;
		const session = readySession({sight: {state: 'fresh', at: readAt}, ...some});
		expect(verdictOf(session, readAt + 12_000)).toBeNull();
		expect(verdictOf(session, readAt + 12_001)).toEqual({outcome, note});
	});
});

describe('the scheduler still has the job after its script ended', () => {
	const preempted = {exit: exit({code: null, signal: 'TERM', signalled: 'job'})} as const;
	const seenLater = (phase: JobReport['phase']) => {
		const session = readySession({...preempted, sight: {state: 'fresh', at: NINE + 10_000}});
		return {...session, job: {...session.job, phase}};
	};

	test.each<[JobReport['phase'], number]>([
		['completing', 60_000],
		['running', 60_000],
		['over', 12_000],
	])('%s: decided after %d ms', (phase, afterMs) => {
		expect(verdictOf(seenLater(phase), NINE + afterMs)).toBeNull();
		expect(verdictOf(seenLater(phase), NINE + afterMs + 1)?.outcome).toBe('cancelled');
	});

	test('seen before the end says nothing about after it', () => {
		expect(verdictOf(readySession({...preempted, sight: {state: 'fresh', at: NINE}}), NINE + 12_001)).not.toBeNull();
	});
});

test('without a limit nobody ran into it', () => {
	const session = readySession({sight: {state: 'unseen'}, exit: exit({code: null, signal: 'TERM', signalled: 'job'})});
	const unlimited = {...session, job: {...session.job, endsAt: null}};
	expect(verdictOf(unlimited, NINE + MINUTE)?.outcome).toBe('cancelled');
});

describe('without an exit record', () => {
	test.each<[string, Partial<Session>, number, SessionOutcome | null]>([
		['seen', {}, 1e9, null],
		['no answer, however long', {sight: {state: 'stale', at: NINE, why: '?'}}, 1e9, null],
		['never seen', {sight: {state: 'unseen'}}, 1e9, null],
		['absent many times within a short while', {sight: vanished(50)}, 2 * MINUTE, null],
		['absent for long, looked at three times', {sight: vanished(3)}, 1e9, null],
		['absent for long and often', {sight: vanished(4)}, 2 * MINUTE + 1, 'lost'],
		['after we asked it to stop', {sight: vanished(4), stopRequestedAt: NINE}, 2 * MINUTE + 1, 'cancelled'],
		['the exit record has the word', {sight: vanished(9), exit: exit({at: NINE + 1e9})}, 1e9, null],
		['it is over already', {sight: vanished(9), end: {outcome: 'failed', at: NINE, note: ''}}, 1e9, null],
	])('%s', (_what, some, afterMs, outcome) => {
		expect(verdictOf(readySession(some), NINE + afterMs)?.outcome ?? null).toBe(outcome);
	});
});

test.each<[string, Partial<Session>, SessionOutcome]>([
	['waited', {}, 'cancelled'],
	['waited, and its script told of a start', {node: readySession({}).node}, 'lost'],
	['was never seen', {sight: {state: 'vanished', at: null, since: NINE, times: 4}}, 'lost'],
])('gone without a witness, it %s', (_what, some, outcome) => {
	const session = readySession({sight: vanished(4), node: null});
	const waiting = {...session, job: {...session.job, phase: 'queued' as const, startedAt: null}};
	expect(verdictOf({...waiting, ...some}, NINE + 2 * MINUTE + 1)?.outcome).toBe(outcome);
});

describe('from the scheduler', () => {
	const over = (some: Partial<JobReport>): JobReport => report({phase: 'over', nativeState: 'X', ...some});
	test.each<[string, JobReport, boolean, SessionOutcome | null, string | null]>([
		['it runs', report({outcome: null}), false, null, null],
		['over, and it does not say how', over({outcome: null}), false, null, null],
		['completed', over({outcome: 'completed', exitCode: 0}), false, 'completed', 'completed'],
		['failed', over({outcome: 'failed', exitCode: 2}), false, 'failed', 'failed with exit code 2 (X)'],
		['failed without a code', over({outcome: 'failed'}), false, 'failed', 'failed (X)'],
		['cancelled', over({outcome: 'cancelled'}), false, 'cancelled', 'cancelled (X)'],
		['timeout', over({outcome: 'timeout'}), false, 'timeout', 'walltime ran out'],
		['preempted', over({outcome: 'preempted'}), false, 'preempted', 'preempted by a job of higher priority'],
		['a node failed', over({outcome: 'node-failure'}), false, 'node-failure', 'a node failed (X)'],
		['lost', over({outcome: 'lost'}), false, 'lost', 'nobody knows what became of the job'],
		['completed, after we asked it to stop', over({outcome: 'completed'}), true, 'cancelled', 'cancelled (X)'],
		['failed, after we asked it to stop', over({outcome: 'failed'}), true, 'cancelled', 'cancelled (X)'],
		['out of time before the stop was served', over({outcome: 'timeout'}), true, 'timeout', 'walltime ran out'],
	])('%s', (_what, told, isStopping, outcome, note) => {
		const session = readySession({stopRequestedAt: isStopping ? NINE : null});
		const verdict = verdictOfReport(session, told, 3000);
		expect([verdict?.outcome ?? null, verdict?.note ?? null]).toEqual([outcome, note]);
	});

	test.each<[string, Partial<Session>, number, SessionOutcome | null]>([
		['for a while', {}, 120_000, null],
		['for long', {}, 120_001, 'lost'],
		['for long, after we asked it to stop', {stopRequestedAt: NINE}, 120_001, 'cancelled'],
		['for long, and its own record says how', {exit: exit({})}, 120_001, null],
	])('over, and it does not say how, %s', (_what, some, overForMs, outcome) => {
		expect(verdictOfReport(readySession(some), over({outcome: null}), overForMs)?.outcome ?? null).toBe(outcome);
	});

	test.each<[string, Partial<Session>, JobReport, number, boolean]>([
		['failed just now: its record may still come', {}, over({outcome: 'failed'}), 2999, false],
		['failed a moment ago', {}, over({outcome: 'failed'}), 3000, true],
		['its record is here', {exit: exit({})}, over({outcome: 'completed'}), 0, true],
		['it has no folder, so no record', {folder: null}, over({outcome: 'completed'}), 0, true],
		['it did not end by itself', {}, over({outcome: 'timeout'}), 0, true],
	])('decided at once or not: %s', (_what, some, told, overForMs, isDecided) => {
		expect(verdictOfReport(readySession(some), told, overForMs) !== null).toBe(isDecided);
	});
});
