import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {execa, type Options} from 'execa';
import type {SessionDocument} from '../../../source/core/session-document.js';
import type {ClusterDocument, DaemonStatus} from '../../../source/wire/calls.js';
import {inHost, jobs} from './hosts.js';
import {CLUSTER_SCRIPTS, NODE, PROGRAM, SSH_CONFIG} from './places.js';
import {until} from './until.js';

/** How a command ended and what it said. */
export type Said = {readonly code: number; readonly out: string; readonly err: string};

/** The program on the laptop, with a home and so a daemon of its own. */
export type Home = {
	readonly folder: string;
	/** argv that runs the program with this home inside the laptop, from outside of it. */
	argv(...words: readonly string[]): readonly string[];
	/** Runs a command of the program to its end. */
	hpctui(...words: readonly string[]): Promise<Said>;
	/** The same, and it must end with 0: its standard output, trimmed. */
	good(...words: readonly string[]): Promise<string>;
	/** `new` under this name, on the cluster `lab` unless the words say another: what it prints, trimmed. */
	start(app: string, name: string, ...words: readonly string[]): Promise<string>;
	/** The one JSON document that a command prints. */
	json<Document>(...words: readonly string[]): Promise<Document>;
	show(session: string): Promise<SessionDocument>;
	/** Looks at a session until it is as wanted. */
	untilSession(
		session: string,
		what: string,
		isIt: (seen: SessionDocument) => boolean,
		timeoutMs?: number,
	): Promise<SessionDocument>;
	cluster(name?: string): Promise<ClusterDocument>;
	daemon(): Promise<DaemonStatus>;
	daemonLog(): Promise<string>;
	/** `cluster add`; keep-alive is quick, so that a cut way is noticed within seconds. */
	addCluster(name?: string, options?: AddOptions): Promise<void>;
	/** Ends the sessions and the daemon, and removes the folder. */
	close(): Promise<void>;
};

type AddOptions = {
	/** Lines before the cluster's own ssh configuration. */
	readonly sshLines?: readonly string[];
	/** Changes that configuration. */
	readonly edit?: (config: string) => string;
	readonly words?: readonly string[];
};

const QUICK_KEEP_ALIVE = ['ServerAliveInterval 1', 'ServerAliveCountMax 3'];
const COMMAND_MS = 150_000;

/** A new home in a temporary folder. */
export async function openHome(env: Readonly<Record<string, string>> = {}): Promise<Home> {
	const folder = await mkdtemp(join(tmpdir(), 'hpctui-lab-'));
	const argv: Home['argv'] = (...words) => [
		`${CLUSTER_SCRIPTS}in`,
		'laptop',
		'--',
		'env',
		`HPCTUI_HOME=${folder}`,
		...Object.entries(env).map(([name, value]) => `${name}=${value}`),
		NODE,
		PROGRAM,
		...words,
	];

	const hpctui: Home['hpctui'] = async (...words) => {
		const {exitCode, stdout, stderr} = await runArgv(argv(...words), {reject: false, timeout: COMMAND_MS});
		return {code: exitCode ?? -1, out: String(stdout), err: String(stderr)};
	};
	const good: Home['good'] = async (...words) => {
		const {code, out, err} = await hpctui(...words);
		if (code !== 0) {
			throw new Error(`hpctui ${words.join(' ')} ended with ${code}: ${err}`);
		}

		return out.trim();
	};
	const json = async <Document>(...words: readonly string[]): Promise<Document> =>
		JSON.parse(await good(...words, '--json')) as Document;
	const home: Home = {
		folder,
		argv,
		hpctui,
		good,
		json,
		start: (app, name, ...words) => {
			const where = words.includes('--cluster') ? [] : ['--cluster', 'lab'];
			return good('new', app, ...where, '--name', name, ...words);
		},
		show: session => json<SessionDocument>('show', session),
		async untilSession(session, what, isIt, timeoutMs) {
			let last: SessionDocument | undefined;
			try {
				return await until(
					what,
					async () => {
						last = await home.show(session);
						return isIt(last) ? last : null;
					},
					timeoutMs,
				);
			} catch (error) {
				throw new Error(`${what}: ${JSON.stringify(last, null, 1)}`, {cause: error});
			}
		},
		cluster: (name = 'lab') => json<ClusterDocument>('cluster', 'show', name),
		daemon: () => json<DaemonStatus>('daemon', 'status'),
		daemonLog: () => readFile(join(folder, 'state', 'daemon.log'), 'utf8'),
		async addCluster(name = 'lab', {sshLines = [], edit, words = ['--host', 'login', '--hop', 'gateway']} = {}) {
			const config = join(folder, `${name}.ssh_config`);
			const own = await readFile(SSH_CONFIG, 'utf8');
			const lines = [...sshLines, ...QUICK_KEEP_ALIVE, edit === undefined ? own : edit(own)];
			await writeFile(config, `${lines.join('\n')}\n`, {mode: 0o600});
			await good('cluster', 'add', name, ...words, '--ssh-config', config);
		},
		close: () => closeHome(home),
	};
	return home;
}

function runArgv([file = '', ...words]: readonly string[], options: Options) {
	return execa(file, words, {stdin: 'ignore', ...options});
}

async function closeHome(home: Home): Promise<void> {
	const status = await home.daemon().catch(() => null);
	if (status !== null) {
		await endSessions(home);
	}

	await removeFolders(home);
	if (status !== null) {
		const {code} = await home.hpctui('daemon', 'stop');
		if (code !== 0) {
			await inHost('laptop', ['kill', '-KILL', String(status.pid)]).catch(() => undefined);
		}
	}

	// A process that is about to end may still write what it compiled.
	await rm(home.folder, {recursive: true, force: true, maxRetries: 5});
}

/** By the scheduler itself, since the program may be what is broken; until no job writes any more. As root: the jobs may be anybody's. */
async function endSessions(home: Home): Promise<void> {
	const sessions = await home.json<readonly SessionDocument[]>('ls', '--all').catch(() => []);
	const all = sessions.flatMap(session => [
		session,
		...[session.successor, session.predecessor, ...session.parts].filter(child => child !== null),
	]);
	// The numbers of one scheduler are those of other jobs to the next.
	const idsOf = (scheduler: string) =>
		all.flatMap(({job}) => (job?.id == null || job.scheduler !== scheduler ? [] : [job.id]));
	for (const [scheduler, program] of [
		['slurm', 'scancel'],
		['sge', 'qdel'],
	] as const) {
		const ids = idsOf(scheduler);
		if (ids.length > 0) {
			await inHost('login', [program, ...ids]).catch(() => undefined);
		}
	}

	const ended = idsOf('slurm');
	if (ended.length > 0) {
		const areOver = async () => (await jobs()).every(line => !ended.includes(line.split(' ')[0] ?? ''));
		// Slurm itself may be what is broken: the rest is ended all the same.
		await until('the jobs are over', areOver, 20_000).catch(() => undefined);
	}
}

/** The folders that the journals name, also those of further jobs and of renewals; the program would keep them. */
async function removeFolders(home: Home): Promise<void> {
	const journals = join(home.folder, 'state', 'sessions');
	const files = await readdir(journals).catch(() => []);
	const texts = await Promise.all(files.map(file => readFile(join(journals, file), 'utf8').catch(() => '')));
	const named = texts.flatMap(text =>
		[...text.matchAll(/\/\.hpctui\/sessions\/([0-9A-Z]{26})\b/g)].map(([, id]) => id),
	);
	const ids = new Set([...files.map(file => basename(file, '.jsonl')), ...named]);
	if (ids.size > 0) {
		const folders = [...ids].map(id => `/home/*/.hpctui/sessions/${id}`);
		await inHost('login', ['sh', '-c', `rm -rf ${folders.join(' ')}`]).catch(() => undefined);
	}
}
