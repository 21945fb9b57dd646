import {describe, expect, test} from 'vitest';
import {notificationOf} from '../../source/core/notification.js';
import {DEFAULT_NOTIFICATIONS, notificationSettings} from '../../source/core/notification-settings.js';
import {reduce} from '../../source/core/reduce.js';
import type {Session, SessionEvent} from '../../source/core/session.js';
import {holdingOf} from '../../source/core/succession.js';
import {NINE, readySession, report, sessionAfter, started, submitted, type Untimed, waiting} from './samples.js';
import {faultOf} from './thrown.js';

const ready = readySession();
const queued = sessionAfter(...submitted, {type: 'reported', report: waiting()});
const happen = (before: Session, event: Untimed) => reduce(before, {...event, at: NINE} as SessionEvent);
const told = (before: Session, event: Untimed) => {
	const notification = notificationOf(before, happen(before, event));
	return notification === null ? null : `${notification.code}: ${notification.text}`;
};
const ended = (outcome: 'failed' | 'completed' | 'cancelled' | 'timeout' | 'preempted', note: string): Untimed => ({
	type: 'ended',
	outcome,
	note,
});

describe('what a person is told', () => {
	test.each<[string, Session, Untimed, string | null]>([
		[
			'a job that starts, by the scheduler',
			queued,
			{type: 'reported', report: report()},
			'started: job 4242 runs on iris-013',
		],
		['or by its record', queued, {type: 'recorded', entry: started()}, 'started: job 4242 runs on iris-013'],
		['once', ready, {type: 'reported', report: report({reason: 'x'})}, null],
		['one that fails', ready, ended('failed', 'failed with exit code 1'), 'failed: failed with exit code 1'],
		['or whose time is up', ready, ended('timeout', 'walltime ran out'), 'failed: walltime ran out'],
		['one that is preempted for good', ready, ended('preempted', 'preempted by'), 'preempted: preempted by'],
		[
			'or put back',
			ready,
			{type: 'reported', report: waiting()},
			'preempted: job 4242 is back in the queue: it was preempted or requeued',
		],
		['not one that they stopped', ready, ended('cancelled', 'stopped'), null],
		['nor one that completed', ready, ended('completed', 'completed'), null],
		[
			'each warning',
			ready,
			{type: 'warned', code: 'walltime-soon', message: 'at most 10m'},
			'walltime-soon: at most 10m',
		],
		['nothing of the way', ready, {type: 'link-restored'}, null],
		[
			'not that a successor moved in, which is a warning of its own',
			ready,
			{type: 'moved', by: 'x', holding: {...holdingOf(queued), tag: 'hpctui-other'}},
			null,
		],
	])('%s', (_what, before, event, wanted) => {
		expect(told(before, event)).toBe(wanted);
	});

	test('nothing of a part, and nothing that was so before', () => {
		const part = {...ready, parent: {session: 'x', role: 'part', name: 'engines-1'} as const};
		expect(told(part, ended('failed', 'x'))).toBeNull();
		expect(notificationOf(null, ready)).toBeNull();
	});
});

describe('the settings', () => {
	test('are what the file says, and else the defaults', () => {
		expect(notificationSettings(undefined)).toEqual(DEFAULT_NOTIFICATIONS);
		expect(notificationSettings({walltimeMinutes: [5, 60], command: ['/bin/say', 'x'], idleMinutes: null})).toEqual({
			...DEFAULT_NOTIFICATIONS,
			walltimeMinutes: [60, 5],
			command: ['/bin/say', 'x'],
			idleMinutes: null,
		});
	});

	test.each([
		[[], 'notifications in config.json must be an object'],
		[{bell: true}, 'notifications.bell in config.json must be one of walltimeMinutes'],
		[{walltimeMinutes: 30}, 'notifications.walltimeMinutes'],
		[{walltimeMinutes: [0]}, 'notifications.walltimeMinutes'],
		[{idleMinutes: '1h'}, 'notifications.idleMinutes'],
		[{desktop: 'yes'}, 'notifications.desktop in config.json must be true or false'],
		[{command: 'say it'}, 'notifications.command in config.json must be a program and its arguments'],
		[{command: []}, 'notifications.command'],
	])('%j makes no sense', (written, words) => {
		expect(faultOf(() => notificationSettings(written))).toMatchObject({
			kind: 'config',
			message: expect.stringContaining(words),
		});
	});
});
