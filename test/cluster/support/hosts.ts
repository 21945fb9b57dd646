import {execa} from 'execa';
import {CLUSTER_SCRIPTS, CLUSTER_STATE} from './places.js';

export const HOSTS = ['laptop', 'gateway', 'login', 'node1', 'node2', 'dev1', 'dev2', 'six', 'cloud'] as const;
export type Host = (typeof HOSTS)[number];

type InHostOptions = {readonly user?: string; readonly input?: string; readonly timeoutMs?: number};

/** Runs a command inside a host, by default as root; its standard output. Rejects where it fails. */
export async function inHost(host: Host, argv: readonly string[], options: InHostOptions = {}): Promise<string> {
	const {user, input, timeoutMs = 60_000} = options;
	const {stdout} = await execa(
		`${CLUSTER_SCRIPTS}in`,
		[host, ...(user === undefined ? [] : ['--user', user]), '--', ...argv],
		{timeout: timeoutMs, ...(input === undefined ? {stdin: 'ignore'} : {input})},
	);
	return stdout;
}

/** Runs shell lines as alice on the login host. */
export function asAlice(lines: string): Promise<string> {
	return inHost('login', ['sh', '-c', lines], {user: 'alice'});
}

/** Breaks one thing of the cluster, or mends it: `test/cluster/fault` without words lists them. */
export async function fault(...words: readonly string[]): Promise<void> {
	await execa(`${CLUSTER_SCRIPTS}fault`, words, {stdin: 'ignore', timeout: 150_000});
}

/** Mends whatever is broken. */
export function mendAll(): Promise<void> {
	return fault('mend-all');
}

/** alice's jobs that are not over: `ID STATE NAME`. */
export async function jobs(): Promise<readonly string[]> {
	return linesOf(await asAlice("squeue -h -u alice -o '%i %T %j'"));
}

/** The folders of sessions on the cluster. */
export async function sessionFolders(): Promise<readonly string[]> {
	return linesOf(await asAlice('ls -A ~/.hpctui/sessions 2>/dev/null || true'));
}

/** Pids of processes of a host whose command line or environment holds a text. The text stands on no command line. */
export async function processesWith(host: Host, text: string): Promise<readonly string[]> {
	const found = await inHost(host, ['sh', '-c', 'grep -slaFf - /proc/[0-9]*/cmdline /proc/[0-9]*/environ || true'], {
		input: text,
	});
	return linesOf(found);
}

/** The log of a host's sshd. */
export function sshdLogOf(host: Exclude<Host, 'laptop'>): string {
	return `${CLUSTER_STATE}/hosts/${host}/log/sshd.log`;
}

export function linesOf(text: string): readonly string[] {
	return text.split('\n').filter(line => line !== '');
}
