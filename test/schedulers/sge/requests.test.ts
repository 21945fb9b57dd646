import {describe, expect, test} from 'vitest';
import sge from '../../../drivers/schedulers/sge.js';
import {Fault} from '../../../source/core/fault.js';
import type {Resources} from '../../../source/core/job.js';
import {submissionOf} from '../submissions.js';

/** What follows the script among the arguments of a submission: its needs, and what goes to qsub. */
function submitted(resources: Partial<Resources>): {
	readonly needs: readonly string[];
	readonly qsub: readonly string[];
} {
	const words = sge.submit.plan(submissionOf(resources)).argv.slice(4);
	return {needs: words.slice(0, 7), qsub: words.slice(7)};
}

const SEVEN_GIB = 7 * 1024 ** 3;

describe('plans', () => {
	test('submit: the folder and a log in it are arguments, which need no quoting', () => {
		const {needs, qsub} = submitted({});
		expect(needs).toEqual(['', '1', '$pe_slots', '1', '', '', '']);
		expect(qsub).toEqual(['-wd', '/home/alice/s', '-o', 'scheduler.log', '/home/alice/s/job.sh']);
	});

	test.each<[string, Partial<Resources>, readonly string[]]>([
		['one cpu needs no environment', {cpus: 1}, ['', '1', '$pe_slots', '1', '', '', '']],
		['several cpus need one', {cpus: 4}, ['4', '4', '$pe_slots', '4', '', '', '']],
		['several nodes need one with a fixed number', {nodes: 3, cpus: 4}, ['4', '12', '4', '4', '', '', '']],
		['nodes of one cpu each', {nodes: 2}, ['1', '2', '1', '1', '', '', '']],
		[
			'memory and GPUs, in a queue',
			{memoryBytes: SEVEN_GIB, gpus: 2, queue: 'gpu.q'},
			['', '1', '$pe_slots', '1', String(SEVEN_GIB), '2', 'gpu.q'],
		],
		['no GPUs', {gpus: 0}, ['', '1', '$pe_slots', '1', '', '', '']],
		[
			"the person's environment is left to them",
			{cpus: 4, schedulerArgs: ['-pe', 'mpi', '8']},
			['', '8', '$pe_slots', '8', '', '', ''],
		],
		['a range of slots', {schedulerArgs: ['-pe orte 4-16']}, ['', '4', '$pe_slots', '4', '', '', '']],
	])('submit: %s', (_what, resources, needs) => {
		expect(submitted(resources).needs).toEqual(needs);
	});

	test("submit: an option may stand with its values, which only qsub's own reader splits further", () => {
		const {qsub} = submitted({schedulerArgs: ['-pe smp 4', '-l h=node1|node2', '-v', 'A=b c', '-hard']});
		expect(qsub.slice(4, -1)).toEqual(['-pe', 'smp', '4', '-l', 'h=node1|node2', '-v', 'A=b c', '-hard']);
	});

	test.each(['-N', '-t 1-3', '-o', '-j y', '-S', '-sync', '-terse', '-wd', '-cwd', '-C', '-clear', '-b'])(
		'submit: %s would take from us what we need',
		argument => {
			expect(() => submitted({schedulerArgs: ['-hard', argument]})).toThrow(Fault);
		},
	);

	test.each(['-h', '-hold_jid', '-l', '-w', '-notify', '-r', '-ac', '-P', '-js', '-binding'])(
		"submit: %s is the person's choice",
		argument => {
			expect(submitted({schedulerArgs: [argument]}).qsub).toContain(argument);
		},
	);

	test('list and history: one question for all, in one zone, and never about what is no id', () => {
		const listed = sge.list.plan({ids: ['1', '2.3', '1', '2', '*', '-f']});
		expect(listed.argv.slice(3)).toEqual(['hpctui', '1,2']);
		expect(listed.env).toEqual({TZ: 'UTC0'});
		expect(sge.list.plan({ids: ['*']}).argv).toEqual(['true']);
		expect(sge.history?.plan({ids: ['1', '2.3', '*']}).argv.slice(3)).toEqual(['hpctui', '1', '2']);
		expect(sge.history?.plan({ids: []}).argv).toEqual(['true']);
	});

	test('cancel and extend: a pattern or a name is never handed to qdel or qalter', () => {
		expect(sge.cancel.plan({ids: ['7', '8.2']}).argv).toEqual(['qdel', '7', '8.2']);
		for (const id of ['*', 'run', '-u', '7 8', '']) {
			expect(() => sge.cancel.plan({ids: [id]})).toThrow(Fault);
			expect(() => sge.extend?.plan({id, walltimeSeconds: 60})).toThrow(Fault);
		}

		expect(sge.extend?.plan({id: '7.3', walltimeSeconds: 187_200.4}).argv.slice(3)).toEqual(['hpctui', '7', '187201']);
	});
});

describe('directives', () => {
	test('what was asked for and needs no knowledge of the site', () => {
		const always = ['#$ -N hpctui-01jd3z', '#$ -S /bin/sh', '#$ -V', '#$ -j y'];
		expect(sge.directives(submissionOf())).toEqual(always);
		const resources = {walltime: 187_200, queue: 'all.q@node1', account: 'p1', cpus: 4, memoryBytes: 8, gpus: 1};
		expect(sge.directives(submissionOf(resources))).toEqual([
			...always,
			'#$ -l h_rt=187200',
			'#$ -q all.q@node1',
			'#$ -P p1',
		]);
		expect(sge.directives(submissionOf({walltime: 'unlimited'})).at(-1)).toBe('#$ -l h_rt=INFINITY');
		expect(sge.directives(submissionOf({queue: 'a b'})).at(-1)).toBe('#$ -q "a b"');
	});

	test.each([{queue: 'a\n#$ -t 1-9'}, {account: 'a"b'}, {queue: 'x\r'}])('%j is no line of a script', resources => {
		expect(() => sge.directives(submissionOf(resources))).toThrow(Fault);
	});

	test('a folder with everything in it but what Grid Engine replaces (run by a live 8.1.9)', () => {
		expect(sge.directives(submissionOf({}, `/home/alice/odd 'q' "d" ü,x:y \\ # *`))).toHaveLength(4);
		expect(() => sge.directives(submissionOf({}, '/home/alice/$HOME'))).toThrow(/dollar|cannot run/);
		expect(() => sge.directives(submissionOf({}, '/home/alice/a\nb'))).toThrow(Fault);
	});
});
