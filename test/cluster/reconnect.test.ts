import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, fault, inHost} from './support/hosts.js';
import {runInNotebook} from './support/notebook.js';
import {onCluster} from './support/on-cluster.js';

/** Says one request for the path on standard input, and prints whatever comes until the end. */
const RAW_REQUEST = `import socket, sys
port, header = sys.argv[1:]
path = sys.stdin.read()
there = socket.create_connection(("127.0.0.1", int(port)), timeout=30)
there.sendall(f"GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n{header}\\r\\n\\r\\n".encode())
answer = b""
try:
    while piece := there.recv(65536):
        answer += piece
except ConnectionResetError:
    pass
print(answer.decode().replace("\\r\\n", "\\n"), end="")`;

onCluster('what breaks and comes back', () => {
	let home: Home;
	let url = '';
	let kernel = '';

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		url = await home.start('jupyter', 'work', '--wait', '--timeout', '60s');
		({kernel} = await runInNotebook(url, 'kept = 42'));
	});
	afterAll(() => home.close());

	it("the gateway's sshd was killed: reconnecting, with the time of the next try, and back on the same port", async () => {
		await fault('kill-sshd', 'gateway');
		const isTold = ({state, retryAt, note}: SessionDocument) =>
			state === 'reconnecting' && retryAt !== null && /gateway/.test(note ?? '');
		const lost = await home.untilSession('work', 'it reconnects', isTold);
		expect(lost).toMatchObject({outcome: null, tunnels: [{state: 'mending'}]});
		const link = (await home.cluster()).link;
		expect(link.state).toMatch(/down|connecting/);
		await fault('start-sshd', 'gateway');
		await home.good('wait', 'work', '--timeout', '40s');
		expect(await home.good('url', 'work')).toBe(url);
		expect((await runInNotebook(url, 'print(kept)', kernel)).printed).toBe('42\n');
	});

	it('a browser that comes while the way is down is served when it is back', async () => {
		await fault('kill-sshd', 'login');
		await home.untilSession('work', 'it reconnects', ({state}) => state === 'reconnecting');
		const answer = runInNotebook(url, 'print(kept)', kernel);
		answer.catch(() => undefined);
		await fault('start-sshd', 'login');
		expect((await answer).printed).toBe('42\n');
	});

	it('a browser that waits in vain gets a page that says so and reloads, without a secret; a WebSocket is closed', async () => {
		await fault('kill-sshd', 'gateway');
		await home.untilSession('work', 'it reconnects', ({state}) => state === 'reconnecting');
		const {port, pathname, search} = new URL(url);
		const ask = (header: string) =>
			inHost('laptop', ['/usr/bin/python3', '-c', RAW_REQUEST, port, header], {input: `${pathname}${search}`});
		const [page, socket] = await Promise.all([ask('Accept: text/html'), ask('Upgrade: websocket')]);
		await fault('start-sshd', 'gateway');
		expect(page).toMatch(/^HTTP\/1\.1 503 [\s\S]*\nRetry-After: \d+\n/);
		expect(page).toMatch(/http-equiv="refresh"[\s\S]*The way to lab is being opened again[\s\S]*gateway/);
		expect(page).not.toContain(search.replace('?token=', ''));
		expect(socket).toBe('');
		await home.good('wait', 'work', '--timeout', '40s');
		expect((await runInNotebook(url, 'print(kept)', kernel)).printed).toBe('42\n');
	});

	it('the controller is down: still ready, seen as stale; stop says so and changes nothing', async () => {
		await fault('stop-slurmctld');
		const session = await home.untilSession('work', 'its sight is stale', ({sight}) => sight === 'stale', 60_000);
		expect(session).toMatchObject({state: 'ready', outcome: null});
		expect(session.lastSeenAt).not.toBeNull();
		expect((await runInNotebook(url, 'print(kept)', kernel)).printed).toBe('42\n');

		const stop = await home.hpctui('stop', 'work');
		expect(stop.code).not.toBe(0);
		expect(stop.err).toMatch(/controller/);
		expect((await home.show('work')).state).toBe('ready');

		await fault('start-slurmctld');
		const again = await home.untilSession('work', 'it is seen again', ({sight}) => sight === 'fresh', 60_000);
		expect(again.state).toBe('ready');
	});

	it('its node lost its power: never an end; it waits, and is ready on the other one at the same URL', async () => {
		const {job} = await home.show('work');
		const node = job.nodes[0] ?? '';
		await fault('power-off', node);
		// Nobody uses it: Slurm notices first, after half a minute of silence, and is asked every half minute.
		const waiting = await home.untilSession('work', 'it waits again', ({state}) => state === 'queued', 150_000);
		expect(waiting.outcome).toBeNull();
		// Slurm puts a requeued job off by two minutes.
		await asAlice(`scontrol update JobId=${job.id} StartTime=$(date -d '+2 seconds' +%FT%T)`);
		await home.good('wait', 'work', '--timeout', '90s');
		const after = await home.show('work');
		expect(after.job.id).toBe(job.id);
		expect(after.job.nodes).not.toEqual(job.nodes);
		expect(await home.good('url', 'work')).toBe(url);
		expect((await runInNotebook(url, 'print(6 * 7)')).printed).toBe('42\n');
	});
});

/** Stands in for sbatch: submits, says nothing, and hangs. */
const MUTE_SBATCH = `#!/bin/sh
/usr/bin/sbatch "$@" >"$HOME/mute/said"
exec sleep 600
`;

onCluster('a submission whose answer is lost', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		// Detected with the real sbatch.
		await home.good('cluster', 'test', 'lab');
		await asAlice(`mkdir -p ~/mute && cat > ~/mute/sbatch <<'END' && chmod 755 ~/mute/sbatch\n${MUTE_SBATCH}END`);
		await asAlice('cp ~/.bashrc ~/mute/bashrc; { echo "PATH=$HOME/mute:\\$PATH"; cat ~/mute/bashrc; } > ~/.bashrc');
	});
	afterAll(async () => {
		await asAlice('mv -f ~/mute/bashrc ~/.bashrc; rm -rf ~/mute');
		await home.close();
	});

	const submitInVain = async (name: string): Promise<string> => {
		await asAlice('rm -f ~/mute/said');
		const words = ['--name', name, '--set', 'command=exec sleep 600'];
		void home.hpctui('new', 'command', '--cluster', 'lab', ...words);
		await asAlice('for i in $(seq 200); do [ -s ~/mute/said ] && exit 0; sleep 0.05; done; exit 1');
		const session = await home.show(name);
		expect(session).toMatchObject({state: 'submitting', job: {id: null}});
		return `hpctui-${session.id.slice(-12).toLowerCase()}`;
	};
	const jobsOf = async (tag: string): Promise<string> => asAlice(`squeue -h -t all -o %i --name=${tag}`);

	it('the connection broke before it: one job, which is found by its tag', async () => {
		const tag = await submitInVain('broken');
		await fault('kill-sshd', 'login');
		await fault('start-sshd', 'login');
		const session = await home.untilSession('broken', 'it is ready', ({state}) => state === 'ready', 60_000);
		expect(await jobsOf(tag)).toBe(session.job.id);
	});

	it('the daemon was killed before it: one job, which is found by its tag', async () => {
		const tag = await submitInVain('killed');
		await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
		await home.good('daemon', 'start');
		const session = await home.untilSession('killed', 'it is ready', ({state}) => state === 'ready', 60_000);
		expect(await jobsOf(tag)).toBe(session.job.id);
	});
});
