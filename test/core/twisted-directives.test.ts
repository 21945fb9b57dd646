import {describe, expect, test} from 'vitest';
import host from '../../drivers/schedulers/host.js';
import slurm from '../../drivers/schedulers/slurm.js';
import {Fault} from '../../source/core/fault.js';
import type {SchedulerDriver, Submission} from '../../source/core/scheduler.js';
import {directivesFor, twistScript} from '../../source/core/twisted-directives.js';
import type {Twists} from '../../source/core/twists.js';

const submission: Submission = {
	tag: 'hpctui-01jd3z',
	folder: '/home/u/.hpctui/sessions/1',
	scriptPath: '/home/u/.hpctui/sessions/1/job.sh',
	schedulerLogPath: '/home/u/.hpctui/sessions/1/scheduler.log',
	resources: {
		walltime: 3600,
		queue: 'batch',
		account: null,
		nodes: 1,
		cpus: 4,
		memoryBytes: 8 * 1024 ** 3,
		gpus: null,
		schedulerArgs: [],
	},
};

/** A scheduler with resource lists, as the PBS family and Grid Engine write them. */
const listed = (...lines: readonly string[]): SchedulerDriver => ({
	...slurm,
	directives: () => ['#PBS -N hpctui-01jd3z', ...lines],
});

const lines = (twists: Twists, driver: SchedulerDriver = slurm) => directivesFor(driver, submission, twists);
const plain = slurm.directives(submission);

describe('added', () => {
	test.each(['--constraint=haswell', '#SBATCH --constraint=haswell'])('%s, in front of ours', line => {
		expect(lines({directives: [line]})).toEqual(['#SBATCH --constraint=haswell', ...plain]);
	});

	test("another program's, as it is", () => {
		expect(lines({directives: ['#BB create_persistent name=x']})[0]).toBe('#BB create_persistent name=x');
	});

	test.each(['--array=1-10', '--job-name=mine', '--wrap=x', '-J mine'])(
		'not %s, which would take the job from us',
		line => {
			expect(kindOf(() => lines({directives: [line]}))).toBe('usage');
		},
	);

	test('not where nothing reads them', () => {
		expect(kindOf(() => directivesFor(host, submission, {directives: ['--x']}))).toBe('usage');
	});
});

describe('left out', () => {
	test.each(['--mem', 'mem'])('%s', word => {
		expect(lines({withoutDirectives: [word]})).toEqual(plain.filter(line => !line.startsWith('#SBATCH --mem=')));
	});

	test.each([
		['mem', '#PBS -l select=1:ncpus=4:mem=8gb', ['#PBS -l select=1:ncpus=4']],
		['ncpus', '#PBS -l select=1:ncpus=4:mem=8gb', ['#PBS -l select=1:mem=8gb']],
		['walltime', '#PBS -l walltime=04:00:00', []],
		['walltime', '#PBS -l walltime=04:00:00,mem=8gb', ['#PBS -l mem=8gb']],
		['ppn', '#PBS -l nodes=2:ppn=4', ['#PBS -l nodes=2']],
		['mem', '#PBS -l vmem=8gb', ['#PBS -l vmem=8gb']],
		['h_vmem', '#$ -l h_rt=3600,h_vmem=4G', ['#$ -l h_rt=3600']],
		['-l', '#PBS -l walltime=04:00:00', []],
		['x', '#PBS -v x=1', ['#PBS -v x=1']],
		['--mem', '#PBS -l mem=8gb', ['#PBS -l mem=8gb']],
	])('%s from %s', (word, line, left) => {
		expect(lines({withoutDirectives: [word]}, listed(line)).slice(1)).toEqual(left);
	});

	test('the name stays: the job is found by it', () => {
		expect(kindOf(() => lines({withoutDirectives: ['--job-name']}))).toBe('usage');
	});
});

test('an estimate reads the same lines', () => {
	const command = slurm.estimate?.plan(submission) ?? {argv: ['none'] as const};
	const twisted = twistScript(
		command,
		plain,
		lines({withoutDirectives: ['--mem'], directives: ['--reservation=$& day']}),
	);
	expect(twisted.stdin).toContain('#SBATCH --reservation=$& day');
	expect(twisted.stdin).not.toContain('--mem');
});

function kindOf(act: () => unknown): string {
	try {
		act();
		return 'nothing';
	} catch (error) {
		return Fault.from(error).kind;
	}
}
