import {execa} from 'execa';
import {asAlice, inHost, linesOf} from './hosts.js';
import {CLUSTER_SCRIPTS, CLUSTER_STATE} from './places.js';

/** The exit code of the cluster's scripts for "cannot run here", as opposed to "broken". */
const CANNOT_RUN = 77;

/** The cluster with OAR: why it is not there (null: it is), and what to do when the tests are over. */
export type OarCluster = {readonly missing: string | null; down(): Promise<void>};

/**
 * Brings a cluster of its own up, with OAR, in the state folder that HPCTUI_CLUSTER_STATE names by now: the usual one stays as
 * quick as it is. One that was up before is left up.
 */
export async function upWithOar(): Promise<OarCluster> {
	const wasUp = (await script('status')).exitCode === 0;
	const {exitCode, said} = await script('up');
	if (exitCode === CANNOT_RUN && process.env['CI'] !== 'true') {
		return {missing: said, down: async () => undefined};
	}

	if (exitCode !== 0) {
		throw new Error(`the cluster with OAR (${CLUSTER_STATE}) does not come up: ${said}`);
	}

	return {
		missing: null,
		async down() {
			if (!wasUp) {
				await script('down');
			}
		},
	};
}

async function script(name: 'status' | 'up' | 'down'): Promise<{exitCode: number; said: string}> {
	const env = {HPCTUI_CLUSTER_WITH: 'oar'};
	const {exitCode, all} = await execa('bash', [`${CLUSTER_SCRIPTS}${name}`], {
		all: true,
		reject: false,
		stdin: 'ignore',
		env,
	});
	return {exitCode: exitCode ?? 1, said: (all ?? '').trim()};
}

/** alice's jobs that are not over: `ID STATE`. */
export async function oarJobs(): Promise<readonly string[]> {
	return linesOf(await asAlice("oarstat --user alice | awk 'NR > 2 { print $1, $2 }'"));
}

/** A member of what OAR keeps of a job: `state`, `wanted_resources`, `message`. */
export async function oarJob(id: string | null, member: string): Promise<string> {
	const lines = linesOf(await asAlice(`oarstat --full --job ${id}`));
	const start = `    ${member} = `;
	return lines.find(line => line.startsWith(start))?.slice(start.length) ?? '';
}

/** Submits a shell line by hand, on all of the nodes: its id. */
export async function fillNodes(): Promise<string> {
	const said = await asAlice('oarsub --resource /nodes=2,walltime=0:10:0 --name filler "sleep 600"');
	return /OAR_JOB_ID=(\d+)/.exec(said)?.[1] ?? '';
}

/** OAR's way to a node: its own sshd. Without it, no job starts there. */
export async function stopOarSshd(node: 'node1' | 'node2'): Promise<void> {
	await inHost(node, ['sh', '-c', 'kill "$(cat /run/oar-node_sshd.pid)"']);
}

/** Starts it again, and lets OAR take the node back into service. */
export async function startOarSshd(node: 'node1' | 'node2'): Promise<void> {
	await inHost(node, ['/usr/sbin/sshd', '-f', '/etc/oar/sshd_config', '-E', '/var/log/oar-sshd.log']);
	await inHost('login', ['oarnodesetting', '--hostname', node, '--state', 'Alive']);
}
