import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {SessionDocument, TunnelDocument} from '../../source/core/session-document.js';
import type {ClusterTest} from '../../source/wire/calls.js';
import {SERVE, sendAround} from './support/byte-store.js';
import {type Home, openHome} from './support/home.js';
import {fault, inHost, linesOf} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

onCluster('every way in', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
	});
	afterAll(() => home.close());

	/** A session on the cluster whose port answered through its tunnel. */
	async function serve(cluster: string, ...words: readonly string[]): Promise<SessionDocument> {
		const name = `on-${cluster}`;
		await home.start('command', name, '--cluster', cluster, '--set', SERVE, ...words);
		return home.untilSession(name, 'its port answers', ({tunnels}) => tunnels[0]?.state === 'open', 60_000);
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
			await sendAround(home, session);
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
			await sendAround(home, session);
			await end(session);
		});

		it('a dev host without scheduler behind the gateway', async () => {
			const cluster = `dev-${transport}`;
			await add(cluster, '--host', 'dev1', '--hop', 'gateway', '--scheduler', 'host');
			const session = await serve(cluster);
			expect(session.tunnels).toMatchObject([{address: 'loopback', route: 'forward', hops: ['gateway', 'dev1']}]);
			await sendAround(home, session);
			await end(session);
		});

		it('IPv6 only, all the way', async () => {
			const cluster = `six-${transport}`;
			await add(cluster, '--host', 'six', '--hop', 'gateway6', '--scheduler', 'host', '--address', 'interface:eth0');
			const session = await serve(cluster);
			expect(session.tunnels).toMatchObject([{remoteHost: 'fd71:7::10', route: 'forward'}]);
			await sendAround(home, session);
			await end(session);
		});
	});

	it('a node with only a firewalled address: another hop, and each loser has its reason', async () => {
		await home.addCluster('shut');
		await fault('only-ethernet', 'node1');
		const session = await serve('shut', '--scheduler-arg', '--nodelist=node1');
		expect(session.tunnels).toMatchObject([{route: 'jump', hops: ['gateway', 'login', 'node1']}]);
		await sendAround(home, session);
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
