import {spawn} from 'node:child_process';
import {mkdtemp, readdir, rm, symlink, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {submitWith} from '../../drivers/schedulers/host/submit.js';
import host from '../../drivers/schedulers/host.js';
import {NOTHING} from '../core/samples.js';
import {
	ask,
	begin,
	begun,
	eachInItsOwnHome,
	extend,
	findProgramsIn,
	guardOf,
	history,
	home,
	isAlive,
	reportOf,
	run,
	scriptOf,
	until,
	untilFile,
	untilPhase,
} from './host-jobs.js';

eachInItsOwnHome();

describe('identity', () => {
	test('a second submission of a tag starts nothing and gets the same id', async () => {
		const ids = await Promise.all([1, 2, 3].map(() => begin('echo run >> runs; exec sleep 1000\n')));
		expect(new Set(ids).size).toBe(1);
		expect(await untilFile('runs')).toBe('run\n');
		expect((await ask(host.find, {tag: 'tag-1'})).map(report => report.id)).toEqual([ids[0]]);
		expect(await ask(host.find, {tag: 'tag'})).toEqual([]);
	});

	test('a submission that died before it got far is taken over', async () => {
		await run({argv: ['mkdir', join(home, 'host-tag-1')]});
		const id = await begin('exit 0\n');
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'completed'});
	});

	test('a process that got the number later is not ours', async () => {
		const id = await begin('exec sleep 1000\n');
		const [guard, script] = [guardOf(id), await scriptOf()];
		// The script first: without its guard it may be gone before it can be told.
		process.kill(-script, 'SIGKILL');
		process.kill(guard, 'SIGKILL');
		await until(async () => !isAlive(script));
		await writeFile(join(home, 'host-tag-1', 'group'), `${process.pid}\n1\n1\n`);
		expect(await reportOf(id)).toBeUndefined();
	});

	test('a job of another host is not seen from here, which is no end', async () => {
		const id = await begin('exec sleep 1000\n');
		const job = await untilFile('host-tag-1/job');
		await writeFile(join(home, 'host-tag-1', 'job'), job.replace(`\n${hostname()}\n`, '\nelsewhere01\n'));
		expect(await reportOf(id)).toMatchObject({phase: 'unknown', nativeState: 'elsewhere', outcome: null});
		await expect(ask(host.cancel, {ids: [id]})).rejects.toMatchObject({kind: 'remote'});
		await writeFile(join(home, 'host-tag-1', 'job'), job);
	});

	test('after a restart of the host its jobs are known to have ended with it', async () => {
		const id = await begin('exit 0\n');
		await untilPhase(id, 'over');
		const job = await untilFile('host-tag-1/job');
		await rm(join(home, 'host-tag-1', 'exit'));
		await writeFile(join(home, 'host-tag-1', 'job'), job.replace(/\n[\da-f]{8}-[\da-f-]+\n/, '\nanother-boot\n'));
		expect(await ask(host.list, {ids: [id]})).toEqual([]);
		expect(await ask(history, {ids: [id]})).toMatchObject([{phase: 'over', outcome: 'node-failure'}]);
	});
});

describe('what may break', () => {
	test('it survives the hang-up of what started it', async () => {
		const folder = home;
		await writeFile(join(folder, 'job.sh'), 'echo up > up; exec sleep 1000\n');
		const submission = {
			tag: 'tag-1',
			folder,
			scriptPath: join(folder, 'job.sh'),
			schedulerLogPath: join(folder, 'log'),
		};
		const [program, ...rest] = submitWith(10).plan({...submission, resources: NOTHING}).argv;
		const child = spawn(program, rest, {
			env: {HOME: home, PATH: process.env['PATH']},
			detached: true,
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		const id = await new Promise<string>(resolve => child.stdout.once('data', chunk => resolve(String(chunk).trim())));
		begun.add(id);
		await untilFile('up');
		try {
			process.kill(-(child.pid ?? 0), 'SIGHUP');
		} catch {
			// It had ended by itself already, which leaves nothing to hang up.
		}

		expect(await reportOf(id)).toMatchObject({phase: 'running'});
	});

	test('its guard is killed: it is seen, cannot get more walltime, and can be ended', async () => {
		const id = await begin('exec sleep 1000\n', {walltime: 3600});
		await scriptOf();
		process.kill(guardOf(id), 'SIGKILL');
		await until(async () => !isAlive(guardOf(id)));
		expect(await reportOf(id)).toMatchObject({phase: 'running'});
		expect(await ask(extend, {id, walltimeSeconds: 60})).toMatchObject({type: 'refused', why: 'other'});
		expect((await ask(host.cancel, {ids: [id]})).accepted).toEqual([id]);
		await until(async () => (await reportOf(id)) === undefined);
		expect(await ask(history, {ids: [id]})).toMatchObject([{phase: 'over', nativeState: 'gone', outcome: 'lost'}]);
	});

	test('its guard is killed: the walltime ends it all the same', async () => {
		const id = await begin('exec sleep 1000\n', {walltime: 1, graceSeconds: 1});
		const script = await scriptOf();
		process.kill(guardOf(id), 'SIGKILL');
		await until(async () => !isAlive(script));
		await until(async () => (await ask(history, {ids: [id]})).length === 1);
	});

	test('the folder is not there: a fault with the words of the system, and nothing left', async () => {
		const submission = {tag: 'tag-1', folder: '/nosuch', scriptPath: '/nosuch/job.sh', schedulerLogPath: '/nosuch/log'};
		const wanted = ask(submitWith(1), {...submission, resources: NOTHING});
		await expect(wanted).rejects.toMatchObject({kind: 'remote', message: expect.stringContaining('/nosuch')});
		expect(await readdir(home)).toEqual(['programs']);
	});

	test('the script is not there: the job fails, and its log tells why', async () => {
		const id = await begin('exit 0\n');
		await untilPhase(id, 'over');
		const submission = {
			tag: 'tag-2',
			folder: home,
			scriptPath: join(home, 'gone.sh'),
			schedulerLogPath: join(home, 'log'),
		};
		const {jobId} = await ask(submitWith(1), {...submission, resources: NOTHING});
		expect(await untilPhase(jobId, 'over')).toMatchObject({outcome: 'failed'});
		expect(await untilFile('log')).toContain('gone.sh');
	});

	test('the link of a forgotten session goes with the next submission', async () => {
		const folder = await mkdtemp(join(home, 'session '));
		const id = await begin('exit 0\n', {folder, tag: 'forgotten'});
		await untilPhase(id, 'over');
		begun.delete(id);
		await rm(folder, {recursive: true});
		const next = await begin('exec sleep 1000\n');
		expect(await readdir(join(home, '.hpctui', 'host'))).toEqual([next]);
	});

	test('only sh and coreutils are there', async () => {
		const folder = await mkdtemp(join(home, 'bin '));
		findProgramsIn(folder);
		const programs = [
			'sh',
			'cat',
			'date',
			'env',
			'head',
			'ln',
			'mkdir',
			'mv',
			'rm',
			'sleep',
			'tail',
			'timeout',
			'tr',
			'true',
			'uname',
		];
		await Promise.all(programs.map(name => symlink(`/usr/bin/${name}`, join(folder, name))));
		const id = await begin('trap "exit 4" TERM; echo up > up; while :; do sleep 0.05; done\n', {walltime: 3600});
		await untilFile('up');
		expect(await untilPhase(id, 'running')).toMatchObject({walltime: 3600});
		await ask(host.cancel, {ids: [id]});
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'cancelled', exitCode: 4});
	});
});
