import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {expectHidden} from './support/hidden.js';
import {type Home, openHome} from './support/home.js';
import {inHost, linesOf} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

const TASKS = `from celery import Celery
app = Celery("tasks")

@app.task
def where(x):
    import socket
    return [x * x, socket.gethostname()]
`;

/** Debian's Python on the laptop, with a secret on its standard input: it must stand on no command line. */
function python(code: string, input: string): Promise<string> {
	return inHost('laptop', ['/usr/bin/python3', '-c', code], {input, timeoutMs: 60_000});
}

async function processesOfAlice(): Promise<readonly string[]> {
	const perNode = await Promise.all(
		(['node1', 'node2'] as const).map(async node =>
			linesOf(await inHost(node, ['sh', '-c', 'ps -o args= -u alice || true'])),
		),
	);
	return perNode.flat();
}

onCluster('apps: what they serve is used from the laptop, and done on the node', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		await inHost('login', ['sh', '-c', 'mkdir -p ~/tasks && cat > ~/tasks/tasks.py'], {user: 'alice', input: TASKS});
	});
	afterAll(() => home.close());

	async function start(app: string, name: string, ...words: readonly string[]): Promise<string> {
		return home.start(app, name, '--wait', '--timeout', '90s', ...words);
	}

	async function stop(name: string): Promise<void> {
		await home.good('stop', name);
		await home.good('wait', name, '--for', 'ended', '--timeout', '60s');
		await until('nothing of alice runs on a node', async () => (await processesOfAlice()).length === 0, 30_000);
		await home.good('rm', name);
	}

	it('redis: a client on the laptop logs in with the password of the URL, and nobody without it', async () => {
		const url = await start('redis', 'cache');
		expect(url).toMatch(/^redis:\/\/:[0-9a-f]{48}@127\.0\.0\.1:\d+\/0$/);
		const code = 'import redis, sys; r = redis.Redis.from_url(sys.stdin.read()); r.set("a", 1); print(r.incr("a"))';
		expect(await python(code, url)).toBe('2');
		await expect(python(code, url.replace(/:[0-9a-f]{48}@/, ':wrong@'))).rejects.toThrow(/WRONGPASS|invalid/);
		await expectHidden(home, 'cache', new URL(url).password);
		expect(await home.good('action', 'cache', 'save')).toContain('OK');
	});

	it('celery: tasks of the laptop are done on the node, by the broker of another session', async () => {
		const words = ['--workdir', '~/tasks', '--set', 'module=tasks', '--set', 'broker=cache'];
		const url = await start('celery-workers', 'farm', ...words);
		await home.untilSession('farm', 'it is ready', ({state}) => state === 'ready');
		const {job} = await home.show('farm');
		const code = `import os, sys
url = sys.stdin.read()
os.environ["CELERY_BROKER_URL"] = os.environ["CELERY_RESULT_BACKEND"] = url
from celery import Celery
result = Celery("tasks").send_task("tasks.where", [7])
print(*result.get(timeout=40))`;
		expect(await python(code, url)).toBe(`49 ${job.nodes[0]}`);
		await expectHidden(home, 'farm', new URL(url).password);
		await home.good('stop', 'farm');
		await home.good('wait', 'farm', '--for', 'ended', '--timeout', '60s');
		await home.good('rm', 'farm');
	});

	it.each([
		[
			'a module that does not exist',
			['--set', 'module=nowhere', '--set', 'broker=cache'],
			/celery: the module nowhere cannot be imported in .*No module named 'nowhere'/,
		],
		[
			'modules where there are none',
			['--set', 'module=tasks', '--set', 'broker=cache', '--set', 'modules=python/3'],
			/no environment modules|module load python\/3 failed/,
		],
	])('celery: %s is told in one line', async (_what, words, said) => {
		await home.start('celery-workers', 'bad', '--workdir', '~/tasks', ...words);
		const session = await home.untilSession('bad', 'it ended', ({state}) => state === 'ended', 60_000);
		expect(session).toMatchObject({outcome: 'failed', note: expect.stringMatching(said)});
		await home.good('rm', 'bad');
	});

	it('everything ends with the session', () => stop('cache'));

	it('a program that dies at once says why in the note, and a port that is taken is told', async () => {
		await home.start('command', 'dead', '--set', 'command=python3 -c "import nowhere"');
		const dead = await home.untilSession('dead', 'it ended', ({state}) => state === 'ended', 60_000);
		expect(dead.note).toMatch(/failed with exit code 1.*: ModuleNotFoundError: No module named 'nowhere'/);
		await home.good('rm', 'dead');
		await home.start('command', 'taken', '--set', 'command=sleep 60', '--set', 'port=22');
		const taken = await home.untilSession('taken', 'it ended', ({state}) => state === 'ended', 60_000);
		expect(taken.note).toMatch(/^port 22 is taken on node[12] by another program; choose another port/);
		await home.good('rm', 'taken');
	});

	it('an app of one’s own is a file; a broken one is told, and keeps no other from being used', async () => {
		const folder = join(home.folder, 'config', 'apps');
		await inHost('laptop', ['mkdir', '-p', folder]);
		await writeFile(
			join(folder, 'mine.json'),
			(await home.good('app', 'show', 'command', '--file')).replace('"command"', '"mine"'),
		);
		await writeFile(join(folder, 'bad.json'), '{"name": "bad", "body": "x", "ports": [{"name": "p", "kind": "ftp"}]}');
		const {out, err} = await home.hpctui('app', 'ls');
		expect(out).toMatch(/^mine .*mine\.json$/m);
		expect(err).toContain('bad.json: ports[0].kind: "ftp" is not one of: http, https, tcp, unix');
		expect((await home.hpctui('doctor')).out).toContain('ports[0].kind');
		expect(await home.hpctui('new', 'bad', '--cluster', 'lab')).toMatchObject({code: 2});
		await home.start('mine', 'mine', '--set', 'command=true');
		await home.good('wait', 'mine', '--for', 'ended', '--timeout', '60s');
		await home.good('rm', 'mine');
	});
});
