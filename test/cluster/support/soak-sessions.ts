import {stat} from 'node:fs/promises';
import type {SessionDocument} from '../../../source/core/session-document.js';
import {type Followed, follow, hashOf, hashOnCluster} from './followed.js';
import type {Home} from './home.js';
import {asAlice, inHost} from './hosts.js';
import {until} from './until.js';

/** Prints some 2 KB a second, and serves its own name. */
const WORKER = `import http.server, os, random, sys, threading, time
name = os.environ["HPCTUI_FOLDER"].encode()
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(name)
    def log_message(self, *words):
        pass
server = http.server.ThreadingHTTPServer(("", int(os.environ["HPCTUI_PORT_MAIN"])), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()
step = 0
while True:
    step += 1
    sys.stdout.buffer.write(b"%d %s\\r\\n" % (step, random.randbytes(200)))
    sys.stdout.buffer.flush()
    time.sleep(0.1)`;

const WORKERS = 8;
const NOTEBOOKS = 2;

/** A session of the soak, as it was before anything went wrong. */
export type Soaked = {readonly session: SessionDocument; readonly followed: Followed};

/** Starts ten sessions, waits until they are ready, and follows the log of each. */
export async function startSessions(home: Home): Promise<readonly Soaked[]> {
	const worker = `command=exec python3 -c 'exec(bytes.fromhex("${Buffer.from(WORKER).toString('hex')}"))'`;
	const wishes = [
		...Array.from({length: NOTEBOOKS}, (_, index) => ['jupyter', '--name', `notebook${index}`]),
		...Array.from({length: WORKERS}, (_, index) => ['command', '--name', `worker${index}`, '--set', worker]),
	];
	for (const [index, wish] of wishes.entries()) {
		// Slurm fills one node first; the other is the one that is rebooted.
		const node = `--scheduler-arg=--nodelist=node${(index % 2) + 1}`;
		await home.good('new', ...wish, '--cluster', 'lab', '--walltime', '1h', '--memory', '200M', node);
	}

	await until('all sessions are ready', async () => (await live(home)).every(isReady), 120_000);
	const sessions = await live(home);
	return sessions.map(session => ({session, followed: follow(home, session.name)}));
}

/** The ten; not what is submitted beside them. */
export async function live(home: Home): Promise<readonly SessionDocument[]> {
	const all = await home.json<readonly SessionDocument[]>('ls', '--all');
	return all.filter(({name}) => !name.startsWith('extra'));
}

export const isReady = ({state}: SessionDocument): boolean => state === 'ready';

/** What is not as it was before, in words: id, port and token must be; the node need not. */
export function changesOf({session: before}: Soaked, now: SessionDocument | undefined): readonly string[] {
	if (now === undefined) {
		return [`${before.name} is gone`];
	}

	const portOf = ({tunnels}: SessionDocument) => tunnels[0]?.localPort;
	return [
		...(now.id === before.id ? [] : [`${before.name} is another session`]),
		...(now.job.id === before.job.id ? [] : [`${before.name} has job ${now.job.id} instead of ${before.job.id}`]),
		...(portOf(now) === portOf(before) ? [] : [`${before.name} has port ${portOf(now)} instead of ${portOf(before)}`]),
		...(now.app !== 'jupyter' || now.url === before.url ? [] : [`${before.name} has another URL`]),
	];
}

/** Whether a session's own program answers at its local port. */
export async function answers({session}: Soaked): Promise<boolean> {
	const url = session.app === 'jupyter' ? session.url : `http://127.0.0.1:${session.tunnels[0]?.localPort}/`;
	const body = await inHost('laptop', ['/usr/bin/python3', '-c', FETCH, url ?? '']);
	return session.app === 'jupyter' ? body.includes('upyter') : body.endsWith(session.id);
}

/** The address is a word of the command line in a network of its own, where nobody else looks. */
const FETCH = 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=20).read().decode())';

/** Ends a session; how many bytes of its log the follower did not bring (-1: as many, but others). */
export async function bytesLost(home: Home, {session, followed}: Soaked): Promise<number> {
	await home.good('stop', session.name);
	const {code, err} = await followed.ended();
	if (code !== 0) {
		throw new Error(`following ${session.name} ended with ${code}: ${err}`);
	}

	const path = session.log.path ?? '';
	const size = Number(await asAlice(`stat -c %s '${path}'`));
	const difference = size - (await stat(followed.file)).size;
	const isSame = (await hashOf(followed.file)) === (await hashOnCluster(path));
	return difference === 0 && !isSame ? -1 : difference;
}
