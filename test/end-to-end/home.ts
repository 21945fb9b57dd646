import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {SessionDocument} from '../../source/core/session-document.js';
import {startOf} from '../../source/wire/process-identity.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The Node that runs the program, and the program as it was built; HPCTUI_PROGRAM names another build of it. */
export const PROGRAM = [
	join(ROOT, 'node_modules', '.bin', 'node'),
	process.env['HPCTUI_PROGRAM'] ?? join(ROOT, 'dist', 'cli.js'),
] as const;

/** What a command left. */
export type Left = {readonly code: number; readonly stdout: string; readonly stderr: string};

/** A home of its own for the built program: its daemon, demo and sessions meet no other. */
export type Home = {
	readonly folder: string;
	readonly env: NodeJS.ProcessEnv;
	/** Runs a command to its end, whatever that is. */
	run(...argv: readonly string[]): Promise<Left>;
	/** Runs a command that must do well; its output. */
	output(...argv: readonly string[]): Promise<string>;
	sessions(): Promise<readonly SessionDocument[]>;
	session(name: string): Promise<SessionDocument>;
	daemonPid(): Promise<number>;
	serversPid(): Promise<number>;
	/** Ends all that was started here, by its process id, whatever state it is in. */
	close(): Promise<void>;
};

/** Makes the home. The program must have been built. */
export async function openHome(): Promise<Home> {
	if (!existsSync(PROGRAM[1])) {
		throw new Error('there is no built program: npm run build');
	}

	const folder = await mkdtemp(join(tmpdir(), 'hpctui e2e '));
	const {HPCTUI_SSH_CONFIG: _ours, SSH_AUTH_SOCK: _agent, ...outer} = process.env;
	const env = {...outer, HPCTUI_HOME: folder, NO_COLOR: '1'};
	const seen = new Set<number>();
	const run = async (...argv: readonly string[]) => runProgram(argv, env);
	const output = async (...argv: readonly string[]) => {
		const left = await run(...argv);
		if (left.code !== 0) {
			throw new Error(`hpctui ${argv.join(' ')} ended with ${left.code}: ${left.stderr}`);
		}

		return left.stdout;
	};
	const sessions = async (): Promise<readonly SessionDocument[]> => JSON.parse(await output('ls', '--all', '--json'));
	const noted = (pid: number) => {
		seen.add(pid);
		return pid;
	};
	const daemonPid = async () => noted(pidIn(await output('daemon', 'status', '--json')));
	const serversPid = async () => noted(pidIn(await readFile(join(folder, 'state', 'demo', 'servers.json'), 'utf8')));
	return {
		folder,
		env,
		run,
		output,
		sessions,
		session: async name => JSON.parse(await output('show', name, '--json')),
		daemonPid,
		serversPid,
		close: async () => {
			const jobs = (await sessions().catch(() => [])).flatMap(session => jobPid(session));
			await Promise.allSettled([daemonPid(), serversPid()]);
			await run('demo', '--stop');
			await run('daemon', 'stop');
			for (const pid of seen) {
				killIfAlive(pid);
			}

			for (const pid of jobs) {
				killIfAlive(-pid);
			}

			await rm(folder, {recursive: true, force: true, maxRetries: 5});
		},
	};
}

async function runProgram(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<Left> {
	return new Promise(resolve => {
		const child = execFile(PROGRAM[0], [PROGRAM[1], ...argv], {env}, (error, stdout, stderr) => {
			resolve({code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr});
		});
		child.stdin?.end();
	});
}

function pidIn(text: string): number {
	return Number(/"pid":(\d+)/.exec(text)?.[1]);
}

/** The `host` scheduler's ids begin with the process that leads the job's group. */
function jobPid(session: SessionDocument): readonly number[] {
	const pid = session.state === 'ended' ? undefined : /^\d+/.exec(session.job.id ?? '')?.[0];
	return pid === undefined ? [] : [Number(pid)];
}

/** A negative number is a process group, as for kill(2). */
function killIfAlive(pid: number): void {
	if (startOf(Math.abs(pid)) !== null) {
		process.kill(pid, 'SIGKILL');
	}
}

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean {
	return startOf(pid) !== null;
}
