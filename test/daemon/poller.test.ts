import {describe, expect, onTestFinished, test} from 'vitest';
import type {Command, Outcome} from '../../source/core/command.js';
import {Fault} from '../../source/core/fault.js';
import type {JobReport} from '../../source/core/job.js';
import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {createPoller} from '../../source/daemon/poller.js';
import {report} from '../core/samples.js';
import {fakeClock} from './support/fake-clock.js';
import {fakeDriver} from './support/fake-scheduler.js';
import {outcomeOf} from './support/scripted-link.js';

type Setting = {
	ids: readonly string[];
	listed: readonly JobReport[];
	remembered: readonly JobReport[];
	hasNews: boolean;
	/** What a command ends with instead of an answer. */
	fault: Fault | null;
	historyFault: Fault | null;
	withHistory: boolean;
	/** Held back until it is called. */
	gate: Promise<void> | null;
	floorMs: number;
};

function polling(some: Partial<Setting> = {}) {
	const setting: Setting = {
		ids: ['1', '2', '3'],
		listed: ['1', '2', '3'].map(id => report({id})),
		remembered: [],
		hasNews: false,
		fault: null,
		historyFault: null,
		withHistory: true,
		gate: null,
		floorMs: 0,
		...some,
	};
	const clock = fakeClock();
	const begin = clock.now();
	const told: string[] = [];
	const times: number[] = [];
	const run = async (command: Command): Promise<Outcome> => {
		const [, verb = ''] = command.argv;
		told.push(command.argv.slice(1).join(' '));
		if (verb === 'list') {
			times.push(clock.now() - begin);
		}

		await setting.gate;
		const fault = verb === 'history' ? setting.historyFault : setting.fault;
		if (fault !== null) {
			throw fault;
		}

		return outcomeOf(JSON.stringify(verb === 'history' ? setting.remembered : setting.listed));
	};
	const {history, ...withoutHistory} = fakeDriver;
	const driver: SchedulerDriver =
		setting.withHistory && history !== undefined ? {...withoutHistory, history} : withoutHistory;
	const poller = createPoller({
		floorMs: setting.floorMs,
		clock,
		driver,
		run,
		ids: () => setting.ids,
		onReports(reports) {
			told.push(`reports ${reports.map(each => each.id).join(' ')}`);
			return setting.hasNews;
		},
		onAbsent: ids => told.push(`absent ${ids.join(' ')}`),
		onNoAnswer: fault => told.push(`no answer: ${fault.message}`),
	});
	onTestFinished(() => poller.close());
	return {poller, clock, told, times, setting};
}

test('one question, whatever the number of jobs', async () => {
	const ids = Array.from({length: 500}, (_, index) => String(index));
	const {told, clock} = polling({ids, listed: ids.map(id => report({id}))});
	await clock.advance(0);
	expect(told).toEqual([`list ${ids.join(' ')}`, `reports ${ids.join(' ')}`]);
});

test('growing pauses up to half a minute while nothing changes', async () => {
	const {times, clock} = polling();
	await clock.advance(150_000);
	const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
	expect(pauses).toEqual([1400, 2800, 5600, 11_200, 22_400, 30_000, 30_000, 30_000]);
});

test('at most two commands a minute when nothing changes', async () => {
	const {told, clock} = polling();
	await clock.advance(120_000);
	const before = told.length;
	await clock.advance(60_000 * 60);
	expect(told.slice(before).filter(line => line.startsWith('list'))).toHaveLength(120);
	expect(told.filter(line => line.startsWith('history'))).toEqual([]);
});

test('quick again after each answer that says something new', async () => {
	const {times, clock, setting} = polling();
	await clock.advance(200_000);
	setting.hasNews = true;
	await clock.advance(30_000);
	setting.hasNews = false;
	const last = times.at(-1) ?? 0;
	const quick = times.filter(time => time > last - 2200);
	expect(quick.length).toBeGreaterThanOrEqual(4);
});

describe('a kick', () => {
	test('looks at once, and soon again', async () => {
		const {poller, times, clock} = polling();
		await clock.advance(200_000);
		const before = times.length;
		poller.kick();
		await clock.advance(0);
		expect(times).toHaveLength(before + 1);
		await clock.advance(1400);
		expect(times).toHaveLength(before + 2);
	});

	test('while a question is under way does not ask another one beside it', async () => {
		const gate = Promise.withResolvers<void>();
		const {poller, times, clock, setting} = polling({gate: gate.promise});
		await clock.advance(0);
		poller.kick();
		poller.kick();
		await clock.advance(60_000);
		expect(times).toHaveLength(1);
		setting.gate = null;
		gate.resolve();
		await clock.advance(1400);
		expect(times).toHaveLength(2);
	});
});

describe('a floor', () => {
	test('holds whatever happens', async () => {
		const {poller, times, clock} = polling({hasNews: true, floorMs: 60_000});
		for (let second = 0; second < 299; second++) {
			poller.kick();
			await clock.advance(1000);
		}

		expect(times).toEqual([0, 60_000, 120_000, 180_000, 240_000]);
	});

	test('delays nothing when the last question is long ago', async () => {
		const {poller, times, clock} = polling({floorMs: 20_000});
		await clock.advance(600_000);
		const before = times.length;
		await clock.advanceUntil(() => times.length === before + 1);
		await clock.advance(25_000);
		poller.kick();
		await clock.advance(0);
		expect(times).toHaveLength(before + 2);
	});
});

describe('a job that is not listed', () => {
	const listed = [report({id: '1'})];

	test('is looked up in accounting, which knows', async () => {
		const {told, clock} = polling({listed, remembered: [report({id: '2'}), report({id: '3'})]});
		await clock.advance(0);
		expect(told).toEqual(['list 1 2 3', 'history 2 3', 'reports 1 2 3']);
	});

	test('is absent where accounting does not know it either', async () => {
		const {told, clock} = polling({listed, remembered: [report({id: '2'})]});
		await clock.advance(0);
		expect(told.slice(-2)).toEqual(['reports 1 2', 'absent 3']);
	});

	test('is absent where there is no accounting', async () => {
		const {told, clock} = polling({listed, withHistory: false});
		await clock.advance(0);
		expect(told).toEqual(['list 1 2 3', 'reports 1', 'absent 2 3']);
	});

	test('is absent where accounting is switched off', async () => {
		const {told, clock} = polling({listed, historyFault: new Fault('remote', 'accounting is disabled')});
		await clock.advance(0);
		expect(told.at(-1)).toBe('absent 2 3');
	});

	test('is not absent where the way broke in between', async () => {
		const {told, clock} = polling({listed, historyFault: new Fault('link', 'broke')});
		await clock.advance(0);
		expect(told).toEqual(['list 1 2 3', 'history 2 3', 'no answer: broke']);
	});

	test('is looked for quickly at first, and not for ever', async () => {
		const {times, clock} = polling({listed});
		await clock.advance(125_000);
		expect(times.filter(time => time < 15_000).length).toBeGreaterThanOrEqual(4);
		expect(times.length).toBeLessThan(12);
	});
});

describe('no answer', () => {
	test.each([
		['the controller is down', new Fault('link', 'no controller')],
		['an answer that we do not understand', new Fault('parse', 'no controller')],
		['a bug of ours', new Fault('bug', 'no controller')],
	])('%s: nothing is absent, and pauses grow', async (_what, fault) => {
		const {told, times, clock} = polling({fault});
		await clock.advance(120_000);
		expect(new Set(told)).toEqual(new Set(['list 1 2 3', 'no answer: no controller']));
		expect(times.length).toBeLessThan(10);
	});

	test('it answers again', async () => {
		const {told, clock, setting} = polling({fault: new Fault('link', 'down')});
		await clock.advance(10_000);
		setting.fault = null;
		await clock.advance(30_000);
		expect(told.at(-1)).toBe('reports 1 2 3');
	});
});

test('with nothing to ask for it asks nothing, and takes up what comes', async () => {
	const {poller, told, clock, setting} = polling({ids: []});
	await clock.advance(600_000);
	expect(told).toEqual([]);
	setting.ids = ['1'];
	poller.kick();
	await clock.advance(0);
	expect(told[0]).toBe('list 1');
});

test('closed: asks no more, and what is still under way is not told', async () => {
	const gate = Promise.withResolvers<void>();
	const {poller, told, clock} = polling({gate: gate.promise});
	await clock.advance(0);
	poller.close();
	gate.resolve();
	await clock.advance(600_000);
	expect(told).toEqual(['list 1 2 3']);
	expect(clock.pauses).toEqual([]);
});
