import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, HOSTS, inHost, jobs, linesOf, processesWith} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {SESSIONS_FOLDER} from './support/places.js';
import {until} from './support/until.js';

const BOTH = ['node1', 'node2'];

/** A Client of Debian's python3-distributed: it knows nothing but a local port. */
const DASK_CLIENT = `
import json, sys
from distributed import Client
client = Client('tcp://127.0.0.1:' + sys.argv[1], timeout=30)
client.wait_for_workers(int(sys.argv[2]), timeout=60)
def work(x):
    import socket, time
    time.sleep(0.1)
    return socket.gethostname(), x * x
done = client.gather(client.map(work, range(20)))
print(json.dumps({'hosts': sorted({host for host, _ in done}), 'sum': sum(value for _, value in done)}))
`;

/** A sender of tasks: the URL, password and all, comes on standard input. */
const SENDER = `
import json, sys
from celery import Celery
url = sys.stdin.read().strip()
app = Celery('tasks', broker=url, backend=url)
results = [app.send_task('tasks.add', (number, number)) for number in range(12)]
done = [result.get(timeout=60) for result in results]
print(json.dumps({'hosts': sorted({host for host, _ in done}), 'sum': sum(value for _, value in done)}))
`;

const MODULE = `import socket, time
from celery import Celery
app = Celery("tasks")
@app.task
def add(x, y):
    time.sleep(0.3)
    return [socket.gethostname(), x + y]
`;

const workers = (count: number) => (session: SessionDocument) =>
	session.progress.some(({have, want}) => have === count && want === count);

onCluster('workers on several nodes, used from the laptop', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
	});
	afterAll(() => home.close());

	const portOf = async (session: string, name: string): Promise<string> =>
		String((await home.show(session)).tunnels.find(tunnel => tunnel.name === name)?.localPort);
	const python = async (program: string, words: readonly string[], input = ''): Promise<unknown> =>
		JSON.parse(
			linesOf(await inHost('laptop', ['/usr/bin/python3', '-c', program, ...words], {input, timeoutMs: 120_000})).at(
				-1,
			) ?? '',
		);
	const end = async (name: string) => {
		const {id} = await home.show(name);
		await home.good('stop', name);
		await home.good('wait', name, '--for', 'ended', '--timeout', '90s');
		await until(
			'no process of the session is left on a node',
			async () => (await Promise.all([processesWith('node1', id), processesWith('node2', id)])).flat().length === 0,
			60_000,
		);
	};

	it('dask: workers from further jobs, restarted and scaled', async () => {
		// What a job gets here unless it asks, 100 MB, is less than a worker needs.
		const words = ['--memory', '2G', '--set', 'launcher=jobs', '--set', 'workers=2', '--set', 'ready-with=2'];
		await home.start('dask', 'farm', ...words, '--wait', '--timeout', '90s');
		const port = await portOf('farm', 'scheduler');
		expect(await python(DASK_CLIENT, [port, '2'])).toMatchObject({sum: 2470});
		expect(await jobs()).toHaveLength(3);
		expect(await home.good('action', 'farm', 'restart-workers')).toBe('2 workers restarted');
		await home.good('scale', 'farm', 'workers=+1');
		await home.untilSession('farm', 'the third worker is there', workers(3), 60_000);
		expect(await python(DASK_CLIENT, [port, '3'])).toMatchObject({sum: 2470});
		expect(await home.good('logs', 'farm/workers-3')).toContain('Registered to');
		await end('farm');
		expect(await jobs()).toEqual([]);
	});

	it('celery: tasks sent from the laptop are done on both nodes of one job; the password is nowhere', async () => {
		await inHost('login', ['sh', '-c', 'mkdir -p ~/project && cat >~/project/tasks.py'], {
			user: 'alice',
			input: MODULE,
		});
		const words = ['--nodes', '2', '--workdir', '/home/alice/project', '--set', 'concurrency=1'];
		const wish = [...words, '--set', 'workers=2', '--set', 'ready-with=2', '--wait', '--timeout', '90s'];
		await home.start('celery', 'queue', ...wish);
		const {id} = await home.show('queue');
		const password = await asAlice(`cat ${SESSIONS_FOLDER}/${id}/password`);
		const url = await home.good('url', 'queue');
		expect(url).toBe(`redis://:${password}@127.0.0.1:${await portOf('queue', 'redis')}/0`);
		expect(await python(SENDER, [], url)).toEqual({hosts: BOTH, sum: 132});
		for (const host of HOSTS) {
			const look = ['sh', '-c', 'grep -slaFf - /proc/[0-9]*/cmdline || true'];
			expect(linesOf(await inHost(host, look, {input: password}))).toEqual([]);
		}

		for (const log of ['queue', 'queue/workers-node1', 'queue/workers-node2']) {
			expect(await home.good('logs', log)).not.toContain(password);
		}

		const readable = `find ${SESSIONS_FOLDER}/${id} -type f -perm /077 -exec grep -lF -f ${SESSIONS_FOLDER}/${id}/password {} + || true`;
		expect(await asAlice(readable)).toBe('');
		await home.good('scale', 'queue', 'workers=3');
		await home.untilSession('queue', 'the third worker is there', workers(3), 60_000);
		await end('queue');
	});

	it('a module that does not exist: the part, and the line of its log', async () => {
		const words = ['--workdir', '/home/alice', '--set', 'app=nosuch', '--set', 'concurrency=1'];
		await home.start('celery', 'wrong', ...words);
		const seen = await home.untilSession('wrong', 'it is told', ({note}) => note?.includes('nosuch') === true, 60_000);
		expect(seen.note).toMatch(/0 of 1 workers.*workers-node[12]: a worker ended with code \d+: .*nosuch/);
		await end('wrong');
	});
});
