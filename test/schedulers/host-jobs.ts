import {spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach} from 'vitest';
import {submitWith} from '../../drivers/schedulers/host/submit.js';
import host from '../../drivers/schedulers/host.js';
import type {Command, Outcome, Query} from '../../source/core/command.js';
import type {JobReport} from '../../source/core/job.js';
import {NOTHING} from '../core/samples.js';

/** Real processes of this machine; the home is a folder of the test's own. Nothing here waits for a length of time. */
export let home = '';
let path = process.env['PATH'] ?? '';
export const begun = new Set<string>();

/**
 * For each test a home of its own; afterwards its jobs are ended, and waited for. There is a tmux that does not start anything,
 * unless the real one is wanted, which then has a server of the test's own.
 */
export function eachInItsOwnHome({hasTmux = false}: {readonly hasTmux?: boolean} = {}): void {
	beforeEach(async () => {
		home = await mkdtemp(join(tmpdir(), 'hpctui host $(x) \'"'));
		path = process.env['PATH'] ?? '';
		if (!hasTmux) {
			await program('tmux', 'exit 1');
		}
	});

	afterEach(async () => {
		const ids = [...begun];
		begun.clear();
		await ask(host.cancel, {ids});
		await until(async () => (await ask(host.list, {ids})).every(report => report.phase === 'over'));
		await until(async () => processesIn(home).length === 0);
		await rm(home, {recursive: true, force: true, maxRetries: 5});
	});
}

/** From now on there is such a program in front of all others. */
export async function program(name: string, text: string): Promise<void> {
	const folder = join(home, 'programs');
	await mkdir(folder, {recursive: true});
	await writeFile(join(folder, name), `#!/bin/sh\n${text}\n`, {mode: 0o755});
	path = path.startsWith(`${folder}:`) ? path : `${folder}:${path}`;
}

/** From now on programs are found in this folder only. */
export function findProgramsIn(folder: string): void {
	path = folder;
}

export function run(command: Command): Promise<Outcome> {
	const [program, ...rest] = command.argv;
	const child = spawn(program, rest, {
		env: {HOME: home, PATH: path, LC_ALL: 'C', LANG: 'C.UTF-8', TMUX_TMPDIR: home},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const out: Buffer[] = [];
	const err: Buffer[] = [];
	child.stdout.on('data', chunk => out.push(chunk));
	child.stderr.on('data', chunk => err.push(chunk));
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', code => resolve({code, signal: null, stdout: Buffer.concat(out), stderr: Buffer.concat(err)}));
	});
}

export async function ask<In, Out>(query: Query<In, Out>, input: In): Promise<Out> {
	return query.read(await run(query.plan(input)), input);
}

export async function until<Found>(look: () => Promise<Found>): Promise<NonNullable<Found>> {
	for (;;) {
		const found = await look();
		if (found) {
			return found;
		}

		await new Promise(resolve => setTimeout(resolve, 20));
	}
}

type Wish = {
	readonly tag?: string;
	readonly folder?: string;
	readonly walltime?: number;
	readonly graceSeconds?: number;
};

export async function begin(
	script: string,
	{tag = 'tag-1', folder = home, walltime, graceSeconds = 10}: Wish = {},
): Promise<string> {
	const scriptPath = join(folder, 'job.sh');
	await writeFile(scriptPath, script);
	const submission = {tag, folder, scriptPath, schedulerLogPath: join(folder, 'scheduler.log')};
	const resources = {...NOTHING, walltime: walltime ?? null};
	const {jobId} = await ask(submitWith(graceSeconds), {...submission, resources});
	begun.add(jobId);
	return jobId;
}

export async function reportOf(id: string): Promise<JobReport | undefined> {
	const [report] = await ask(host.list, {ids: [id]});
	return report;
}

export function untilPhase(id: string, phase: JobReport['phase']): Promise<JobReport> {
	return until(async () => {
		const report = await reportOf(id);
		return report?.phase === phase ? report : null;
	});
}

export function untilFile(name: string): Promise<string> {
	return until(() => readFile(join(home, name), 'utf8').catch(() => ''));
}

/** The script's own process, from what the guard wrote. */
export async function scriptOf(tag = 'tag-1'): Promise<number> {
	return Number.parseInt(await untilFile(`host-${tag}/group`), 10);
}

export function guardOf(id: string): number {
	return Number.parseInt(id, 10);
}

export const history = required(host.history);
export const extend = required(host.extend);

function required<Member>(member: Member | undefined): Member {
	if (member === undefined) {
		throw new Error('the driver lacks a member');
	}

	return member;
}

/** A zombie is dead: nobody may reap it here. */
export function isAlive(pid: number): boolean {
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
