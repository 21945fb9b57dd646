import {hostname} from 'node:os';
import {describe, expect, test} from 'vitest';
import host from '../../drivers/schedulers/host.js';
import {Fault} from '../../source/core/fault.js';
import type {Resources} from '../../source/core/job.js';
import {NOTHING} from '../core/samples.js';
import {
	ask,
	begin,
	eachInItsOwnHome,
	extend,
	home,
	isAlive,
	scriptOf,
	until,
	untilFile,
	untilPhase,
} from './host-jobs.js';

eachInItsOwnHome();

describe('a job runs and ends', () => {
	test('with 0: completed, with its times and its host', async () => {
		const id = await begin('exit 0\n', {walltime: 60});
		const report = await untilPhase(id, 'over');
		expect(report).toMatchObject({id, name: 'tag-1', tag: 'tag-1', outcome: 'completed', exitCode: 0, signal: null});
		expect(report).toMatchObject({nodes: [hostname()], walltime: 60, nativeState: 'exited'});
		expect(report.endsAt).toBeGreaterThanOrEqual(report.startedAt ?? Number.NaN);
		expect(report.startedAt).toBeGreaterThanOrEqual(report.submittedAt ?? Number.NaN);
	});

	test('with a code: failed, and the code is told', async () => {
		const report = await untilPhase(await begin('exit 7\n'), 'over');
		expect(report).toMatchObject({outcome: 'failed', exitCode: 7, signal: null, walltime: 'unlimited'});
	});

	test('by a signal: failed, and the signal is told', async () => {
		const report = await untilPhase(await begin('kill -SEGV $$\n'), 'over');
		expect(report).toMatchObject({outcome: 'failed', exitCode: null, signal: 11});
	});

	test("in its folder, with the variables of a scheduler, the login's locale, and signals that can be caught", async () => {
		const id = await begin('{ pwd; env; sed -n "s/^SigIgn:.//p" /proc/self/status; } > seen.tmp; mv seen.tmp seen\n');
		const seen = await untilFile('seen');
		expect(seen).toContain(`${home}\n`);
		expect(seen).toContain(`HPCTUI_JOB_ID=${id}\n`);
		expect(seen).toContain('HPCTUI_JOB_TAG=tag-1\n');
		expect(seen).toContain('LANG=C.UTF-8\n');
		expect(seen).not.toContain('LC_ALL=');
		const ignored = Number.parseInt(seen.trim().split('\n').at(-1) ?? '', 16);
		expect(ignored & 0b110).toBe(0); // Bit 0 is signal 1: INT and QUIT are 2 and 3.
	});

	test('what it left running ends with it', async () => {
		const id = await begin('sleep 1000 & echo $! > left; exit 0\n');
		const left = Number(await untilFile('left'));
		await untilPhase(id, 'over');
		await until(async () => !isAlive(left));
	});
});

describe('cancel', () => {
	test('sends TERM, so that the script can say good-bye', async () => {
		const id = await begin('trap "echo bye > said; exit 3" TERM; echo up > up; while :; do sleep 0.05; done\n');
		await untilFile('up');
		expect(await ask(host.cancel, {ids: [id]})).toEqual({accepted: [id], unknown: []});
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'cancelled', nativeState: 'cancelled', exitCode: 3});
		expect(await untilFile('said')).toBe('bye\n');
	});

	test('sends KILL to one that does not listen, and to all it started', async () => {
		const id = await begin('trap "" TERM; sh -c "echo \\$\\$ > child; exec sleep 1000"\n', {graceSeconds: 1});
		const child = Number(await untilFile('child'));
		await ask(host.cancel, {ids: [id]});
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'cancelled', signal: 9});
		await until(async () => !isAlive(child));
	});

	test('at once after the submission', async () => {
		const id = await begin('exec sleep 1000\n');
		expect((await ask(host.cancel, {ids: [id]})).accepted).toEqual([id]);
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'cancelled'});
	});

	test('a suspended job', async () => {
		const id = await begin('exec sleep 1000\n');
		process.kill(-(await scriptOf()), 'SIGSTOP');
		expect(await untilPhase(id, 'suspended')).toMatchObject({nativeState: 'stopped'});
		await ask(host.cancel, {ids: [id]});
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'cancelled'});
	});

	test('what is over or was never there is unknown', async () => {
		const id = await begin('exit 0\n');
		await untilPhase(id, 'over');
		const never = `1.1@${hostname()}`;
		expect(await ask(host.cancel, {ids: [id, never]})).toEqual({accepted: [], unknown: [id, never]});
		expect(() => host.cancel.plan({ids: ['../../x']})).toThrow(Fault);
	});
});

describe('walltime', () => {
	test('is enforced, and told apart', async () => {
		const id = await begin('echo up > up; exec sleep 1000\n', {walltime: 1});
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'timeout', nativeState: 'timeout', signal: 15});
	});

	test('can be had more of, and less', async () => {
		const id = await begin('exec sleep 1000\n', {walltime: 3600});
		await scriptOf();
		expect(await ask(extend, {id, walltimeSeconds: 7200})).toEqual({type: 'accepted', note: null});
		const report = await untilPhase(id, 'running');
		expect(report.walltime).toBe(7200);
		expect(report.endsAt).toBe((report.startedAt ?? 0) + 7_200_000);
		await ask(extend, {id, walltimeSeconds: 1});
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'timeout'});
		expect(await ask(extend, {id, walltimeSeconds: 60})).toMatchObject({type: 'refused', why: 'job-over'});
	});
});

describe('what a host cannot give is refused', () => {
	test.each([{queue: 'long'}, {account: 'research'}, {nodes: 2}, {schedulerArgs: ['--exclusive']}] as ReadonlyArray<
		Partial<Resources>
	>)('%j', wish => {
		const submission = {tag: 'tag-1', folder: '/x', scriptPath: '/x/job.sh', schedulerLogPath: '/x/log'};
		const plan = () => host.submit.plan({...submission, resources: {...NOTHING, ...wish}});
		expect(plan).toThrow(Fault);
		expect(plan).toThrow(/no scheduler/);
	});
});
