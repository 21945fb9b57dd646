import {describe, expect, test} from 'vitest';
import {noteWithParts} from '../../source/core/parts-note.js';
import type {Plan} from '../../source/core/plan.js';
import type {PartReport} from '../../source/core/record.js';
import {reduce} from '../../source/core/reduce.js';
import type {Session, SessionEvent} from '../../source/core/session.js';
import {intended, NINE, ready, report, running, sessionAfter, submitted, type Untimed, waiting} from './samples.js';

const plan: Plan = {
	name: 'engines',
	count: 23,
	jobs: [
		{name: 'engines-1', count: 17},
		{name: 'engines-2', count: 6},
	],
};

const progress = (have: number, want = 23): Untimed => ({
	type: 'recorded',
	entry: {type: 'progress', name: 'engines', have, want, least: 1},
});

const trouble: PartReport = {
	name: 'engines-2',
	state: 'ended',
	node: 'node2',
	have: 0,
	want: 6,
	code: 1,
	log: 'output',
	said: 'an engine ended with code 1: ImportError: no module',
};

function parent(...events: readonly Untimed[]): Session {
	const planned: Untimed = {type: 'planned', plan};
	return sessionAfter(...ready, planned, ...events);
}

function part(name: string, share: number, ...events: readonly Untimed[]): Session {
	const session = {
		...sessionAfter(),
		parent: {session: intended.id, role: 'part' as const, name},
		request: {...intended.request, settings: {engines: String(share)}},
	};
	const timed = events.map(event => ({...event, at: NINE}) as SessionEvent);
	return timed.reduce(reduce, session);
}

const runs = part('engines-1', 17, ...running, {type: 'reported', report: report()});
const queued = part('engines-2', 6, ...submitted, {
	type: 'reported',
	report: waiting({reason: 'Resources', reasonText: null}),
});

describe('what a session of several jobs lacks, in words', () => {
	test.each<[string, Session, readonly Session[], string | null]>([
		['all are there', parent(progress(23)), [runs], null],
		['some jobs wait', parent(progress(17)), [runs, queued], '17 of 23 engines; 6 queued: Resources'],
		[
			'a job failed: the line of its log that tells',
			parent(progress(17)),
			[runs, part('engines-2', 6, ...running, {type: 'recorded', entry: {type: 'part', ...trouble}}, ended())],
			'17 of 23 engines; engines-2 ended: an engine ended with code 1: ImportError: no module',
		],
		[
			'a job was cancelled before it could say anything',
			parent(progress(17)),
			[runs, part('engines-2', 6, ...submitted, ended())],
			'17 of 23 engines; engines-2 ended: failed with exit code 1',
		],
		[
			'a job that was told to leave is not missed',
			{...parent(progress(17)), plan: {...plan, count: 17, jobs: [{name: 'engines-2', count: 0}]}},
			[part('engines-2', 6, ...submitted, ended())],
			null,
		],
		['more are wanted than the job knows of', parent(progress(23, 17)), [], null],
		['not counted yet', parent(), [], '0 of 23 engines'],
		['the session itself is over', parent(progress(17), ended()), [queued], 'failed with exit code 1'],
	])('%s', (_what, session, parts, note) => {
		expect(noteWithParts(session, parts)).toBe(note);
	});
});

function ended(): Untimed {
	return {type: 'ended', outcome: 'failed', note: 'failed with exit code 1'};
}
