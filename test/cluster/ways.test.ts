import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ClusterTest} from '../../source/wire/calls.js';
import {TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';

/** A small web server that listens where the program says, and answers with who asked. */
const SERVER = "python3 -c 'import http.server, os, sys";
const SERVE = [
	SERVER,
	'class Page(http.server.BaseHTTPRequestHandler):',
	'    def do_GET(self):',
	'        self.send_response(200); self.end_headers(); self.wfile.write(b"from " + self.client_address[0].encode())',
	'http.server.HTTPServer((os.environ["HPCTUI_BIND"], int(os.environ["HPCTUI_PORT_MAIN"])), Page).serve_forever()\'',
].join('\n');

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('addresses and routes', () => {
		let home: Home;

		beforeAll(async () => {
			home = await openHome();
			await home.addCluster('lab', {words: ['--host', 'login', '--hop', 'gateway', '--transport', transport]});
		});
		afterAll(() => home.close());

		const jupyter = (name: string, ...words: readonly string[]) =>
			home.hpctui('new', 'jupyter', '--cluster', 'lab', '--name', name, ...words, '--wait', '--timeout', '60s');
		const status = (url: string): Promise<string> =>
			inHost('laptop', ['sh', '-c', 'curl -sS -o /dev/null -w "%{http_code}" -L -K -'], {input: `url = "${url}"`});

		it('one more hop to the node itself: the app listens on its loopback only', async () => {
			const {code, out, err} = await jupyter('jumping', '--route', 'jump');
			expect(code, err).toBe(0);
			const {tunnels, job} = await home.show('jumping');
			const [node] = job.nodes;
			expect(tunnels).toMatchObject([
				{route: 'jump', state: 'open', remoteHost: '127.0.0.1', hops: ['gateway', 'login', node]},
			]);
			expect(await status(out.trim())).toBe('200');
			const port = tunnels[0]?.remotePort;
			const listening = await inHost('node1', ['ss', '-Hltn', `sport = :${port}`]);
			expect(`${listening}${await inHost('node2', ['ss', '-Hltn', `sport = :${port}`])}`).toMatch(/127\.0\.0\.1:/);
		});

		it('the address of an interface', async () => {
			const {code, err} = await jupyter('by-ib0', '--address', 'interface:ib0');
			expect(code, err).toBe(0);
			expect((await home.show('by-ib0')).tunnels).toMatchObject([
				{address: 'interface', route: 'forward', remoteHost: expect.stringMatching(/^10\.71\.4\./)},
			]);
		});

		it('the address of an interface that a firewall shuts: not in time, and why', async () => {
			const words = ['--address', 'interface:em1', '--route', 'forward', '--wait', '--timeout', '8s'];
			const {code, err} = await home.hpctui('new', 'jupyter', '--cluster', 'lab', '--name', 'by-em1', ...words);
			expect(code).toBe(7);
			expect(err).toMatch(/not ready in time/);
			expect(err).toMatch(/10\.71\.3\.1[12] \(em1\) by forward is silent/);
			expect(err).toMatch(/hpctui wait/);
			const session = await home.show('by-em1');
			expect(session.state).toBe('starting');
			expect(session.tunnels[0]?.tried).toMatchObject([{interfaceName: 'em1', verdict: 'silent'}]);
			await home.good('stop', 'by-em1');
		});

		it("the node's name is its em1 address: the next best way is another hop", async () => {
			const {code, err} = await jupyter('by-name', '--address', 'hostname');
			expect(code, err).toBe(0);
			const session = await home.show('by-name');
			expect(session.tunnels).toMatchObject([{address: 'hostname', route: 'jump', state: 'open'}]);
			expect(session.tunnels[0]?.tried.map(({route, verdict}) => `${route} ${verdict}`)).toEqual(
				expect.arrayContaining(['forward silent', 'jump open']),
			);
		});

		it('any other program with a port', async () => {
			const port = '--local-port=18765';
			await home.start('command', 'pages', '--set', `command=${oneLine(SERVE)}`, port);
			const session = await home.untilSession('pages', 'its port answers', ({tunnels}) => tunnels[0]?.state === 'open');
			expect(session.url).toBe('http://127.0.0.1:18765/');
			expect(await inHost('laptop', ['curl', '-sS', session.url ?? ''])).toBe('from 10.71.4.10');
		});

		it('a test of the cluster tells hops, scheduler, limits, and which addresses answer', async () => {
			const {code, out} = await home.hpctui('cluster', 'test', 'lab', '--json');
			expect(code).toBe(0);
			const found = JSON.parse(out) as ClusterTest;
			expect(found).toMatchObject({
				ok: true,
				hops: ['gateway', 'login'],
				scheduler: {name: 'slurm', version: expect.stringMatching(/^2\d\./)},
			});
			expect(found.limits?.queues.map(({name}) => name)).toEqual(expect.arrayContaining(['short', 'long']));
			expect(found.steps.every(({milliseconds}) => milliseconds >= 0)).toBe(true);
			expect(found.addresses.length).toBeGreaterThan(0);
			const text = await home.good('cluster', 'test', 'lab');
			expect(text).toMatch(/gateway[\s\S]*login[\s\S]*Slurm/);
			expect(text).toMatch(/infiniband +forward +10\.71\.4\.1[12]:\d+ +(open|refused)/);
			expect(text).toMatch(/forward +10\.71\.3\.1[12]:\d+ +silent/);
		});
	});
});

/** As one line for --set: Python takes the lines from an escaped text. */
function oneLine(script: string): string {
	const python = script.slice("python3 -c '".length, -1);
	return `exec python3 -c 'exec(bytes.fromhex("${Buffer.from(python).toString('hex')}"))'`;
}
