import {describe, expect, test} from 'vitest';
import {isHalfOver, renewAt} from '../../source/core/renewal.js';
import type {Job} from '../../source/core/session.js';
import {NINE, readySession} from './samples.js';

const MINUTE = 60_000;

/** A job that waited for so long and runs for so long, in minutes. */
function session(waited: number, runs: number, some: Partial<Job> = {}) {
	const {job} = readySession();
	const startedAt = NINE + waited * MINUTE;
	return readySession({
		autoRenew: 3,
		job: {...job, submittedAt: NINE, startedAt, endsAt: startedAt + runs * MINUTE, ...some},
	});
}

describe('when a successor is submitted, in minutes before the end', () => {
	test.each([
		['a margin of a tenth where nothing waits', 0, 60, null, 6],
		['never less than a minute', 0, 4, null, 1],
		['never more than a quarter of an hour', 0, 2880, null, 15],
		['and the wait of this job, with a quarter more', 20, 600, null, 40],
		['or what the scheduler estimates, where that is longer', 20, 600, 80, 115],
		['not before half of it is over', 500, 60, 90, 30],
	])('%s', (_what, waited, runs, estimate, wanted) => {
		const current = session(waited, runs);
		const at = renewAt(current, estimate === null ? null : estimate * MINUTE);
		expect(((current.job.endsAt ?? 0) - (at ?? 0)) / MINUTE).toBe(wanted);
	});

	test.each([
		['nobody wished it', {autoRenew: null}],
		['it is a part', {parent: {session: 'x', role: 'part' as const, name: 'engines-1'}}],
		['it is being stopped', {stopRequestedAt: NINE}],
		['it has no end', {job: session(0, 60, {endsAt: null}).job}],
		['it does not run', {job: session(0, 60, {phase: 'suspended'}).job}],
	])('never where %s', (_what, some) => {
		expect(renewAt({...session(0, 60), ...some}, null)).toBeNull();
	});
});

test('half of a walltime', () => {
	const current = session(0, 60);
	expect([29, 30].map(minutes => isHalfOver(current, NINE + minutes * MINUTE))).toEqual([false, true]);
	expect(isHalfOver(session(0, 60, {endsAt: null}), NINE)).toBe(false);
});
