import {describe, expect, test} from 'vitest';
import type {JobPhase} from '../../source/core/job.js';
import type {Session} from '../../source/core/session.js';
import {hasStarted, noteOf, stateOf} from '../../source/core/state.js';
import {
	exited,
	linkLost,
	ready,
	readySession,
	report,
	running,
	sessionAfter,
	submitted,
	type Untimed,
	waiting,
} from './samples.js';

const ended: Untimed = {type: 'ended', outcome: 'failed', note: 'failed with exit code 3'};
const faltered: Untimed = {type: 'faltered', tunnel: 'notebook', said: 'connection refused'};

describe('states', () => {
	test.each<[string, Session, string]>([
		['the intent is on disk', sessionAfter(), 'submitting'],
		['the script is there', sessionAfter(...submitted.slice(0, 1)), 'submitting'],
		['asked, no answer yet', sessionAfter(...submitted.slice(0, 2)), 'submitting'],
		['asked, and the link is lost: still not known', sessionAfter(...submitted.slice(0, 2), linkLost), 'submitting'],
		['the scheduler has it', sessionAfter(...submitted), 'queued'],
		['it waits', sessionAfter(...submitted, {type: 'reported', report: waiting()}), 'queued'],
		['it is held', sessionAfter(...submitted, {type: 'reported', report: waiting({phase: 'held'})}), 'queued'],
		['the scheduler says that it runs', sessionAfter(...submitted, {type: 'reported', report: report()}), 'starting'],
		['its own record says so', sessionAfter(...running), 'starting'],
		['the required port answers; the other one need not', sessionAfter(...ready), 'ready'],
		['the way is lost', sessionAfter(...ready, linkLost), 'reconnecting'],
		['the way is back, the port has not answered since', sessionAfter(...ready, linkLost, restored()), 'reconnecting'],
		['the port no longer answers', sessionAfter(...ready, faltered), 'reconnecting'],
		['it answers again', sessionAfter(...ready, faltered, {type: 'answered', tunnel: 'notebook'}), 'ready'],
		['its app is over, nobody knows yet what became of the job', over(), 'starting'],
		['it is no longer listed: that alone is no end', sessionAfter(...ready, {type: 'unseen', why: 'absent'}), 'ready'],
		['the scheduler does not answer', sessionAfter(...ready, {type: 'unseen', why: 'no-answer', said: '?'}), 'ready'],
		['it ended', sessionAfter(...ready, ended), 'ended'],
		['it ended before it was submitted', sessionAfter(ended), 'ended'],
	])('%s', (_what, session, state) => {
		expect(stateOf(session)).toBe(state);
	});
});

describe('hasStarted', () => {
	test.each<[JobPhase, boolean]>([
		['queued', false],
		['held', false],
		['unknown', false],
		['starting', true],
		['running', true],
		['suspended', true],
		['completing', true],
		['over', true],
	])('%s: %s', (phase, wanted) => {
		expect(hasStarted(sessionAfter(...submitted, {type: 'reported', report: report({phase})}))).toBe(wanted);
	});
});

describe('the note of a session', () => {
	test.each<[string, Session, string | null]>([
		['preparing', sessionAfter(), 'preparing the job'],
		['asked', sessionAfter(...submitted.slice(0, 2)), 'the scheduler has not answered yet'],
		['why it waits', sessionAfter(...submitted, {type: 'reported', report: waiting()}), 'others come first'],
		[
			"in the scheduler's word where we know no sentence",
			sessionAfter(...submitted, {type: 'reported', report: waiting({reasonText: null})}),
			'Priority',
		],
		['no reason is told', sessionAfter(...submitted), null],
		[
			'runs, no record yet',
			sessionAfter(...submitted, {type: 'reported', report: report()}),
			'the job runs; its first word is not here yet',
		],
		['waits for the app', sessionAfter(...running), 'waiting for notebook to answer on iris-013'],
		[
			'with what came instead',
			sessionAfter(...running, faltered),
			'waiting for notebook on iris-013: connection refused',
		],
		['ready', sessionAfter(...ready), null],
		['the way is lost', sessionAfter(...ready, linkLost), 'gateway cannot be reached'],
		[
			'a hop waits for the person',
			sessionAfter(...ready, {...linkLost, needsUser: 'gateway'}),
			'gateway needs you (hpctui cluster login iris): gateway cannot be reached',
		],
		[
			'the scheduler does not answer',
			sessionAfter(...ready, {type: 'unseen', why: 'no-answer', said: 'connect failure'}),
			'the scheduler does not answer: connect failure',
		],
		['stopping', sessionAfter(...ready, {type: 'stop-requested'}), 'stopping'],
		['ended', sessionAfter(...ready, ended), 'failed with exit code 3'],
	])('%s', (_what, session, note) => {
		expect(noteOf(session)).toBe(note);
	});
});

test('an app that takes no ports is ready once it runs', () => {
	expect(stateOf(readySession({tunnels: []}))).toBe('ready');
});

function restored(): Untimed {
	return {type: 'link-restored'};
}

function over(): Session {
	return sessionAfter(...ready, {type: 'recorded', entry: exited()});
}
