import {execFileSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import oar from '../../drivers/schedulers/oar.js';
import slurm from '../../drivers/schedulers/slurm.js';
import type {Command} from '../../source/core/command.js';
import type {Entry} from '../../source/core/scheduler.js';
import {anyShellLine} from '../../source/core/shell-text.js';
import {hasProgram} from '../core/shells.js';

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

describe('OAR', () => {
	const oarsh = (wanted: Entry) => oar.enter?.(wanted).argv ?? [];

	test('the job is named by the environment, the node by itself, the command is one line for its shell', () => {
		const {argv} = oar.enter?.({...entry, command: {argv: ['id', '-u']}}) ?? {};
		const line = anyShellLine('exec id -u');
		expect(argv).toEqual(['env', 'OAR_JOB_ID=42', 'oarsh', 'node1', line]);
	});

	test.each<[string, Command, string]>([
		[
			'words',
			{argv: ['printf', '%s|', 'a  b', "it's", '$HOME', '*', 'x\ny', 'n\\n!', 'ü', '']},
			"a  b|it's|$HOME|*|x\ny|n\\n!|ü||",
		],
		['an environment', {argv: ['sh', '-c', 'echo "$A"'], env: {A: 'b  c'}}, 'b  c\n'],
		['a folder', {argv: ['pwd'], cwd: '/'}, '/\n'],
	])('%s arrive as they are, whatever shell is on the node', (_what, command, said) => {
		for (const shell of ['sh', 'bash', 'zsh', 'fish', 'tcsh'].filter(hasProgram)) {
			const line = oarsh({...entry, command}).at(-1) ?? '';
			expect(execFileSync(shell, ['-c', line], {encoding: 'utf8'})).toBe(said);
		}
	});

	test('a terminal is asked for, and an id that is none is refused', () => {
		expect(oarsh({...entry, isTerminal: true}).slice(0, 5)).toEqual(['env', 'OAR_JOB_ID=42', 'oarsh', '-t', 'node1']);
		expect(() => oarsh({...entry, jobId: '1; rm -rf ~'})).toThrow('not the id of a job of OAR');
	});
});
