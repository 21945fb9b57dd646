import {expect, test} from 'vitest';
import slurm from '../../drivers/schedulers/slurm.js';

const command = {argv: ['echo', '$HOME', 'a b'], cwd: 'work', env: {A: 'b'}} as const;
const entry = {jobId: '42', node: 'node1', command, isTerminal: false, isTrial: false};

test.each([
	[
		'a command',
		entry,
		['--jobid=42', '--overlap', '--nodelist=node1', '--nodes=1', '--ntasks=1', '--quiet', '--quiet'],
	],
	[
		'a terminal',
		{...entry, isTerminal: true},
		['--jobid=42', '--overlap', '--nodelist=node1', '--nodes=1', '--ntasks=1', '--quiet', '--quiet', '--pty'],
	],
	['a trial', {...entry, isTrial: true}, ['--jobid=42', '--overlap', '--nodelist=node1', '--nodes=1', '--ntasks=1']],
	[
		'a job of a federation',
		{...entry, jobId: '42;far'},
		['--clusters=far', '--jobid=42', '--overlap', '--nodelist=node1', '--nodes=1', '--ntasks=1', '--quiet', '--quiet'],
	],
])('Slurm: %s', (_name, wanted, options) => {
	const tail = ['--', '/bin/sh', '-c', 'exec "$@"', 'hpctui', ...command.argv];
	expect(slurm.enter?.(wanted)).toEqual({...command, argv: ['srun', ...options, ...tail]});
});

test('Slurm: an id that is none is refused', () => {
	expect(() => slurm.enter?.({...entry, jobId: '1; rm -rf ~'})).toThrow('not a Slurm job id');
});
