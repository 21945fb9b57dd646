import {describe, expect, test} from 'vitest';
import type {ScaleSpec} from '../../source/core/app.js';
import {type PlannedPart, parseScale, planAtStart, replan, type Standing, totalAfter} from '../../source/core/plan.js';

const scale: ScaleSpec = {
	name: 'engines',
	help: '',
	most: 1000,
	perJob: settings => (settings['per-job'] === undefined ? null : Number(settings['per-job'])),
};

/** `4 4 2!` : three jobs of so many; `?` waits, `!` is over. */
function planOf(text: string) {
	const words = text.split(' ').filter(word => word !== '');
	const jobs = words.map((word, index) => ({name: `engines-${index + 1}`, count: Number.parseInt(word, 10)}));
	const standings = new Map<string, Standing>(
		words.map((word, index) => [
			`engines-${index + 1}`,
			word.endsWith('?') ? 'waiting' : word.endsWith('!') ? 'over' : 'running',
		]),
	);
	return {plan: {name: 'engines', count: 0, jobs}, standingOf: (name: string) => standings.get(name) ?? 'waiting'};
}

const shown = (jobs: readonly PlannedPart[] | null) => jobs?.map(({count}) => count).join(' ');

describe('planAtStart', () => {
	test.each([
		['all in one job', {engines: '5'}, undefined],
		['a job each', {engines: '3', 'per-job': '1'}, '1 1 1'],
		['the last job takes what is left', {engines: '10', 'per-job': '4'}, '4 4 2'],
		['none', {engines: '0', 'per-job': '4'}, ''],
	])('%s', (_what, settings, jobs) => {
		const plan = planAtStart(scale, settings);
		expect(plan.count).toBe(Number(settings.engines));
		expect(shown(plan.jobs)).toBe(jobs);
	});

	test.each([{engines: '-1'}, {engines: '1001'}, {engines: 'many'}, {engines: '600', 'per-job': '1'}])(
		'%j is wrong usage',
		settings => {
			expect(() => planAtStart(scale, settings)).toThrow(expect.objectContaining({kind: 'usage'}));
		},
	);
});

describe('replan', () => {
	test.each([
		['more: new jobs', '4 4', 12, '4 4 4'],
		['more: a job that is not full is filled first', '4 2', 9, '4 4 1'],
		['more: a job that waits is filled, too', '2? 4', 8, '4 4'],
		['the same number: nothing', '4 4', 8, '4 4'],
		['the same number: what is over is replaced', '4 4!', 8, '4 0 4'],
		['fewer: the youngest that runs', '4 4 4', 8, '4 4 0'],
		['fewer: one gives up a part', '4 4 4', 9, '4 4 1'],
		['fewer: what waits goes first', '4? 4 4', 8, '0 4 4'],
		['fewer: of those that wait the youngest', '4 4? 4?', 8, '4 4 0'],
		['fewer: what is over counts for nothing', '4 4! 4', 4, '4 0 0'],
		['none', '4 4? 1', 0, '0 0 0'],
		['a job that was told to leave is not asked to stay', '4 0', 8, '4 0 4'],
	])('%s', (_what, before, count, after) => {
		const {plan, standingOf} = planOf(before);
		const next = replan(plan, count, {scale, settings: {'per-job': '4'}}, standingOf);
		expect(shown(next.jobs)).toBe(after);
		expect(next.count).toBe(count);
	});

	test('names of jobs are never used twice', () => {
		const {plan, standingOf} = planOf('4 0! 0!');
		const {jobs} = replan(plan, 8, {scale, settings: {'per-job': '4'}}, standingOf);
		expect(jobs?.map(({name}) => name)).toEqual(['engines-1', 'engines-2', 'engines-3', 'engines-4']);
	});
});

describe('parseScale', () => {
	test.each([
		['engines=+4', 'more', 4],
		['engines=-2', 'fewer', 2],
		['engines=10', 'total', 10],
		['workers=0', 'total', 0],
	])('%s', (text, type, count) => {
		expect(parseScale(text)).toEqual({name: text.split('=')[0], change: {type, count}});
	});

	test.each([
		'',
		'engines',
		'engines=',
		'engines=+',
		'engines=1.5',
		'engines=++1',
		'=4',
		'Engines=4',
		'engines=4 ',
		'engines=1e3',
	])('%j is wrong usage', text => {
		expect(() => parseScale(text)).toThrow(expect.objectContaining({kind: 'usage', hint: expect.any(String)}));
	});
});

test.each([
	['more', 4, 10],
	['fewer', 2, 4],
	['fewer', 6, 0],
	['total', 9, 9],
] as const)('%s %i', (type, count, total) => {
	expect(totalAfter({name: 'engines', count: 6, jobs: null}, {type, count})).toBe(total);
});

test('fewer than none is wrong usage', () => {
	const wish = () => totalAfter({name: 'engines', count: 6, jobs: null}, {type: 'fewer', count: 7});
	expect(wish).toThrow(expect.objectContaining({kind: 'usage'}));
});
