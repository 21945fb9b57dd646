import {type ChildProcess, spawn} from 'node:child_process';
import {cp, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const SOURCES = fileURLToPath(new URL('../../../source/demo/notepad', import.meta.url));

/** A token for tests. */
export const TOKEN = 'a-token-of-the-tests-0123456789';

/** A notepad in a process of its own, as a job would run it. */
export type StartedNotepad = {
	readonly url: string;
	readonly workdir: string;
	readonly child: ChildProcess;
	/** Asks with the token. */
	ask(path: string, options?: RequestInit): Promise<Response>;
	/** Runs a cell and collects what comes back. */
	run(kind: 'js' | 'sh', source: string): Promise<readonly Record<string, unknown>[]>;
	close(): Promise<void>;
};

/** Bundles the server into a temp folder and starts it there. */
export async function startNotepad(): Promise<StartedNotepad> {
	const folder = await mkdtemp(join(tmpdir(), 'hpctui-notepad-'));
	const workdir = join(folder, 'work');
	await mkdir(workdir);
	await buildNotepad(folder);
	await writeFile(join(folder, 'token'), `${TOKEN}\n`, {mode: 0o600});
	const child = spawn(process.execPath, [join(folder, 'server.mjs'), '--token-file', join(folder, 'token')], {
		cwd: workdir,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const exited = new Promise<void>(resolve => {
		child.once('exit', () => resolve());
	});
	const url = `http://127.0.0.1:${await portFrom(child)}`;
	const ask = async (path: string, options: RequestInit = {}) =>
		fetch(`${url}${path}`, {...options, headers: {authorization: `Bearer ${TOKEN}`}});
	return {
		url,
		workdir,
		child,
		ask,
		run: async (kind, source) => {
			const response = await ask('/api/run', {method: 'POST', body: JSON.stringify({kind, source})});
			const lines = (await response.text()).trim().split('\n');
			return lines.map((line): Record<string, unknown> => JSON.parse(line));
		},
		close: async () => {
			child.kill();
			await exited;
			await rm(folder, {recursive: true, force: true});
		},
	};
}

async function buildNotepad(folder: string): Promise<void> {
	await build({
		entryPoints: [join(SOURCES, 'server.ts')],
		outfile: join(folder, 'server.mjs'),
		bundle: true,
		format: 'esm',
		platform: 'node',
		target: 'node22',
		logLevel: 'warning',
	});
	await cp(join(SOURCES, 'page'), join(folder, 'page'), {recursive: true});
}

async function portFrom(child: ChildProcess): Promise<number> {
	let text = '';
	return new Promise((resolve, reject) => {
		child.once('exit', code => reject(new Error(`the notepad ended with code ${code}`)));
		child.stdout?.on('data', (bytes: Buffer) => {
			text += bytes.toString();
			const port = /"port":(\d+)/.exec(text)?.[1];
			if (port !== undefined) {
				resolve(Number(port));
			}
		});
	});
}
