import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {onTestFinished} from 'vitest';
import {type JobScriptParts, writeJobScript} from '../../source/core/job-script.js';
import {type RecordEntry, readRecord} from '../../source/core/record.js';
import {temporaryFolder, until} from './shells.js';

/** A job that runs on this machine, as a scheduler would start it: leader of its own process group. */
export type TestJob = {
	readonly folder: string;
	readonly child: ChildProcess;
	readonly ended: Promise<{readonly code: number | null; readonly signal: string | null}>;
	record(): readonly RecordEntry[];
	output(): string;
	/** The first entry of this type, once it is there. */
	entry<Type extends RecordEntry['type']>(type: Type): Promise<Extract<RecordEntry, {type: Type}>>;
};

export type JobOptions = Partial<JobScriptParts> & {
	readonly shell?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	/** Not the leader: as where a scheduler runs several scripts in one group. */
	readonly isFollower?: boolean;
};

export function startJob(options: JobOptions): TestJob {
	const {shell = ['sh'], env = {}, isFollower = false, ...parts} = options;
	const folder = parts.folder ?? join(temporaryFolder(), "it's a job");
	const script = writeJobScript({
		directives: ['#SBATCH --time=1'],
		tag: 'hpctui-test',
		folder,
		body: ['exec true'],
		ports: [],
		bind: '127.0.0.1',
		workdir: '/',
		setup: [],
		...parts,
	});
	const file = join(temporaryFolder(), 'job.sh');
	writeFileSync(file, script);
	chmodSync(file, 0o700);
	const [program = 'sh', ...words] = [...shell, file];
	const child = spawn(program, words, {
		stdio: ['ignore', 'inherit', 'inherit'],
		env: {...process.env, ...env},
		detached: !isFollower,
	});
	const ended = new Promise<{code: number | null; signal: string | null}>(resolve => {
		child.once('exit', (code, signal) => resolve({code, signal}));
	});
	onTestFinished(async () => {
		child.kill('SIGTERM');
		await Promise.race([ended, pause(3000)]);
		end(child, isFollower);
	});
	return {folder, child, ended, record: () => recordOf(folder), output: () => textOf(join(folder, 'output')), entry};

	async function entry<Type extends RecordEntry['type']>(type: Type) {
		const isWanted = (each: RecordEntry): each is Extract<RecordEntry, {type: Type}> => each.type === type;
		return until(() => recordOf(folder).find(isWanted));
	}
}

function recordOf(folder: string): readonly RecordEntry[] {
	return readRecord(Buffer.from(textOf(join(folder, 'record'))), note => {
		throw new Error(note);
	});
}

function textOf(file: string): string {
	return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function end(child: ChildProcess, isFollower: boolean): void {
	if (child.pid === undefined) {
		return;
	}

	try {
		process.kill(isFollower ? child.pid : -child.pid, 'SIGKILL');
	} catch {
		// It is over already.
	}
}
