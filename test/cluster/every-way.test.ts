import {createHash, randomBytes} from 'node:crypto';
import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {SessionDocument, TunnelDocument} from '../../source/core/session-document.js';
import type {ClusterTest} from '../../source/wire/calls.js';
import {type Home, openHome} from './support/home.js';
import {fault, inHost, linesOf} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

const MEGABYTE = 1024 * 1024;

/** A store of one page, over HTTP: PUT keeps the bytes, GET gives them back. It listens where it is told to. */
const STORE = [
	'import http.server, os, socket',
	'class Page(http.server.BaseHTTPRequestHandler):',
	'    protocol_version = "HTTP/1.1"',
	'    kept = os.uname().nodename.encode()',
	'    def do_PUT(self):',
	'        Page.kept = self.rfile.read(int(self.headers["Content-Length"]))',
	'        self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()',
	'    def do_GET(self):',
	'        self.send_response(200); self.send_header("Content-Length", str(len(Page.kept))); self.end_headers()',
	'        self.wfile.write(Page.kept)',
	'    def log_message(self, *words): pass',
	'class Server(http.server.ThreadingHTTPServer):',
	'    address_family = socket.AF_INET6 if ":" in os.environ["HPCTUI_BIND"] else socket.AF_INET',
	'Server((os.environ["HPCTUI_BIND"], int(os.environ["HPCTUI_PORT_MAIN"])), Page).serve_forever()',
].join('\n');
const SERVE = `command=exec python3 -c 'exec(bytes.fromhex("${Buffer.from(STORE).toString('hex')}"))'`;

onCluster('every way in', () => {
	let home: Home;
	let sent: string;

	beforeAll(async () => {
		home = await openHome();
		sent = join(home.folder, 'sent');
		await writeFile(sent, randomBytes(20 * MEGABYTE));
	});
	afterAll(() => home.close());

	const hashOf = async (path: string) =>
		createHash('sha256')
			.update(await readFile(path))
			.digest('hex');

	/** A session on the cluster whose port answered through its tunnel. */
	async function serve(cluster: string, ...words: readonly string[]): Promise<SessionDocument> {
		const name = `on-${cluster}`;
		await home.good('new', 'command', '--cluster', cluster, '--name', name, '--set', SERVE, ...words);
		return home.untilSession(name, 'its port answers', ({tunnels}) => tunnels[0]?.state === 'open', 60_000);
	}

	/** Up and down again through the tunnel, equal by hash. */
	async function sendAround({url, tunnels}: SessionDocument): Promise<void> {
		const target = url ?? `http://127.0.0.1:${tunnels[0]?.localPort}/`;
		const back = join(home.folder, 'back');
		await until('the page answers', () => inHost('laptop', ['curl', '-sSf', '-m', '10', target]), 30_000);
		await inHost('laptop', ['curl', '-sSf', '-m', '60', '-T', sent, target]);
		await inHost('laptop', ['curl', '-sSf', '-m', '60', '-o', back, target]);
		expect(await hashOf(back)).toBe(await hashOf(sent));
	}

	async function end(session: SessionDocument): Promise<void> {
		await home.good('rm', '--force', session.name);
	}

	describe.each(['ssh2', 'openssh'])('by %s', transport => {
		const add = (name: string, ...words: readonly string[]) =>
			home.addCluster(name, {words: [...words, '--transport', transport]});

		it('a gateway that forbids forwarding: told so, and how else', async () => {
			await add(`no-${transport}`, '--host', 'login', '--user', 'erin', '--hop', 'erin@gateway');
			const {code, out, err} = await home.hpctui('cluster', 'test', `no-${transport}`);
			expect(code).toBe(5);
			expect(`${out}${err}`).toMatch(/the host does not forward connections for this user/);
			expect(err).toMatch(/policy.*--route exec/);
		});

		it('there a command carries the bytes, from hop to hop and to the node', async () => {
			const cluster = `exec-${transport}`;
			await add(cluster, '--host', 'login', '--user', 'erin', '--hop', 'erin@gateway', '--route', 'exec');
			const session = await serve(cluster);
			expect(session.tunnels).toMatchObject([{route: 'exec', address: 'infiniband', hops: ['gateway', 'login']}]);
			await sendAround(session);
			await home.good('tunnel', 'add', session.name, 'node2-ib:9');
			await until('the refusal', async () => {
				const tunnels = await home.json<readonly TunnelDocument[]>('tunnel', 'ls', session.name);
				return tunnels.find(({tried}) => tried.some(({verdict}) => verdict === 'refused'));
			});
			await end(session);
		});

		it('three hops', async () => {
			const cluster = `three-${transport}`;
			await add(cluster, '--host', 'node1', '--hop', 'gateway', '--hop', 'login', '--scheduler', 'slurm');
			const session = await serve(cluster);
			expect(session.tunnels[0]?.hops.slice(0, 3)).toEqual(['gateway', 'login', 'node1']);
			await sendAround(session);
			await end(session);
		});

		it('a dev host without scheduler behind the gateway', async () => {
			const cluster = `dev-${transport}`;
			await add(cluster, '--host', 'dev1', '--hop', 'gateway', '--scheduler', 'host');
			const session = await serve(cluster);
			expect(session.tunnels).toMatchObject([{address: 'loopback', route: 'forward', hops: ['gateway', 'dev1']}]);
			await sendAround(session);
			await end(session);
		});

		it('IPv6 only, all the way', async () => {
			const cluster = `six-${transport}`;
			await add(cluster, '--host', 'six', '--hop', 'gateway6', '--scheduler', 'host', '--address', 'interface:eth0');
			const session = await serve(cluster);
			expect(session.tunnels).toMatchObject([{remoteHost: 'fd71:7::10', route: 'forward'}]);
			await sendAround(session);
			await home.good('tunnel', 'add', session.name, '[fd71:7::10]:22');
			const tunnels = await home.json<readonly TunnelDocument[]>('tunnel', 'ls', session.name);
			expect(tunnels.map(({name}) => name)).toContain('[fd71:7::10]:22');
			await end(session);
		});
	});

	it('a node with only a firewalled address: another hop, and each loser has its reason', async () => {
		await home.addCluster('shut');
		await fault('only-ethernet', 'node1');
		const session = await serve('shut', '--scheduler-arg', '--nodelist=node1');
		expect(session.tunnels).toMatchObject([{route: 'jump', hops: ['gateway', 'login', 'node1']}]);
		await sendAround(session);
		const test = await home.json<ClusterTest>('cluster', 'test', 'shut');
		expect(test.addresses.map(({route, host, verdict}) => `${route} ${host} ${verdict}`)).toEqual(
			expect.arrayContaining(['forward 10.71.3.11 silent', 'jump 127.0.0.1 open']),
		);
		await end(session);
	});

	it('nothing was ever bound on the gateway or the login host', async () => {
		for (const host of ['gateway', 'login'] as const) {
			const listening = linesOf(await inHost(host, ['ss', '-Hltnp']));
			expect(listening.filter(line => /"(?:perl|python3|bash|socat|nc)"/.test(line))).toEqual([]);
		}
	});
});
