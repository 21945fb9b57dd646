import {describe, expect, test} from 'vitest';
import {requestedOf} from '../../drivers/schedulers/sge/category.js';
import {parseId, requireId, tasksHold} from '../../drivers/schedulers/sge/job-ids.js';
import {messagesOf} from '../../drivers/schedulers/sge/messages.js';
import {errorReasonOf, reasonOf} from '../../drivers/schedulers/sge/reasons.js';
import {phaseOf} from '../../drivers/schedulers/sge/states.js';
import {instantOf, walltimeOf} from '../../drivers/schedulers/sge/times.js';
import {readXml} from '../../drivers/schedulers/sge/xml.js';
import sge from '../../drivers/schedulers/sge.js';
import {Fault} from '../../source/core/fault.js';
import type {Resources} from '../../source/core/job.js';
import type {Submission} from '../../source/core/scheduler.js';

const nothing: Resources = {
	walltime: null,
	queue: null,
	account: null,
	nodes: null,
	cpus: null,
	memoryBytes: null,
	gpus: null,
	schedulerArgs: [],
};

function submission(resources: Partial<Resources> = {}, folder = '/home/alice/s'): Submission {
	return {
		tag: 'hpctui-01jd3z',
		folder,
		scriptPath: `${folder}/job.sh`,
		schedulerLogPath: `${folder}/scheduler.log`,
		resources: {...nothing, ...resources},
	};
}

/** What follows the script among the arguments of a submission: its needs, and what goes to qsub. */
function submitted(resources: Partial<Resources>): {
	readonly needs: readonly string[];
	readonly qsub: readonly string[];
} {
	const words = sge.submit.plan(submission(resources)).argv.slice(4);
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
		expect(sge.directives(submission())).toEqual(always);
		const resources = {walltime: 187_200, queue: 'all.q@node1', account: 'p1', cpus: 4, memoryBytes: 8, gpus: 1};
		expect(sge.directives(submission(resources))).toEqual([
			...always,
			'#$ -l h_rt=187200',
			'#$ -q all.q@node1',
			'#$ -P p1',
		]);
		expect(sge.directives(submission({walltime: 'unlimited'})).at(-1)).toBe('#$ -l h_rt=INFINITY');
		expect(sge.directives(submission({queue: 'a b'})).at(-1)).toBe('#$ -q "a b"');
	});

	test.each([{queue: 'a\n#$ -t 1-9'}, {account: 'a"b'}, {queue: 'x\r'}])('%j is no line of a script', resources => {
		expect(() => sge.directives(submission(resources))).toThrow(Fault);
	});

	test('a folder with everything in it but what Grid Engine replaces (run by a live 8.1.9)', () => {
		expect(sge.directives(submission({}, `/home/alice/odd 'q' "d" ü,x:y \\ # *`))).toHaveLength(4);
		expect(() => sge.directives(submission({}, '/home/alice/$HOME'))).toThrow(/dollar|cannot run/);
		expect(() => sge.directives(submission({}, '/home/alice/a\nb'))).toThrow(Fault);
	});
});

describe('XML', () => {
	function read(xml: string): readonly string[] {
		const told: string[] = [];
		readXml(xml, 'qstat', {
			open: (name, attribute) => told.push(`<${name} ${attribute('name') ?? ''}`.trim()),
			close: (name, text) => told.push(`${name}=${text}`),
		});
		return told;
	}

	test.each<[string, readonly string[]]>([
		[
			'<a><b name="n 1">1 &lt; 2 &amp;&amp; &#65;&#x42; &what; &apos;</b></a>',
			['<a', '<b n 1', "b=1 < 2 && AB &what; '", 'a='],
		],
		["<a><b name='x'/><c></c></a>", ['<a', '<b x', 'b=', '<c', 'c=', 'a=']],
		["<?xml version='1.0'?>\n<!-- a > b --><a>text</a>\n", ['<a', 'a=text']],
		['<a >\n <b >1</b >\n</a>', ['<a', '<b', 'b=1', 'a=']],
		['<a other-name="no" name="yes"/>', ['<a yes', 'a=']],
	])('%j', (xml, told) => {
		expect(read(xml)).toEqual(told);
	});

	test.each([
		'',
		'text',
		'<a>',
		'<a></b>',
		'<a></a>trailing',
		'before<a></a>',
		'<a></a><b></b>',
		'<a><b></a></b>',
		'</a>',
		'<a',
		'<!--',
		'<><ST_name>9</ST_name></>x',
	])('%j is none', xml => {
		expect(() => read(xml)).toThrow(Fault);
	});

	test('50,000 jobs are read in one pass, without their text being kept', () => {
		const job = '<job_list state="running"><JB_job_number>4</JB_job_number><JB_name>a &amp; b</JB_name></job_list>\n';
		const xml = `<job_info><queue_info>${job.repeat(50_000)}</queue_info></job_info>`;
		let jobs = 0;
		const before = performance.now();
		readXml(xml, 'qstat', {close: name => (jobs += name === 'job_list' ? 1 : 0)});
		expect(jobs).toBe(50_000);
		// A reader that looks at the rest of the text for each tag would take minutes.
		expect(performance.now() - before).toBeLessThan(5000);
	});
});

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
