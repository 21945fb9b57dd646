import {describe, expect, test} from 'vitest';
import {expandHostlist, indexSetHolds} from '../../drivers/schedulers/slurm/hostlist.js';
import {parseId, requireId, speaksOf} from '../../drivers/schedulers/slurm/job-ids.js';
import {reasonOf, reasonTextOf} from '../../drivers/schedulers/slurm/reasons.js';
import {meaningOf} from '../../drivers/schedulers/slurm/states.js';
import {instantOf, walltimeOf} from '../../drivers/schedulers/slurm/times.js';
import slurm from '../../drivers/schedulers/slurm.js';
import {Fault} from '../../source/core/fault.js';
import {submissionOf} from './submissions.js';

const FORMAT = '\x1e%i\x1f%T\x1f%r\x1f%S\x1f%V\x1f%e\x1f%l\x1f%N\x1f%P\x1f%j\x1d';

describe('plans', () => {
	test('submit: the extra arguments come before the script, and our locale does not reach the job', () => {
		const {argv} = slurm.submit.plan(submissionOf({schedulerArgs: ['--constraint=a b', '-p', 'long']}));
		const submitted = ['sbatch', '--parsable', '--constraint=a b', '-p', 'long', '/home/alice/s/job.sh'];
		expect(argv).toEqual(['env', '-u', 'LC_ALL', ...submitted]);
	});

	test.each([
		'--job-name=x',
		'-Jx',
		'--array=1-3',
		'-a',
		'--wrap=x',
		'--wait',
		'--test-only',
		'-o',
		'--error=x',
		'--help',
	])('submit: %s would take from us what we need', argument => {
		const plan = () => slurm.submit.plan(submissionOf({schedulerArgs: ['--exclusive', argument]}));
		expect(plan).toThrow(Fault);
		expect(plan).toThrow(argument);
	});

	test.each(['--account=x', '--export=ALL,A=b', '-p', '--array-like', '--waiting', '--hint=nomultithread'])(
		"submit: %s is the person's choice",
		argument => {
			expect(slurm.submit.plan(submissionOf({schedulerArgs: [argument]})).argv).toContain(argument);
		},
	);

	test('list: one question for all; a single id is named twice', () => {
		const start = ['squeue', '--noheader', '--states=all', `--format=${FORMAT}`];
		const plan = slurm.list.plan({ids: ['1', '2_3', '1', 'no id; rm']});
		expect(plan.argv).toEqual([...start, '--jobs=1,2_3']);
		expect(plan.env).toEqual({SLURM_TIME_FORMAT: '%s'});
		expect(slurm.list.plan({ids: ['7']}).argv).toEqual([...start, '--jobs=7,7']);
		expect(slurm.list.plan({ids: ['7;two', '8;one']}).argv).toEqual([...start, '--jobs=7,8', '--clusters=one,two']);
		expect(slurm.list.plan({ids: []}).argv).toEqual(['true']);
	});

	test('list: our own cluster and another are asked one after the other', () => {
		const {argv} = slurm.list.plan({ids: ['7', '8;one']});
		expect(argv.slice(0, 2)).toEqual(['sh', '-c']);
		expect(argv.slice(3, 6)).toEqual(['hpctui', 'one', 'squeue']);
		expect(argv.at(-1)).toBe('--jobs=7,8');
	});

	test('cancel: plain where it can be, and never with what is no id', () => {
		expect(slurm.cancel.plan({ids: ['7', '8_1']}).argv).toEqual(['scancel', '--verbose', '7', '8_1']);
		expect(slurm.cancel.plan({ids: ['7', '8;one']}).argv.slice(3)).toEqual(['hpctui', '', '7', 'one', '8']);
		expect(() => slurm.cancel.plan({ids: ['--user=bob']})).toThrow(Fault);
		expect(() => slurm.cancel.plan({ids: ['7 8']})).toThrow(Fault);
	});

	test('extend: the limit is written with days', () => {
		const {argv} = slurm.extend?.plan({id: '7;one', walltimeSeconds: 187_200}) ?? {};
		expect(argv?.slice(3)).toEqual(['hpctui', 'one', '7', '2-04:00:00']);
	});

	test('estimate: nothing needs to be on the cluster yet', () => {
		const {argv, stdin} = slurm.estimate?.plan(submissionOf({walltime: 60})) ?? {};
		expect(argv).toEqual(['sbatch', '--test-only']);
		expect(stdin).toMatch(/^#!\/bin\/sh\n#SBATCH --job-name=hpctui-01jd3z\n/);
		expect(stdin).toContain('#SBATCH --time=00:01:00\n');
	});
});

describe('directives', () => {
	test('all that was asked for, and nothing that was not', () => {
		expect(slurm.directives(submissionOf())).toEqual([
			'#SBATCH --job-name=hpctui-01jd3z',
			'#SBATCH --chdir=/home/alice/s',
			'#SBATCH --output=/home/alice/s/scheduler.log',
			'#SBATCH --error=/home/alice/s/scheduler.log',
			'#SBATCH --open-mode=append',
		]);
		const resources = {
			walltime: 187_200,
			queue: 'gpu',
			account: 'p1',
			nodes: 2,
			cpus: 4,
			memoryBytes: 8 * 1024 ** 3 + 1,
			gpus: 1,
		};
		expect(slurm.directives(submissionOf(resources)).slice(5)).toEqual([
			'#SBATCH --time=2-04:00:00',
			'#SBATCH --partition=gpu',
			'#SBATCH --account=p1',
			'#SBATCH --nodes=2',
			'#SBATCH --cpus-per-task=4',
			'#SBATCH --mem=8193M',
			'#SBATCH --gres=gpu:1',
		]);
		expect(slurm.directives(submissionOf({walltime: 'unlimited', gpus: 0})).slice(5)).toEqual([
			'#SBATCH --time=UNLIMITED',
		]);
	});

	test('a folder with everything in it (read back by a live sbatch 22.05)', () => {
		const lines = slurm.directives(submissionOf({}, '/home/alice/od "d#\' %j'));
		expect(lines[1]).toBe('#SBATCH --chdir="/home/alice/od \\"d#\' %j"');
		expect(lines[2]).toBe('#SBATCH --output="/home/alice/od \\"d#\' %%j/scheduler.log"');
	});

	test('a line break would begin another line of the script', () => {
		expect(() => slurm.directives(submissionOf({queue: 'a\n#SBATCH --begin=now+9days'}))).toThrow(Fault);
	});
});

describe('hostlists', () => {
	test.each([
		['node1', ['node1']],
		['node[1-2,07-09]', ['node1', 'node2', 'node07', 'node08', 'node09']],
		['node[1-2],gpu1,m[9-11]x', ['node1', 'node2', 'gpu1', 'm9x', 'm10x', 'm11x']],
		['r[1-2]n[1-2]', ['r1n1', 'r1n2', 'r2n1', 'r2n2']],
		['n[098-101]', ['n098', 'n099', 'n100', 'n101']],
		['', []],
		['(null)', []],
		['None assigned', []],
		['odd[', ['odd[']],
		['n[2-1]', ['n[2-1]']],
		['n[a-b]', ['n[a-b]']],
		['n[1-999999999]', ['n[1-999999999]']],
		['n[0-999]x[0-999]', ['n[0-999]x[0-999]']],
	])('%j', (text, names) => {
		expect(expandHostlist(text)).toEqual(names);
	});

	test.each([
		['3-6', 3, true],
		['3-6', 7, false],
		['0,5,8-9%2', 8, true],
		['0,5,8-9%2', 2, false],
		['0-10:5', 5, true],
		['0-10:5', 6, false],
		['...', 1, false],
	])('%j holds %d: %s', (set, index, holds) => {
		expect(indexSetHolds(set, index)).toBe(holds);
	});
});

describe('times', () => {
	test.each([
		['30', 1800],
		['1:30', 90],
		['30:00', 1800],
		['2:15:00', 8100],
		['7-00:00:00', 604_800],
		['1-12', 129_600],
		['1-12:30', 131_400],
		['UNLIMITED', 'unlimited'],
		['infinite', 'unlimited'],
		['INVALID', null],
		['NOT_SET', null],
		['Partition_Limit', null],
		['n/a', null],
		['', null],
	])('the limit %j is %s', (text, seconds) => {
		expect(walltimeOf(text)).toBe(seconds);
	});

	test.each([
		['1795228841', 1_795_228_841_000],
		['0', null],
		['N/A', null],
		['Unknown', null],
		['2026-11-21T01:26:45', null],
	])('the moment %j is %s', (text, instant) => {
		expect(instantOf(text)).toBe(instant);
	});
});

describe('words', () => {
	test.each([
		['RUNNING', null, 'running', null],
		['CANCELLED by 2001', null, 'over', 'cancelled'],
		['CANCELLED+', null, 'over', 'cancelled'],
		['DEADLINE', null, 'over', 'timeout'],
		['PENDING', 'Priority', 'queued', null],
		['PENDING', 'JobHeldAdmin', 'held', null],
		['SPECIAL_EXIT', null, 'held', null],
		['', null, 'unknown', null],
		['constructor', null, 'unknown', null],
		['__proto__', null, 'unknown', null],
	])('the state %j with the reason %j is %s', (state, reason, phase, outcome) => {
		expect(meaningOf(state, reason)).toEqual({phase, outcome});
	});

	test.each([
		['Resources', /until resources are free/],
		['ReqNodeNotAvail, UnavailableNodes:node2', /not available now.*Not available: node2/],
		['QOSMaxCpuPerUserLimit', /quality of service \(CpuPerUser\)/],
		['AssocGrpGRES', /account or user \(GRES, counted over all its jobs together\)/],
		['QOSMinGRES', /less than the minimum/],
		['Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions', /^Nodes required/],
	])('the reason %j has a sentence', (reason, sentence) => {
		expect(reasonTextOf(reason)).toMatch(sentence);
	});

	test.each(['BrandNewReason', 'toString', 'constructor'])('the reason %j has none', reason => {
		expect(reasonTextOf(reason)).toBeNull();
	});

	test.each(['None', '(null)', '', 'N/A'])('%j is no reason', word => {
		expect(reasonOf(word)).toBeNull();
	});
});

describe('ids', () => {
	test.each([
		['4242', {job: '4242', cluster: null}],
		['4242_7', {job: '4242_7', cluster: null}],
		['12+1', {job: '12+1', cluster: null}],
		['4242;lab-2', {job: '4242', cluster: 'lab-2'}],
		['', null],
		['-1', null],
		['12 13', null],
		['12\n', null],
		['12_[1-3]', null],
	])('%j', (text, id) => {
		expect(parseId(text)).toEqual(id);
	});

	test('what is no id is a usage fault with an example', () => {
		expect(() => requireId('x')).toThrow(Fault);
	});

	test.each([
		['12', '12', true],
		['12_3', '12_3', true],
		['12_[1-4%2]', '12_3', true],
		['12_[1-4%2]', '12_5', false],
		['12_[1-4%2]', '12', true],
		['12+1', '12', true],
		['12_3', '12_4', false],
		['123', '12', false],
		['12', '12_3', false],
	])('the row %j speaks of %j: %s', (row, wanted, speaks) => {
		expect(speaksOf(row, wanted)).toBe(speaks);
	});
});
