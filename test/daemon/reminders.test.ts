import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {JobReport} from '../../source/core/job.js';
import {startReminders} from '../../source/daemon/reminders.js';
import {openStore} from '../../source/daemon/store.js';
import {intended, report, submitted, waiting} from '../core/samples.js';
import {memoryJournal} from './support/memory-journal.js';

const MINUTE = 60_000;
beforeEach(() => void vi.useFakeTimers({now: Date.UTC(2026, 10, 20, 9)}));
afterEach(() => void vi.useRealTimers());

/** A session whose job is told of now; what it was warned of after so many minutes. */
function reminded() {
	const clock = {now: () => Date.now(), sleep: () => Promise.resolve()};
	const store = openStore({journal: memoryJournal(), clock, note: () => {}});
	store.begin(intended);
	for (const event of submitted) {
		store.record(intended.id, event as Parameters<typeof store.record>[1]);
	}

	const told: string[] = [];
	store.listen(({entry}) => {
		if (entry?.type === 'warned') {
			told.push(`${Math.round((Date.now() - begin) / MINUTE)}: ${entry.text}`);
		}
	});
	const begin = Date.now();
	const stop = startReminders(store, clock, () => [30, 10, 2]);
	return {
		store,
		told,
		stop,
		tell(some: Partial<JobReport>, lengthMinutes: number | null) {
			const endsAt = lengthMinutes === null ? null : begin + lengthMinutes * MINUTE;
			store.record(intended.id, {type: 'reported', report: report({startedAt: begin, endsAt, ...some})});
		},
		pass: (minutes: number) => vi.advanceTimersByTime(minutes * MINUTE),
	};
}

test('half an hour, ten minutes and two minutes before the end, once each', () => {
	const {tell, pass, told, store} = reminded();
	tell({}, 240);
	pass(240);
	expect(told).toEqual([
		'210: at most 30m of walltime left',
		'230: at most 10m of walltime left',
		'238: at most 2m of walltime left',
	]);
	expect(store.get(intended.id)?.warnings).toHaveLength(1);
	pass(600);
	expect(told).toHaveLength(3);
});

describe('nobody is told', () => {
	test('at the start of a short job that it is short', () => {
		const {tell, pass, told} = reminded();
		tell({}, 20);
		pass(20);
		expect(told).toEqual(['10: at most 10m of walltime left', '18: at most 2m of walltime left']);
	});

	test.each<[string, Partial<JobReport>, number | null]>([
		['of a job without a limit', {walltime: 'unlimited'}, null],
		['of one that waits', {...waiting(), startedAt: null}, 5],
		['of one that is over', {phase: 'over'}, 5],
	])('%s', (_what, some, length) => {
		const {tell, pass, told} = reminded();
		tell(some, length);
		pass(60);
		expect(told).toEqual([]);
	});

	test('of a session that ended', () => {
		const {store, tell, pass, told} = reminded();
		tell({}, 60);
		store.record(intended.id, {type: 'ended', outcome: 'cancelled', note: 'stopped'});
		pass(60);
		expect(told).toEqual([]);
	});

	test('once it is stopped', () => {
		const {tell, pass, told, stop} = reminded();
		tell({}, 60);
		stop();
		pass(60);
		expect(told).toEqual([]);
	});
});

test('extended: told anew before the new end', () => {
	const {tell, pass, told} = reminded();
	tell({}, 60);
	pass(55);
	expect(told).toHaveLength(2);
	tell({}, 120);
	pass(36);
	expect(told.at(-1)).toBe('90: at most 30m of walltime left');
	pass(30);
	expect(told).toHaveLength(5);
});

test('a daemon that starts late tells the nearest only', () => {
	const {tell, pass, told} = reminded();
	tell({startedAt: Date.now() - 600 * MINUTE}, 8);
	pass(1);
	expect(told).toEqual(['0: at most 8m of walltime left']);
});
