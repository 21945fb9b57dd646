import {describe, expect, test} from 'vitest';
import {requestedOf} from '../../../drivers/schedulers/sge/category.js';
import {parseId, requireId, tasksHold} from '../../../drivers/schedulers/sge/job-ids.js';
import {messagesOf} from '../../../drivers/schedulers/sge/messages.js';
import {errorReasonOf, reasonOf} from '../../../drivers/schedulers/sge/reasons.js';
import {phaseOf} from '../../../drivers/schedulers/sge/states.js';
import {instantOf, walltimeOf} from '../../../drivers/schedulers/sge/times.js';
import {Fault} from '../../../source/core/fault.js';

describe('times', () => {
	test.each([
		['1795222413', 1_795_222_413_000],
		['1795222413123', 1_795_222_413_123],
		['2026-11-21T00:53:33', Date.UTC(2026, 10, 21, 0, 53, 33)],
		['2026-11-21T00:53:33.250', Date.UTC(2026, 10, 21, 0, 53, 33, 250)],
		['2024-09-20 12:54:14.123456', Date.UTC(2024, 8, 20, 12, 54, 14, 123)],
		['11/21/2026 00:53:41.125', Date.UTC(2026, 10, 21, 0, 53, 41, 125)],
		['Sat Nov 21 00:53:41 2026', Date.UTC(2026, 10, 21, 0, 53, 41)],
		['Sun Nov  1 00:53:41 2026  ', Date.UTC(2026, 10, 1, 0, 53, 41)],
		['Thu Jan  1 00:00:00 1970', null],
		['0', null],
		['-/-', null],
		['', null],
		['yesterday', null],
	])('the moment %j', (text, instant) => {
		expect(instantOf(text)).toBe(instant);
	});

	test.each([
		['1800', 1800],
		['1800.000000', 1800],
		['24:00:00', 86_400],
		['0:10:0', 600],
		[':10:', 600],
		['INFINITY', 'unlimited'],
		['24:00:00,[node1=1:00:00]', 86_400],
		['NONE', null],
		['2h', null],
		['', null],
	])('the limit %j', (text, limit) => {
		expect(walltimeOf(text)).toBe(limit);
	});

	test.each([
		['-l h_rt=1800,h_vmem=4G -pe smp 2', 'h_rt', '1800'],
		['-pe smp 2 -l h_vmem=4G', 'h_vmem', '4G'],
		['-u alice -l s_h_rt=3', 'h_rt', null],
		['', 'h_rt', null],
	])('in the category %j the resource %s', (category, resource, value) => {
		expect(requestedOf(category, resource)).toBe(value);
	});
});

describe('words', () => {
	test.each([
		['qw', 'queued'],
		['Rq', 'queued'],
		['hqw', 'held'],
		['hRwq', 'held'],
		['Eqw', 'held'],
		['EhRqw', 'held'],
		['t', 'starting'],
		['Rt', 'starting'],
		['r', 'running'],
		['hr', 'running'],
		['Rr', 'running'],
		['s', 'suspended'],
		['tS', 'suspended'],
		['RT', 'suspended'],
		['dr', 'completing'],
		['dRr', 'completing'],
		['dt', 'completing'],
		['z', 'over'],
		['', 'unknown'],
		['?', 'unknown'],
		['Kr', 'unknown'],
		['constructor', 'unknown'],
	])('the state %j is %s', (state, phase) => {
		expect(phaseOf(state)).toBe(phase);
	});

	test('of several reasons the most telling is told', () => {
		const elsewhere = 'cannot run in queue "short.q" because it is not contained in its hard queue list (-q)';
		const slots = 'cannot run in PE "smp" because it only offers 0 slots';
		expect(reasonOf([elsewhere, slots])).toEqual({reason: slots, reasonText: expect.stringMatching(/^Not enough/)});
		expect(reasonOf([elsewhere])).toEqual({reason: elsewhere, reasonText: null});
		expect(reasonOf(['a new one'])).toEqual({reason: 'a new one', reasonText: null});
		expect(reasonOf([])).toEqual({reason: null, reasonText: null});
		const never = '(-l h_rt=18000) cannot run in queue "short.q" because of cluster queue';
		expect(reasonOf([slots, never]).reasonText).toMatch(/will not start unless/);
	});

	test('an error is told without its process ids', () => {
		const said =
			'11/21/2026 00:53:40 [2001:996]: error: can\'t open output file "/nosuch/x.out": No such file or directory';
		expect(errorReasonOf([said]).reason).toBe('can\'t open output file "/nosuch/x.out": No such file or directory');
		expect(errorReasonOf([]).reason).toBe('error state');
	});

	test.each(['', 'garbage', '<a><MES_message>x</MES_message>', '<><ST_name>9</ST_name>'])(
		'what is said about jobs is left out where it is %j',
		xml => {
			expect(messagesOf(xml).waiting.size).toBe(0);
		},
	);
});

describe('ids', () => {
	test.each([
		['4242', {job: '4242', task: null}],
		['6.3', {job: '6', task: 3}],
		['6.', null],
		['', null],
		['*', null],
		['-u', null],
		['6 7', null],
		['6\n', null],
	])('%j', (text, id) => {
		expect(parseId(text)).toEqual(id);
	});

	test('what is no id is a usage fault with an example', () => {
		expect(() => requireId('x')).toThrow(Fault);
	});

	test.each([
		['3-6:1', 3, true],
		['3-6:1', 7, false],
		['1-9:2', 4, false],
		['1-9:2', 5, true],
		['3,4', 4, true],
		['3,4,7-9:1', 8, true],
		['1', 1, true],
		['...', 1, false],
		['1-3:0', 2, true],
	])('the tasks %j hold %d: %s', (set, task, holds) => {
		expect(tasksHold(set, task)).toBe(holds);
	});
});
