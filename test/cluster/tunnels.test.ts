import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {TunnelDocument} from '../../source/core/session-document.js';
import {TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, type Host, inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

/** A page on the node's loopback, one on all of its addresses, and a Unix socket, all of which say where they are. */
const SERVERS = [
	'import http.server, os, socketserver, threading',
	'class Page(http.server.BaseHTTPRequestHandler):',
	'    def do_GET(self):',
	'        self.send_response(200); self.end_headers(); self.wfile.write(os.uname().nodename.encode())',
	'    def log_message(self, *words): pass',
	'class Said(socketserver.StreamRequestHandler):',
	'    def handle(self): self.wfile.write(b"socket of " + os.uname().nodename.encode())',
	'if os.path.exists("/tmp/said.sock"): os.unlink("/tmp/said.sock")',
	'said = socketserver.ThreadingUnixStreamServer("/tmp/said.sock", Said)',
	'threading.Thread(target=said.serve_forever, daemon=True).start()',
	'own = http.server.ThreadingHTTPServer(("127.0.0.1", 18787), Page)',
	'threading.Thread(target=own.serve_forever, daemon=True).start()',
	'http.server.ThreadingHTTPServer(("0.0.0.0", 18788), Page).serve_forever()',
].join('\n');

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('tunnels that are added', () => {
		let home: Home;

		beforeAll(async () => {
			home = await openHome();
			await home.addCluster('lab', {words: ['--host', 'login', '--hop', 'gateway', '--transport', transport]});
			const program = `exec python3 -c 'exec(bytes.fromhex("${Buffer.from(SERVERS).toString('hex')}"))'`;
			await home.start('command', 'served', '--set', `command=${program}`);
			await home.good('wait', 'served', '--for', 'running', '--timeout', '60s');
		});
		afterAll(() => home.close());

		const onLaptop = (...argv: readonly string[]): Promise<string> => inHost('laptop', argv);
		const page = (url: string, ...words: readonly string[]) => onLaptop('curl', '-sS', '-m', '20', ...words, url);
		const nodeNow = async (): Promise<string> => (await home.show('served')).job.nodes[0] ?? '';
		const untilOpen = (name: string): Promise<TunnelDocument> =>
			until(
				`${name} is open`,
				async () => {
					const tunnels = await home.json<readonly TunnelDocument[]>('tunnel', 'ls', 'served');
					return tunnels.find(tunnel => tunnel.name === name && tunnel.state === 'open');
				},
				60_000,
			);

		it('a port that listens on the loopback of the node only, and one of another host', async () => {
			const local = await home.good('tunnel', 'add', 'served', '18787');
			expect(local).toMatch(/^127\.0\.0\.1:\d+$/);
			expect(await untilOpen('18787')).toMatchObject({route: 'jump', remotePort: 18_787});
			expect(await page(`http://${local}/`)).toBe(await nodeNow());

			expect(await home.good('tunnel', 'add', 'served', '12022:node2-ib:22')).toBe('127.0.0.1:12022');
			expect(await untilOpen('node2-ib:22')).toMatchObject({route: 'forward', hops: ['gateway', 'login']});
			expect(await onLaptop('sh', '-c', 'echo | timeout 5 socat -t 2 - TCP:127.0.0.1:12022 | head -1')).toMatch(
				/^SSH-2\.0/,
			);
		});

		it('a Unix socket of the node', async () => {
			expect(await home.good('tunnel', 'add', 'served', '19000:/tmp/said.sock')).toBe('127.0.0.1:19000');
			expect(await untilOpen('/tmp/said.sock')).toMatchObject({remotePath: '/tmp/said.sock', remotePort: null});
			expect(await onLaptop('socat', '-u', 'TCP:127.0.0.1:19000', '-')).toBe(`socket of ${await nodeNow()}`);
		});

		it('a SOCKS proxy that looks names up at the far side', async () => {
			const proxy = await home.good('tunnel', 'add', 'served', 'socks:11080');
			await untilOpen('socks');
			const through = ['--socks5-hostname', proxy];
			const node = await nodeNow();
			expect(await page(`http://${node}-ib:18788/`, ...through)).toBe(node);
			await expect(page('http://node1-ib:9/', ...through)).rejects.toThrow(/\(5\)/);
			await expect(page('http://no-such-host/', ...through)).rejects.toThrow(/\(4\)/);
			expect((await home.show('served')).tunnels.find(({name}) => name === 'socks')).toMatchObject({state: 'open'});
		});

		it('they are there again, on the same ports, after the daemon was stopped', async () => {
			const before = await home.json<readonly TunnelDocument[]>('tunnel', 'ls', 'served');
			await home.good('daemon', 'stop');
			await untilOpen('18787');
			await untilOpen('/tmp/said.sock');
			const after = await home.json<readonly TunnelDocument[]>('tunnel', 'ls', 'served');
			expect(after.map(({name, localPort}) => [name, localPort])).toEqual(
				before.map(({name, localPort}) => [name, localPort]),
			);
		});

		it('they follow the job to another node', async () => {
			const first = (await nodeNow()) as Host;
			const {id} = (await home.show('served')).job;
			await inHost('login', ['scontrol', 'update', `nodename=${first}`, 'state=drain', 'reason=test']);
			try {
				await asAlice(`scontrol requeue ${id}`);
				await home.untilSession('served', 'it waits again', ({state}) => state === 'queued', 30_000);
				await asAlice(`scontrol update JobId=${id} StartTime=$(date -d '+2 seconds' +%FT%T)`);
				await home.untilSession(
					'served',
					'it runs elsewhere',
					({job}) => ![undefined, first].includes(job.nodes[0] as Host),
					60_000,
				);
				const {localPort} = await untilOpen('18787');
				await untilOpen('/tmp/said.sock');
				const second = await nodeNow();
				expect(second).not.toBe(first);
				expect(await page(`http://127.0.0.1:${localPort}/`)).toBe(second);
				expect(await onLaptop('socat', '-u', 'TCP:127.0.0.1:19000', '-')).toBe(`socket of ${second}`);
			} finally {
				await inHost('login', ['scontrol', 'update', `nodename=${first}`, 'state=resume']);
			}
		});

		it('one that is taken away listens no longer; what makes no sense is refused with nothing done', async () => {
			await home.good('tunnel', 'rm', 'served', 'socks');
			await expect(page('http://node1-ib:18788/', '--socks5-hostname', '127.0.0.1:11080')).rejects.toThrow(/connect/);
			for (const [spec, words] of [
				['99999', /no port/],
				['19000:db:80', /19000/],
				['18787', /already, on local port/],
				['nonsense', /no tunnel/],
			] as const) {
				const {code, err} = await home.hpctui('tunnel', 'add', 'served', spec);
				expect(code, spec).toBe(2);
				expect(err).toMatch(words);
			}

			expect((await home.hpctui('tunnel', 'rm', 'served', 'main')).err).toMatch(/belongs to the app/);
			expect((await home.hpctui('tunnel', 'ls', 'nobody')).code).toBe(3);
		});
	});
});
