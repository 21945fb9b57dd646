import {describe, expect, test} from 'vitest';
import {compactEvents} from '../../source/core/compact.js';
import type {SessionEvent} from '../../source/core/session.js';
import {everything, intended, report, sessionOf, timed, trial, type Untimed, waiting, way} from './samples.js';

const kept = (...events: readonly Untimed[]): readonly number[] => {
	const all = timed(events);
	return compactEvents(all).map(event => all.indexOf(event));
};
const faltered = (tunnel: string, said = 'refused'): Untimed => ({type: 'faltered', tunnel, said});
const measured = (tunnel: string): Untimed => ({type: 'measured', tunnel, way, trials: [trial]});
const warned = (code: string, message: string): Untimed => ({type: 'warned', code, message});
const reported = (some = {}): Untimed => ({type: 'reported', report: report(some)});

describe('what is left out', () => {
	test.each<[string, readonly Untimed[], readonly number[]]>([
		['nothing', [], []],
		['reports in a row: the last stays', [reported(), reported({reason: 'a'}), reported({reason: 'b'})], [2]],
		['not over another event', [reported(), {type: 'stop-requested'}, reported()], [0, 1, 2]],
		['not over a change of phase: a requeue is in it', [reported(), {type: 'reported', report: waiting()}], [0, 1]],
		['not what the later one does not say', [reported(), reported({walltime: null})], [0, 1]],
		['not the nodes', [reported(), reported({nodes: []})], [0, 1]],
		['complaints of one tunnel', [faltered('a'), faltered('a', 'silent')], [1]],
		['complaints of two', [faltered('a'), faltered('b'), faltered('a')], [0, 1, 2]],
		['measurements of one tunnel', [measured('a'), measured('a')], [1]],
		['measurements of two', [measured('a'), measured('b')], [0, 1]],
		['the same warning again', [warned('a', 'x'), warned('a', 'x')], [1]],
		['another warning', [warned('a', 'x'), warned('a', 'y'), warned('b', 'y')], [0, 1, 2]],
		['a whole life', everything, everything.map((_event, index) => index)],
	])('%s', (_what, events, wanted) => {
		expect(kept(...events)).toEqual(wanted);
	});
});

test('the shorter history makes the very same session, whatever happened in whatever order', () => {
	const choices: readonly Untimed[] = [
		...everything.filter(event => event.type !== 'ended'),
		{type: 'reported', report: waiting()},
		reported({walltime: null, queue: null}),
		reported({nodes: ['iris-014'], exitCode: 3}),
		reported({phase: 'completing'}),
		faltered('notebook', 'silent'),
	];
	let seed = 1;
	const random = (below: number) => {
		seed = (seed * 48_271) % 2_147_483_647;
		return seed % below;
	};
	let left = 0;
	for (let life = 0; life < 300; life++) {
		const middle = Array.from({length: 40}, () => choices[random(choices.length)] ?? reported());
		// Runs, as they come when a cluster is watched.
		const runs = middle.flatMap(event => Array.from({length: 1 + random(3)}, () => event));
		const events: readonly SessionEvent[] = timed([intended, ...runs]);
		const shorter = compactEvents(events);
		left += events.length - shorter.length;
		expect(sessionOf(shorter)).toEqual(sessionOf(events));
	}

	expect(left).toBeGreaterThan(1000);
});
