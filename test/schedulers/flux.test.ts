import {describe, expect, test} from 'vitest';
import {expandHostlist} from '../../drivers/schedulers/flux/hostlist.js';
import {durationOf, instantOf, walltimeOf} from '../../drivers/schedulers/flux/times.js';
import flux from '../../drivers/schedulers/flux.js';
import {Fault} from '../../source/core/fault.js';
import {EVERYTHING, submissionOf} from './submissions.js';

describe('plans', () => {
	test('submit: extra arguments come before the script, and our locale does not reach the job', () => {
		const {argv} = flux.submit.plan(submissionOf({schedulerArgs: ['--setattr=a=b']}));
		expect(argv).toEqual(['env', '-u', 'LC_ALL', 'flux', 'batch', '--setattr=a=b', '/home/alice/s/job.sh']);
	});

	test.each(['--job-name=x', '--output', '--wrap', '--dry-run', '--cwd=/'])(
		'submit: %s would take from us what we need',
		argument => {
			expect(() => flux.submit.plan(submissionOf({schedulerArgs: [argument]}))).toThrow(Fault);
		},
	);

	test('list: one question for all, in ASCII, and none for nothing', () => {
		expect(flux.list.plan({ids: ['ƒ2WC', 'f2WC', 'f2WD', '7; rm']}).argv.slice(4)).toEqual(['f2WC', 'f2WD']);
		expect(flux.list.plan({ids: ['--all']}).argv).toEqual(['true']);
	});

	test('cancel and extend: never with what is no id', () => {
		expect(flux.cancel.plan({ids: ['ƒ2WC']}).argv).toEqual(['flux', 'cancel', 'f2WC']);
		expect(() => flux.cancel.plan({ids: ['--all']})).toThrow(Fault);
		expect(flux.extend?.plan({id: 'f2WC', walltimeSeconds: 90}).argv).toEqual([
			'flux',
			'update',
			'f2WC',
			'duration=90s',
		]);
	});
});

describe('directives', () => {
	test('all that was asked for, and nothing that was not', () => {
		const always = [
			'#flux: --job-name=hpctui-01jd3z',
			'#flux: --cwd=/home/alice/s',
			'#flux: --output=/home/alice/s/scheduler.log',
		];
		expect(flux.directives(submissionOf())).toEqual([...always, '#flux: --nslots=1']);
		expect(flux.directives(submissionOf({...EVERYTHING, memoryBytes: null}))).toEqual([
			...always,
			'#flux: --time-limit=5401s',
			'#flux: --queue=gpu',
			'#flux: --bank=p1',
			'#flux: --nodes=2',
			'#flux: --nslots=2',
			'#flux: --cores-per-slot=4',
			'#flux: --gpus-per-slot=1',
		]);
		expect(flux.directives(submissionOf({walltime: 'unlimited'}))).toContain('#flux: --time-limit=0');
	});

	test('folders are quoted; what Flux would replace, lines and memory are refused', () => {
		expect(flux.directives(submissionOf({}, `/home/a 'b'`))[1]).toBe(`#flux: --cwd='/home/a '\\''b'\\'''`);
		expect(() => flux.directives(submissionOf({}, '/home/{{id}}'))).toThrow(Fault);
		expect(() => flux.directives(submissionOf({queue: 'a\nb'}))).toThrow(Fault);
		expect(() => flux.directives(submissionOf({memoryBytes: 1}))).toThrow(Fault);
	});
});

test.each([
	['', []],
	['node1', ['node1']],
	['node[1-2,08],gpu1', ['node1', 'node2', 'node08', 'gpu1']],
	['r[1-2]n[3-4]', ['r1n3', 'r1n4', 'r2n3', 'r2n4']],
	['node[1-999999999]', ['node[1-999999999]']],
	['node[x]', ['node[x]']],
])('hostlist %j', (text, wanted) => {
	expect(expandHostlist(text)).toEqual(wanted);
});

test('times', () => {
	expect(instantOf('1795228841.25')).toBe(1_795_228_841_250);
	expect(instantOf('0.0')).toBeNull();
	expect(instantOf('')).toBeNull();
	expect(walltimeOf('0.0')).toBe('unlimited');
	expect(walltimeOf('')).toBeNull();
	expect(['30m', '1.5h', '2d', '90', 'inf', '0.0', ''].map(durationOf)).toEqual([
		1800,
		5400,
		172_800,
		90,
		'unlimited',
		null,
		null,
	]);
});
