import {describe, expect, test} from 'vitest';
import htcondor from '../../drivers/schedulers/htcondor.js';
import {Fault} from '../../source/core/fault.js';
import {EVERYTHING, submissionOf} from './submissions.js';

function descriptionOf(...given: Parameters<typeof submissionOf>): readonly string[] {
	return String(htcondor.submit.plan(submissionOf(...given)).stdin).split('\n');
}

describe('plans', () => {
	test('submit: a description on standard input, extra arguments before it, and no line in the script', () => {
		const {argv} = htcondor.submit.plan(submissionOf({schedulerArgs: ['-append', '+JobFlavour = "longlunch"']}));
		expect(argv).toEqual(['condor_submit', '-terse', '-append', '+JobFlavour = "longlunch"', '-']);
		expect(htcondor.directives(submissionOf(EVERYTHING))).toEqual([]);
	});

	test.each(['-batch-name', '-spool', '-interactive', '-', 'executable=/bin/sh', '-queue'])(
		'submit: %s would take from us what we need',
		argument => {
			expect(() => htcondor.submit.plan(submissionOf({schedulerArgs: [argument]}))).toThrow(Fault);
		},
	);

	test('the description: all that was asked for, and a limit that can be changed', () => {
		const lines = descriptionOf({...EVERYTHING, nodes: 1, queue: null});
		expect(lines).toEqual(
			expect.arrayContaining([
				'universe = vanilla',
				'executable = /home/alice/s/job.sh',
				'output = /home/alice/s/scheduler.log',
				'My.HpctuiTag = "hpctui-01jd3z"',
				'accounting_group = p1',
				'request_cpus = 4',
				'request_memory = 8193',
				'request_gpus = 1',
				'My.HpctuiWalltime = 5401',
			]),
		);
		expect(lines.find(line => line.startsWith('periodic_remove = '))).toContain('> HpctuiWalltime');
		expect(lines.at(-2)).toBe('queue 1');
	});

	test('the description: without a walltime nothing is removed', () => {
		expect(descriptionOf().filter(line => /walltime|periodic/i.test(line))).toEqual([]);
		expect(descriptionOf({walltime: 'unlimited'}).filter(line => /walltime|periodic/i.test(line))).toEqual([]);
	});

	test('the description: a dollar means itself; what cannot be written, and a second machine, are refused', () => {
		expect(descriptionOf({}, '/home/$(a) b')).toContain('initialdir = /home/$(DOLLAR)(a) b');
		expect(() => descriptionOf({}, '/home/a\nqueue 9')).toThrow(Fault);
		expect(() => descriptionOf({queue: 'local\\'})).toThrow(Fault);
		expect(() => descriptionOf({nodes: 2})).toThrow(Fault);
	});

	test('list and history: one question for all, and none for nothing', () => {
		expect(htcondor.list.plan({ids: ['1.0', '2', '1.0', 'alice']}).argv.slice(-2)).toEqual(['1.0', '2']);
		expect(htcondor.list.plan({ids: ['alice']}).argv).toEqual(['true']);
		expect(htcondor.history?.plan({ids: ['alice']}).argv).toEqual(['true']);
	});

	test('cancel: never with what is no id', () => {
		expect(htcondor.cancel.plan({ids: ['7.0', '8.1']}).argv).toEqual(['condor_rm', '7.0', '8.1']);
		expect(() => htcondor.cancel.plan({ids: ['alice']})).toThrow(Fault);
		expect(() => htcondor.cancel.plan({ids: ['-all']})).toThrow(Fault);
	});
});
