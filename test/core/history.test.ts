import {describe, expect, test} from 'vitest';
import {historyEntry} from '../../source/core/history.js';
import {reduce} from '../../source/core/reduce.js';
import type {Session, SessionEvent} from '../../source/core/session.js';
import {
	everything,
	exited,
	intended,
	linkLost,
	NINE,
	readySession,
	report,
	sessionOf,
	timed,
	trial,
	type Untimed,
	waiting,
	way,
} from './samples.js';

function told(events: readonly SessionEvent[]): readonly (string | null)[] {
	let session: Session | null = null;
	return events.map(event => {
		const entry = historyEntry(event, session);
		session = session === null ? sessionOf([event]) : reduce(session, event);
		return entry?.text ?? null;
	});
}

test('a whole life, as the events pane tells it', () => {
	expect(told(timed([intended, ...everything]))).toEqual([
		'session analysis on iris',
		'job script is in /home/u/.hpctui/sessions/01JD',
		'submitting',
		'job 4242 submitted',
		'notebook listens on local port 8888',
		'dashboard listens on local port 8889',
		'job is PENDING: others come first',
		'job is RUNNING',
		'runs on iris-013',
		'notebook goes by forward to 172.17.6.55 (infiniband); ib0 172.17.6.55 open after 12 ms',
		'notebook answered',
		'dashboard serves on port 23999',
		null,
		'setup failed with code 1: module load python',
		'notebook: refused',
		'lost the way: gateway cannot be reached',
		'the scheduler does not answer: connect failure',
		'the way is open again',
		null,
		'asked to stop',
		'could not be stopped: not yours',
		null,
		'job null takes over from job null',
		'walltime runs out in 10m',
		'the job got signal TERM',
		'the app ended with code 0',
		'ended: completed',
	]);
});

test('no secret is in it, ours or the one that the app named', () => {
	expect(JSON.stringify(told(timed([intended, ...everything])))).not.toContain('SECRET');
});

describe('says only what is new', () => {
	const session = readySession();
	test.each<[string, Untimed, Session, string | null]>([
		['the same report', {type: 'reported', report: report()}, session, null],
		[
			'another reason',
			{type: 'reported', report: report({reason: 'x', reasonText: null})},
			session,
			'job is RUNNING: x',
		],
		['the first report', {type: 'reported', report: waiting()}, session, 'job is PENDING: others come first'],
		['absent', {type: 'unseen', why: 'absent'}, session, 'the scheduler no longer lists the job'],
		['absent again', {type: 'unseen', why: 'absent'}, vanished(), null],
		['lost again', linkLost, {...session, linkDown: {...linkLost, since: NINE}}, null],
		['the same way and verdict', {type: 'measured', tunnel: 'notebook', way, trials: [trial]}, session, null],
		[
			'another verdict',
			{type: 'measured', tunnel: 'notebook', way: null, trials: [{...trial, verdict: 'silent', interfaceName: null}]},
			session,
			'172.17.6.55 silent after 12 ms',
		],
		[
			'a signal ended the app',
			{type: 'recorded', entry: exited({code: null, signal: 'KILL'})},
			session,
			'the app was ended by signal KILL',
		],
	])('%s', (_what, event, before, text) => {
		expect(historyEntry({...event, at: NINE} as SessionEvent, before)?.text ?? null).toBe(text);
	});
});

test('with its time and type', () => {
	expect(historyEntry({type: 'asked', at: NINE}, null)).toEqual({
		at: '2026-11-20T09:00:00Z',
		type: 'asked',
		text: 'submitting',
	});
});

function vanished(): Session {
	return readySession({sight: {state: 'vanished', at: NINE, since: NINE, times: 1}});
}
