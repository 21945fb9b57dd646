import {describe, expect, test} from 'vitest';
import {instantOf, referenceOf, walltimeOf} from '../../drivers/schedulers/lsf/times.js';
import lsf from '../../drivers/schedulers/lsf.js';
import {Fault} from '../../source/core/fault.js';
import {EVERYTHING, submissionOf} from './submissions.js';

describe('plans', () => {
	test('submit: the script goes in by standard input, and our locale does not reach the job', () => {
		const {argv} = lsf.submit.plan(submissionOf({schedulerArgs: ['-app', 'notebooks']}));
		expect(argv.slice(3)).toEqual(['hpctui', '/home/alice/s/job.sh', '-app', 'notebooks']);
		expect(argv[2]).toContain('env -u LC_ALL LSB_NTRIES=3 bsub "$@" <"$script"');
	});

	test.each(['-J', '-o', '-K', '-I', '-Is', '-cwd', '-V'])('submit: %s would take from us what we need', argument => {
		expect(() => lsf.submit.plan(submissionOf({schedulerArgs: ['-x', argument]}))).toThrow(argument);
	});

	test('list: one question for all, with the time it was asked at, in UTC and with years', () => {
		const {argv, env} = lsf.list.plan({ids: ['1', '2[3]', '1', 'no id; rm', '0']});
		expect(argv.slice(0, 5)).toEqual(['sh', '-c', 'date +%s; exec "$@"', 'hpctui', 'bjobs']);
		expect(argv.slice(-2)).toEqual(['1', '2[3]']);
		expect(env).toMatchObject({TZ: 'UTC0', LSB_DISPLAY_YEAR: 'Y'});
		expect(lsf.list.plan({ids: ['none']}).argv).toEqual(['date', '+%s']);
		const nothing = {code: 0, signal: null, stdout: new TextEncoder().encode('1795235400\n'), stderr: new Uint8Array()};
		expect(lsf.list.read(nothing, {ids: ['none']})).toEqual([]);
	});

	test('cancel: never 0, which is all jobs of the user', () => {
		expect(lsf.cancel.plan({ids: ['7', '8[1]']}).argv).toEqual(['bkill', '7', '8[1]']);
		expect(() => lsf.cancel.plan({ids: ['0']})).toThrow(Fault);
		expect(() => lsf.cancel.plan({ids: ['-u bob']})).toThrow(Fault);
	});

	test('extend: in whole minutes', () => {
		expect(lsf.extend?.plan({id: '7', walltimeSeconds: 5401}).argv).toEqual(['bmod', '-W', '91', '7']);
	});
});

describe('directives', () => {
	test('all that was asked for, and nothing that was not', () => {
		const always = ['#BSUB -J hpctui-01jd3z', '#BSUB -cwd /home/alice/s', '#BSUB -o /home/alice/s/scheduler.log'];
		expect(lsf.directives(submissionOf())).toEqual(always);
		expect(lsf.directives(submissionOf(EVERYTHING))).toEqual([
			...always,
			'#BSUB -W 91',
			'#BSUB -q gpu',
			'#BSUB -P p1',
			'#BSUB -n 8',
			"#BSUB -R 'span[ptile=4]'",
			'#BSUB -M 8193MB',
			"#BSUB -R 'rusage[mem=8193MB]'",
			'#BSUB -gpu num=1',
		]);
		expect(lsf.directives(submissionOf({cpus: 4, walltime: 'unlimited'})).slice(3)).toEqual([
			'#BSUB -n 4',
			"#BSUB -R 'span[hosts=1]'",
		]);
	});

	test('folders are quoted, and refused where they cannot be', () => {
		expect(lsf.directives(submissionOf({}, `/home/a b`))[1]).toBe("#BSUB -cwd '/home/a b'");
		expect(lsf.directives(submissionOf({}, `/home/a'b`))[1]).toBe(`#BSUB -cwd "/home/a'b"`);
		for (const folder of [`/home/a'"b`, '/home/%J', '/home/a\nb']) {
			expect(() => lsf.directives(submissionOf({}, folder))).toThrow(Fault);
		}
	});
});

describe('times', () => {
	const reference = Date.UTC(2027, 0, 1, 1);

	test.each([
		['Nov 21 03:44:46 2026', Date.UTC(2026, 10, 21, 3, 44, 46)],
		['Nov 21 03:44:46 2026 L', Date.UTC(2026, 10, 21, 3, 44, 46)],
		['Sat Nov 21 03:44:46 2026', Date.UTC(2026, 10, 21, 3, 44, 46)],
		['Thu Oct  8 12:00:00', Date.UTC(2026, 9, 8, 12)],
		['Dec 31 23:48', Date.UTC(2026, 11, 31, 23, 48)],
		['Jan  1 05:07 L', Date.UTC(2027, 0, 1, 5, 7)],
		['', null],
		['-', null],
		['Now 21 03:44', null],
	])('%s', (text, wanted) => {
		expect(instantOf(text, reference)).toBe(wanted);
	});

	test('without year and without reference nothing is guessed', () => {
		expect(instantOf('Dec 31 23:48', null)).toBeNull();
		expect(referenceOf('1795235400')).toBe(1_795_235_400_000);
		expect(referenceOf('<html>')).toBeNull();
	});

	test.each([
		['60.0', 3600],
		['319.0/hostA', 19_140],
		['00:10:00', 600],
		['1440.0 min of hostA', 86_400],
		['-', null],
		['', null],
	])('limit %s', (text, wanted) => {
		expect(walltimeOf(text)).toBe(wanted);
	});
});
