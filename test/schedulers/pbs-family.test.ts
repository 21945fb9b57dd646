import {spawnSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import pbs from '../../drivers/schedulers/pbs.js';
import {idsAmong, isSameJob, requireId} from '../../drivers/schedulers/pbs-family/job-ids.js';
import {recordsOf, variableOf} from '../../drivers/schedulers/pbs-family/records.js';
import {nameOf} from '../../drivers/schedulers/pbs-family/tag.js';
import {clockOf, instantOf, walltimeOf} from '../../drivers/schedulers/pbs-family/times.js';
import torque from '../../drivers/schedulers/torque.js';
import type {Command, Outcome} from '../../source/core/command.js';
import {Fault} from '../../source/core/fault.js';
import type {Resources} from '../../source/core/job.js';
import type {SchedulerDriver} from '../../source/core/scheduler.js';
import {casesOf} from './fixture.js';
import {submissionWith} from './submissions.js';

const submission = submissionWith('hpctui-01jd3z4k5m6n');

const OURS = [
	'#PBS -N hp-01jd3z4k5m6n',
	'#PBS -v HPCTUI_TAG=hpctui-01jd3z4k5m6n',
	'#PBS -j oe',
	'#PBS -o /home/alice/s/scheduler.log',
];

function sizesOf(driver: SchedulerDriver, resources: Partial<Resources>): readonly string[] {
	return driver.directives(submission(resources)).filter(line => !OURS.includes(line));
}

describe('directives', () => {
	test('the name fits into 15 characters, and the tag is there whole', () => {
		expect(pbs.directives(submission())).toEqual(OURS);
		expect(torque.directives(submission())).toEqual(OURS);
	});

	const GIB = 1024 ** 3;
	test.each<[Partial<Resources>, readonly string[], readonly string[]]>([
		[{walltime: 90_061}, ['-l walltime=25:01:01'], ['-l walltime=25:01:01']],
		[{cpus: 4}, ['-l select=1:ncpus=4'], ['-l nodes=1:ppn=4']],
		[{memoryBytes: 8 * GIB}, ['-l select=1:mem=8192mb'], ['-l mem=8192mb']],
		[
			{nodes: 2, cpus: 4, memoryBytes: 1.5 * GIB, gpus: 1},
			['-l select=2:ncpus=4:mem=1536mb:ngpus=1', '-l place=scatter'],
			['-l nodes=2:ppn=4:gpus=1', '-l mem=3072mb'],
		],
		[{gpus: 0}, [], []],
		[{queue: 'gpu@server', account: 'a b'}, ['-q gpu@server', '-A "a b"'], ['-q gpu@server', '-A "a b"']],
	])('%j', (resources, ofPbs, ofTorque) => {
		expect(sizesOf(pbs, resources)).toEqual(ofPbs.map(line => `#PBS ${line}`));
		expect(sizesOf(torque, resources)).toEqual(ofTorque.map(line => `#PBS ${line}`));
	});

	test('a path in which the scheduler would read more than a path is not handed to it', () => {
		expect(pbs.directives(submission({}, '/home/a b/"s"'))).toContain('#PBS -o "/home/a b/\\"s\\"/scheduler.log"');
		expect(pbs.directives(submission({}, '/home/host:x'))).toContain('#PBS -o /dev/null');
		expect(torque.directives(submission({}, '/home/$USER'))).toContain('#PBS -o /dev/null');
	});

	test.each<Partial<Resources>>([{walltime: 'unlimited'}, {queue: 'a\nb'}])('%j cannot be asked for', resources => {
		expect(() => pbs.directives(submission(resources))).toThrow(Fault);
	});

	test.each([
		['hpctui-01jd3z4k5m6n', 'hp-01jd3z4k5m6n'],
		['hpctui-1', 'hpctui-1'],
		['1abc', 'hp-1abc'],
		['a b', 'a_b'],
	])('the tag %j is named %j', (tag, name) => {
		expect(nameOf(tag)).toBe(name);
	});
});

describe('submission', () => {
	const argvOf = (driver: SchedulerDriver, ...schedulerArgs: readonly string[]) =>
		driver.submit.plan(submission({schedulerArgs})).argv.slice(3);

	test('its arguments go between ours and the script', () => {
		expect(argvOf(pbs, '-l', 'host=node1')).toEqual(['qsub', '-f', '-l', 'host=node1', '/home/alice/s/job.sh']);
		expect(argvOf(torque, '-m', 'a')).toEqual(['qsub', '-m', 'a', '/home/alice/s/job.sh']);
	});

	test('variables of the person do not take the tag away', () => {
		const both = 'HPCTUI_TAG=hpctui-01jd3z4k5m6n,A=1,B';
		expect(argvOf(pbs, '-v', 'A=1,B')).toContain(both);
		expect(argvOf(torque, '-vA=1,B')).toContain(`-v${both}`);
	});

	test.each([
		[pbs, ['-N', 'x']],
		[pbs, ['-J', '1-3']],
		[pbs, ['-I']],
		[pbs, ['-z']],
		[pbs, ['-W', 'block=true']],
		[pbs, ['--', '/bin/true']],
		[torque, ['-t', '1-3']],
	])('%# takes from us what we need: refused', (driver, schedulerArgs) => {
		expect(() => argvOf(driver, ...schedulerArgs)).toThrow(Fault);
	});
});

describe('full status', () => {
	const textOf = (name: string) => {
		const found = casesOf('pbs').find(({query, name: other}) => `${query}.${other}` === name);
		return Buffer.from(found?.outcome.stdout ?? []).toString();
	};

	test('is the same in folded text and in dsv', () => {
		const [folded, dsv] = ['history.several', 'history.several-dsv'].map(name => recordsOf(textOf(name)));
		expect(folded).toHaveLength(3);
		expect(dsv).toEqual(folded);
	});

	test('is the same in JSON, as far as what we read goes', () => {
		const [folded, json] = ['history.failed', 'history.failed-json'].map(name => recordsOf(textOf(name))?.[0]);
		for (const name of ['Job_Name', 'job_state', 'Resource_List.walltime', 'Exit_status', 'obittime', 'comment']) {
			expect(json?.attributes.get(name)).toBe(folded?.attributes.get(name));
		}

		expect(json && variableOf(json, 'PBS_O_HOME')).toBe('/home/alice');
		expect(folded && variableOf(folded, 'PBS_O_HOME')).toBe('/home/alice');
	});

	test('a bar in a value of dsv, a line break in a variable, and a comma in one', () => {
		expect(recordsOf('Job Id: 1.s|Job_Name=a\\|b=c|job_state=R\n')?.[0]?.attributes.get('Job_Name')).toBe('a|b=c');
		const [record] = recordsOf('Job Id: 1.s\n    Variable_List = A=x\\,T=1,\n\tB=1\n2,T=2\n    comment = hi\n\n') ?? [];
		expect(record && variableOf(record, 'T')).toBe('2');
		expect(record && variableOf(record, 'B')).toBe('1\n2');
		expect(record?.attributes.get('comment')).toBe('hi');
	});

	test.each(['hello', '{', '[]', 'Job Id', '{"Jobs": 3'])('%j is none, or nothing', text => {
		expect(recordsOf(text) ?? []).toEqual([]);
	});
});

describe('ids and times', () => {
	test.each(['12', '12.s', '12[].s', '12[3]', '12-3.s.example', '12.s@other:15001'])('%j is an id', id => {
		expect(requireId(id)).toBe(id);
	});

	test.each(['', '-1', '12 13', 'x', '12\n', '12[a]', '12.s -x', '$(x)', '@s'])('%j is none', id => {
		expect(idsAmong([id])).toEqual([]);
		expect(() => requireId(id)).toThrow(Fault);
	});

	test.each([
		['12.s', '12', true],
		['12.s.example', '12.s', true],
		['12.s', '12.t', false],
		['12[1].s', '12[].s', false],
		['12[].s', '12', false],
		['112.s', '12.s', false],
	])('%j and %j are the same job: %s', (one, other, same) => {
		expect(isSameJob(one, other)).toBe(same);
	});

	test.each([
		['Sat Nov 21 00:07:19 2026', 1_795_219_639_000],
		['Tue Nov  3 00:00:00 2026', 1_793_664_000_000],
		['21.11.2026 00:07', null],
		['', null],
	])('the moment %j is %s', (text, instant) => {
		expect(instantOf(text)).toBe(instant);
	});

	test.each([
		['01:00:00', 3600],
		['100:00:00', 360_000],
		['01:01:00:00', 90_000],
		['90', 90],
		['abc', null],
		['', null],
	])('the limit %j is %s', (text, seconds) => {
		expect(walltimeOf(text)).toBe(seconds);
	});

	test('a limit is written in hours, however many', () => {
		expect([clockOf(90_061), clockOf(59)]).toEqual(['25:01:01', '00:00:59']);
	});
});

describe('scripts, run by a real sh', () => {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'hpctui-pbs-'));
	});
	afterEach(() => rmSync(folder, {recursive: true}));

	const program = (name: string, ...lines: readonly string[]) => {
		writeFileSync(join(folder, name), `#!/bin/sh\n${lines.join('\n')}\n`);
		chmodSync(join(folder, name), 0o755);
	};
	const run = ({argv: [file, ...words], env}: Command): Outcome => {
		const path = `${folder}:${process.env['PATH'] ?? ''}`;
		const {status, stdout, stderr} = spawnSync(file, words, {env: {...env, PATH: path, HOME: folder}});
		return {code: status, signal: null, stdout, stderr};
	};
	const told = (state: string) =>
		`printf 'Job Id: 8.s.example\\n    job_state = ${state}\\n    Resource_List.walltime = 08:09:08\\n'`;
	const extendTo = (walltimeSeconds: number) => {
		const input = {id: '8', walltimeSeconds};
		const {extend} = pbs;
		return extend?.read(run(extend.plan(input)), input);
	};

	test('a running job is extended by qextend where the site has it: by the difference', () => {
		program('qstat', told('R'));
		program('qextend', 'echo "extended $1 by $2"');
		program('qalter', 'exit 99');
		expect(extendTo(8 * 3600 + 9 * 60 + 8 + 5400)).toEqual({
			type: 'accepted',
			note: 'extended 8.s.example by 01:30:00',
		});
	});

	test.each([
		['a waiting job', 'Q', 36_000],
		['less time', 'R', 3600],
	])('%s is altered, whether there is a qextend or not', (_what, state, seconds) => {
		program('qstat', told(state));
		program('qextend', 'exit 99');
		program('qalter', 'echo "$@"');
		expect(extendTo(seconds)).toEqual({type: 'accepted', note: `-l walltime=${clockOf(seconds)} 8`});
	});

	test('what the owner may not is told with the state of the job', () => {
		program('id', 'echo alice');
		program('qstat', told('R'), "printf '    Job_Owner = alice@login\\n'");
		program('qalter', 'echo "qalter: Unauthorized Request  8.s" >&2; exit 159');
		expect(extendTo(36_000)).toMatchObject({why: 'needs-operator', said: 'Unauthorized Request  8.s'});
		program('id', 'echo bob');
		expect(extendTo(36_000)).toMatchObject({why: 'other'});
	});

	test('a tag is looked up by name, also where there is no history', () => {
		program('id', 'echo alice');
		program('qselect', 'case $1 in -x) exit 47 ;; esac', 'echo "$@" >"$HOME/asked"; echo 8.s');
		program('qstat', 'case $1 in -x) exit 47 ;; esac', told('R'), `printf '    Variable_List = HPCTUI_TAG=t-1\\n'`);
		const find = (driver: SchedulerDriver, tag: string) =>
			driver.find.read(run(driver.find.plan({tag})), {tag}).map(({id}) => id);
		expect(find(pbs, 't-1')).toEqual(['8.s.example']);
		expect(find(torque, 't-1')).toEqual(['8.s.example']);
		expect(find(pbs, 't-2')).toEqual([]);
		program('qselect', 'exit 0');
		expect(find(pbs, 't-1')).toEqual([]);
		program('qselect', 'echo "qselect: cannot connect to server s (errno=15010)" >&2; exit 162');
		expect(() => find(pbs, 't-1')).toThrow(/does not answer/);
	});

	test('the one is not taken for the other, nor Grid Engine or a missing qstat for any', () => {
		const found = (driver: SchedulerDriver) => driver.probe.read(run(driver.probe.plan(undefined)), undefined).found;
		program('pbsnodes', 'exit 1');
		program('qstat', 'echo "pbs_version = 23.06.06"');
		expect([found(pbs), found(torque)]).toEqual([true, false]);
		program('qstat', 'echo "version: 2.4.16" >&2');
		expect([found(pbs), found(torque)]).toEqual([false, true]);
		program('qstat', 'echo "qstat: Unknown option --version" >&2; echo SGE 8.1.9; exit 1');
		expect([found(pbs), found(torque)]).toEqual([false, false]);
		program('pbsnodes', 'echo "pbs_version = 2022.1.3"');
		expect([found(pbs), found(torque)]).toEqual([true, false]);
	});
});
