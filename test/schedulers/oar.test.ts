import {describe, expect, test} from 'vitest';
import {readDumper} from '../../drivers/schedulers/oar/dumper.js';
import {clockOf} from '../../drivers/schedulers/oar/resources.js';
import {currentOf} from '../../drivers/schedulers/oar/resubmission.js';
import {outcomeOf, phaseOf} from '../../drivers/schedulers/oar/states.js';
import oar from '../../drivers/schedulers/oar.js';
import type {JobPhase, Resources, SessionOutcome} from '../../source/core/job.js';
import type {Submission} from '../../source/core/scheduler.js';
import {submissionOf} from './submissions.js';

/** The lines beside the name and the log. */
function asked(resources: Partial<Resources>): readonly string[] {
	return oar.directives(submissionOf(resources)).filter(line => !/--(name|stdout|stderr) /.test(line));
}

describe('directives', () => {
	test('the job bears the tag, and its log is named from its own folder', () => {
		expect(oar.directives(submissionOf({}, '/home/ålice/my jobs/$x'))).toEqual([
			'#OAR --name hpctui-01jd3z',
			'#OAR --stdout scheduler.log',
			'#OAR --stderr scheduler.log',
		]);
	});

	test.each<[string, Partial<Resources>, readonly string[]]>([
		['nothing', {}, []],
		['a walltime alone keeps the site’s own resources', {walltime: 5400}, ['--resource walltime=1:30:00']],
		['cpus are cores of one node', {cpus: 4}, ['--resource /nodes=1/core=4']],
		['whole nodes', {nodes: 2, walltime: 90_061}, ['--resource /nodes=2,walltime=25:01:01']],
		['GPUs of each node', {nodes: 2, gpus: 1}, ['--resource /nodes=2/gpu=1']],
		['cores are split among GPUs, rather more than fewer', {gpus: 2, cpus: 5}, ['--resource /nodes=1/gpu=2/core=3']],
		['no GPU is none', {gpus: 0}, []],
		['queue and project', {queue: 'long', account: 'lab'}, ['--queue long', '--project lab']],
		[
			'a person’s own resources replace ours, and get the walltime',
			{cpus: 4, walltime: 60, schedulerArgs: ['-l', '/switch=1/nodes=4', '-t', 'deploy']},
			['--resource /switch=1/nodes=4,walltime=0:01:00'],
		],
		[
			'unless they have one, in whatever form they are given',
			{walltime: 60, schedulerArgs: ['-l/nodes=1,walltime=2', '--resource=/core=8']},
			['--resource /nodes=1,walltime=2', '--resource /core=8,walltime=0:01:00'],
		],
	])('%s', (_, resources, lines) => {
		expect(asked(resources)).toEqual(lines.map(line => `#OAR ${line}`));
	});

	test.each<[string, Submission]>([
		['no end', submissionOf({walltime: 'unlimited'})],
		['memory, of which OAR knows nothing', submissionOf({memoryBytes: 1})],
		['a queue that would end a text of SQL', submissionOf({queue: "x', 'y"})],
		['a project on two lines', submissionOf({account: 'a\nb'})],
		['a folder that would end a text of Perl', submissionOf({}, "/home/o'brien/s")],
	])('%s: a fault of usage', (_, wanted) => {
		expect(() => oar.directives(wanted)).toThrow(expect.objectContaining({kind: 'usage'}));
	});
});

describe('plans', () => {
	test('submit: the folder is an argument, and the script is named in it', () => {
		const {argv} = oar.submit.plan(submissionOf({schedulerArgs: ['-p', 'gpu > 0', '-l', '/core=1']}, '/home/a b'));
		expect(argv.slice(3)).toEqual(['hpctui', '/home/a b', '--scanscript', '-p', 'gpu > 0', './job.sh']);
	});

	test('the database is asked for before what would wait for it for ever', () => {
		const plans = [oar.submit.plan(submissionOf()), oar.cancel.plan({ids: ['1']})];
		for (const {argv} of [...plans, oar.extend?.plan({id: '1', walltimeSeconds: 60})].filter(
			plan => plan !== undefined,
		)) {
			expect(argv[2]).toMatch(/oarstat --state --job 1 >\/dev\/null \|\| exit\n(?:exec oarsub|oardel|successor=)/);
		}
	});

	test.each(['-n', '--name=x', '--array', '-I', '-O', '--stdout=x', '-r', '--resubmit=3', '-d'])(
		'%s would take the job from us',
		argument => {
			expect(() => oar.submit.plan(submissionOf({schedulerArgs: [argument]}))).toThrow(/not possible for a session/);
		},
	);

	test.each(['0', '12a', '1 OR 1=1', '', '-1', '12;3'])('%j is no id: left out of a listing, refused elsewhere', id => {
		expect(oar.list.plan({ids: [id]}).argv).toEqual(['true']);
		expect(() => oar.cancel.plan({ids: [id]})).toThrow(expect.objectContaining({kind: 'usage'}));
		expect(() => oar.extend?.plan({id, walltimeSeconds: 60})).toThrow(expect.objectContaining({kind: 'usage'}));
	});

	test('find: whatever SQL could read as more than text is a wildcard', () => {
		expect(oar.find.plan({tag: "x' OR '1'='1"}).argv.at(-1)).toBe('x%OR%1%1');
		expect(oar.find.plan({tag: 'hpctui-01jd3z'}).argv.at(-1)).toBe('hpctui-01jd3z');
	});
});

describe('states', () => {
	test.each<[string, JobPhase]>([
		['Waiting', 'queued'],
		['toAckReservation', 'queued'],
		['Hold', 'held'],
		['toLaunch', 'starting'],
		['Resuming', 'suspended'],
		['toError', 'completing'],
		['Terminated', 'over'],
		['Error', 'over'],
		['constructor', 'unknown'],
	])('%s is %s', (state, phase) => {
		expect(phaseOf(state)).toBe(phase);
	});

	const event = (type: string, description = '') => ({type, description});

	test.each<[string, string, number | null, ReturnType<typeof event>[], SessionOutcome | null]>([
		['exit 0', 'Terminated', 0, [], 'completed'],
		['deleted after its end', 'Terminated', 0, [event('FRAG_JOB_REQUEST')], 'completed'],
		['a signal', 'Terminated', 9, [], 'failed'],
		['no exit status', 'Terminated', null, [], null],
		['a granted walltime is no end', 'Error', null, [event('WALLTIME', 'walltime changed: 1:0:0')], 'failed'],
		['deleted', 'Error', null, [event('WALLTIME', 'walltime changed'), event('FRAG_JOB_REQUEST')], 'cancelled'],
		['elapsed', 'Error', null, [event('FRAG_JOB_REQUEST'), event('WALLTIME', '[sarko] … (Elapsed)')], 'timeout'],
		['gave way', 'Error', null, [event('FRAG_JOB_REQUEST'), event('BESTEFFORT_KILL')], 'preempted'],
		['nodes', 'Error', null, [event('PING_CHECKER_NODE_SUSPECTED')], 'node-failure'],
		['not over', 'Running', null, [event('BESTEFFORT_KILL')], null],
	])('%s', (_, state, status, events, outcome) => {
		expect(outcomeOf(state, status, events)).toBe(outcome);
	});
});

describe('resubmission', () => {
	const resubmitted = (to: string) => ({events: [{type: 'RESUBMIT_JOB_AUTOMATICALLY', description: to}]});

	test('is followed as far as it is known, and never in a circle', () => {
		const jobs = new Map<string, Record<string, unknown>>([
			['1', resubmitted('[NodeChangeState] Resubmiting job 1 => 2) (due to event …)')],
			['2', resubmitted('the job 2 is besteffort and idempotent so we resubmit it (new id = 3)')],
			['3', {state: 'Running'}],
			['4', resubmitted('Resubmiting job 4 => 9')],
			['5', resubmitted('Resubmiting job 5 => 5')],
		]);
		expect(currentOf('1', jobs)).toBe(jobs.get('3'));
		expect(currentOf('4', jobs)).toBe(jobs.get('4'));
		expect(currentOf('5', jobs)).toBe(jobs.get('5'));
		expect(currentOf('6', jobs)).toBeUndefined();
	});
});

describe('Perl’s notation', () => {
	test.each<[string, unknown]>([
		[
			`{'a' => 'it\\'s \\\\','b' => undef,'c' => [1,-2,'3'],'d' => {}}`,
			{a: "it's \\", b: null, c: [1, -2, '3'], d: {}},
		],
		[`{"x" => "\\x{c3}\\x{bc} \\$HOME \\"q\\" \\n"}`, {x: 'ü $HOME "q" \n'}],
		[`{'wide' => "\\x{20ac}"}`, {wide: '€'}],
		['{}', {}],
		["{'a' => ", undefined],
		['{;}', undefined],
		['', undefined],
		['bless( {}, "X" )', undefined],
	])('%j', (text, value) => {
		expect(readDumper(text)).toEqual(value);
	});
});

test.each([
	[59, '0:00:59'],
	[3600, '1:00:00'],
	[360_000, '100:00:00'],
])('%i s are %s', (seconds, clock) => {
	expect(clockOf(seconds)).toBe(clock);
});
