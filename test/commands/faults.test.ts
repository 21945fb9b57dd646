import {describe, expect, test} from 'vitest';
import {Fault} from '../../source/core/fault.js';
import {sessionWith} from '../client/session.js';
import {EXIT_CODES} from '../core/exit-codes.js';
import {ANSWERS} from './answers.js';
import {runLine} from './world.js';

describe('faults', () => {
	test.each(EXIT_CODES)('%s: exit code %i', async (kind, code) => {
		expect((await runLine('ls', {answers: {'session.list': new Fault(kind, 'no')}})).code).toBe(code);
	});

	const fault = new Fault('refused', 'the scheduler refused the job', {
		hint: 'see the partitions: hpctui cluster test lab',
		retry: 'after-user',
		facts: {
			hop: 'login',
			said: 'sbatch: error: invalid partition specified: nope\nsbatch: error: Batch job submission failed',
		},
	});

	test('for people: what, where, the other program’s words, what to try', async () => {
		const {err, out, code} = await runLine('new jupyter --cluster c', {answers: {'session.new': fault}});
		expect({out, code}).toEqual({out: '', code: 6});
		expect(err).toBe(
			[
				'hpctui: the scheduler refused the job',
				'  at:   login',
				'  said: sbatch: error: invalid partition specified: nope',
				'        sbatch: error: Batch job submission failed',
				'  hint: see the partitions: hpctui cluster test lab',
				'',
			].join('\n'),
		);
	});

	test('as JSON: code, message, hint, and the facts', async () => {
		const {err, out} = await runLine('new jupyter --cluster c --json', {answers: {'session.new': fault}});
		expect(out).toBe('');
		expect(JSON.parse(err)).toEqual({
			error: {
				code: 'refused',
				message: fault.message,
				hint: fault.hint,
				exitCode: 6,
				retry: 'after-user',
				facts: fault.facts,
			},
		});
	});

	test('--verbose tells the kind; a bug says that it is one', async () => {
		const {err} = await runLine('ls --verbose', {answers: {'session.list': fault}});
		expect(err).toContain('refused, retry after-user');
		const bug = await runLine('ls', {answers: {'session.list': new Fault('bug', 'x is undefined')}});
		expect(bug.err).toContain('a bug of ours');
	});
});

describe('the daemon', () => {
	test('status does not start one: exit code 1 where none runs', async () => {
		const {code, starts, err} = await runLine('daemon status', {isDown: true});
		expect({code, starts, err}).toEqual({code: 1, starts: [false], err: expect.stringContaining('no daemon')});
	});

	test('stop where none runs is done already', async () => {
		const {code, out} = await runLine('daemon stop --json', {isDown: true});
		expect({code, out}).toEqual({code: 0, out: '{"stopped":false}\n'});
	});

	test('the demo is left to its part', async () => {
		const parts = {demo: async () => sessionWith(), stopDemo: async () => true};
		const {out, code} = await runLine('demo --headless', {answers: ANSWERS, parts});
		expect({out, code}).toEqual({out: 'http://127.0.0.1:8888/?token=abc\n', code: 0});
		expect((await runLine('demo --stop --json', {answers: ANSWERS, parts})).out).toBe('{"stopped":true}\n');
	});
});
