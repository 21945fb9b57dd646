import {spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, readdir, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {hostname, tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {submitWith} from '../../drivers/schedulers/host/submit.js';
import host from '../../drivers/schedulers/host.js';
import type {Command, Outcome, Query} from '../../source/core/command.js';
import {Fault} from '../../source/core/fault.js';
import type {JobReport, Resources} from '../../source/core/job.js';

/** Real processes of this machine; the home is a folder of the test's own. Nothing here waits for a length of time. */
let home = '';
let path = process.env['PATH'] ?? '';
const begun = new Set<string>();

beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'hpctui host $(x) \'"'));
	path = process.env['PATH'] ?? '';
});

afterEach(async () => {
	const ids = [...begun];
	begun.clear();
	await ask(host.cancel, {ids});
	await until(async () => (await ask(host.list, {ids})).every(report => report.phase === 'over'));
	await rm(home, {recursive: true, force: true, maxRetries: 5});
});

function run(command: Command): Promise<Outcome> {
	const [program, ...rest] = command.argv;
	const child = spawn(program, rest, {env: {HOME: home, PATH: path, LC_ALL: 'C', LANG: 'C.UTF-8'}, stdio: 'pipe'});
	child.stdin.end(command.stdin ?? '');
	const out: Buffer[] = [];
	const err: Buffer[] = [];
	child.stdout.on('data', chunk => out.push(chunk));
	child.stderr.on('data', chunk => err.push(chunk));
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', code => resolve({code, signal: null, stdout: Buffer.concat(out), stderr: Buffer.concat(err)}));
	});
}

async function ask<In, Out>(query: Query<In, Out>, input: In): Promise<Out> {
	return query.read(await run(query.plan(input)), input);
}

async function until<Found>(look: () => Promise<Found>): Promise<NonNullable<Found>> {
	for (;;) {
		const found = await look();
		if (found) {
			return found;
		}

		await new Promise(resolve => setTimeout(resolve, 20));
	}
}

const anything: Resources = {
	walltime: null,
	queue: null,
	account: null,
	nodes: null,
	cpus: null,
	memoryBytes: null,
	gpus: null,
	schedulerArgs: [],
};

type Wish = {
	readonly tag?: string;
	readonly folder?: string;
	readonly walltime?: number;
	readonly graceSeconds?: number;
};

async function begin(
	script: string,
	{tag = 'tag-1', folder = home, walltime, graceSeconds = 10}: Wish = {},
): Promise<string> {
	const scriptPath = join(folder, 'job.sh');
	await writeFile(scriptPath, script);
	const submission = {tag, folder, scriptPath, schedulerLogPath: join(folder, 'scheduler.log')};
	const resources = {...anything, walltime: walltime ?? null};
	const {jobId} = await ask(submitWith(graceSeconds), {...submission, resources});
	begun.add(jobId);
	return jobId;
}

async function reportOf(id: string): Promise<JobReport | undefined> {
	const [report] = await ask(host.list, {ids: [id]});
	return report;
}

function untilPhase(id: string, phase: JobReport['phase']): Promise<JobReport> {
	return until(async () => {
		const report = await reportOf(id);
		return report?.phase === phase ? report : null;
	});
}

function untilFile(name: string): Promise<string> {
	return until(() => readFile(join(home, name), 'utf8').catch(() => ''));
}

/** The script's own process, from what the guard wrote. */
async function scriptOf(tag = 'tag-1'): Promise<number> {
	return Number.parseInt(await untilFile(`host-${tag}/group`), 10);
}

function guardOf(id: string): number {
	return Number.parseInt(id, 10);
}

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

	test('it leaves no process behind: neither guard nor watchdog', async () => {
		const id = await begin('exit 0\n', {walltime: 5000});
		await untilPhase(id, 'over');
		await until(async () => !isAlive(guardOf(id)));
		expect(processesIn(home)).toEqual([]);
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
		process.kill(guard, 'SIGKILL');
		process.kill(-script, 'SIGKILL');
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
		const [program, ...rest] = submitWith(10).plan({...submission, resources: anything}).argv;
		const child = spawn(program, rest, {
			env: {HOME: home, PATH: path},
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
		expect(await ask(extend, {id, walltimeSeconds: 60})).toMatchObject({type: 'refused', why: 'not-enforced'});
		expect((await ask(host.cancel, {ids: [id]})).accepted).toEqual([id]);
		await until(async () => (await reportOf(id)) === undefined);
		expect(await ask(history, {ids: [id]})).toMatchObject([{phase: 'over', nativeState: 'gone', outcome: 'lost'}]);
	});

	test('the folder is not there: a fault with the words of the system, and nothing left', async () => {
		const submission = {tag: 'tag-1', folder: '/nosuch', scriptPath: '/nosuch/job.sh', schedulerLogPath: '/nosuch/log'};
		const wanted = ask(submitWith(1), {...submission, resources: anything});
		await expect(wanted).rejects.toMatchObject({kind: 'remote', message: expect.stringContaining('/nosuch')});
		expect(await readdir(home)).toEqual([]);
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
		const {jobId} = await ask(submitWith(1), {...submission, resources: anything});
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
		path = await mkdtemp(join(home, 'bin '));
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
		await Promise.all(programs.map(name => symlink(`/usr/bin/${name}`, join(path, name))));
		const id = await begin('trap "exit 4" TERM; echo up > up; while :; do sleep 0.05; done\n', {walltime: 3600});
		await untilFile('up');
		expect(await untilPhase(id, 'running')).toMatchObject({walltime: 3600});
		await ask(host.cancel, {ids: [id]});
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'cancelled', exitCode: 4});
	});
});

describe('what a host cannot give is refused', () => {
	test.each([{queue: 'long'}, {account: 'research'}, {nodes: 2}, {schedulerArgs: ['--exclusive']}] as ReadonlyArray<
		Partial<Resources>
	>)('%j', wish => {
		const submission = {tag: 'tag-1', folder: '/x', scriptPath: '/x/job.sh', schedulerLogPath: '/x/log'};
		const plan = () => host.submit.plan({...submission, resources: {...anything, ...wish}});
		expect(plan).toThrow(Fault);
		expect(plan).toThrow(/no scheduler/);
	});
});

const history = required(host.history);
const extend = required(host.extend);

function required<Member>(member: Member | undefined): Member {
	if (member === undefined) {
		throw new Error('the driver lacks a member');
	}

	return member;
}

/** A zombie is dead: nobody may reap it here. */
function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch {
		return false;
	}

	return !textOfFile(`/proc/${pid}/stat`).includes(') Z');
}

/** Processes of which an argument speaks of the folder. */
function processesIn(folder: string): readonly string[] {
	const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name) && existsSync(`/proc/${name}`));
	return pids.map(pid => textOfFile(`/proc/${pid}/cmdline`)).filter(line => line.includes(folder));
}

function textOfFile(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
