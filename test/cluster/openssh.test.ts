import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {ClusterTest} from '../../source/wire/calls.js';
import {type Home, openHome} from './support/home.js';
import {fault, inHost, linesOf} from './support/hosts.js';
import {runInNotebook} from './support/notebook.js';
import {onCluster} from './support/on-cluster.js';
import {CLUSTER_STATE} from './support/places.js';
import {until} from './support/until.js';

const OWN = `${CLUSTER_STATE}/laptop-home/.ssh`;
const AT_LOGIN = ['--host', 'login', '--hop', 'gateway'];

/** The masters of the program on the laptop, by what `ps` shows of them. */
async function masters(): Promise<readonly string[]> {
	const lines = linesOf(await inHost('laptop', ['ps', 'ax', '-o', 'stat=,args=']));
	return lines.filter(
		line => line.includes('ControlMaster=yes') && !line.includes('/bin/sh -c') && !line.startsWith('Z'),
	);
}

onCluster('the main job by the ssh of the machine', () => {
	let home: Home;
	let url = '';
	let kernel = '';

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster('lab', {words: [...AT_LOGIN, '--transport', 'openssh']});
	});
	afterAll(() => home.close());

	it('prints the URL of a notebook that answers, with one master a hop', async () => {
		url = await home.start('jupyter', 'work', '--wait', '--timeout', '60s');
		const answer = await runInNotebook(url, 'import socket\nkept = 6 * 7\nprint(kept, socket.gethostname())');
		kernel = answer.kernel;
		expect(answer.printed).toMatch(/^42 node[12]\n$/);
		expect(await home.show('work')).toMatchObject({
			state: 'ready',
			tunnels: [{address: 'infiniband', route: 'forward', hops: ['gateway', 'login']}],
		});
		expect(await masters()).toHaveLength(2);
		expect(await home.cluster()).toMatchObject({
			counts: {authentications: 2},
			link: {transport: {name: 'openssh', why: 'chosen for this cluster'}},
		});
	});

	it('tells a silent address from one that answers, as seen from the login host', async () => {
		const session = await home.untilSession('work', 'em1 was tried', ({tunnels}) =>
			tunnels.some(({tried}) => tried.some(({interfaceName}) => interfaceName === 'em1')),
		);
		const tried = session.tunnels[0]?.tried.map(({interfaceName, verdict}) => `${interfaceName} ${verdict}`);
		expect(tried).toEqual(expect.arrayContaining(['ib0 open', 'em1 silent']));
	});

	it('comes back by itself after the sshd of the gateway was killed', async () => {
		await fault('kill-sshd', 'gateway');
		const isTold = ({state, note}: {state: string; note: string | null}) =>
			state === 'reconnecting' && /gateway/.test(note ?? '');
		await home.untilSession('work', 'it reconnects', isTold);
		await fault('start-sshd', 'gateway');
		await home.good('wait', 'work', '--timeout', '40s');
		expect(await home.good('url', 'work')).toBe(url);
		expect((await runInNotebook(url, 'print(kept)', kernel)).printed).toBe('42\n');
	});

	it('notices a way that is cut, by the keep-alive of ssh itself', async () => {
		await fault('cut', 'login', 'eth0');
		await home.untilSession('work', 'it reconnects', ({state}) => state === 'reconnecting');
		await fault('mend', 'login');
		await home.good('wait', 'work', '--timeout', '60s');
		expect((await runInNotebook(url, 'print(kept)', kernel)).printed).toBe('42\n');
	});

	it('leaves no master behind when the daemon is killed, and finds the session again', async () => {
		const {pid} = await home.daemon();
		await inHost('laptop', ['kill', '-KILL', String(pid)]);
		await until('the masters are gone', async () => (await masters()).length === 0);
		await home.good('daemon', 'start');
		await home.good('wait', 'work', '--timeout', '30s');
		expect((await runInNotebook(url, 'print(kept)', kernel)).printed).toBe('42\n');
	});

	it('leaves nothing at all when the daemon stops', async () => {
		await home.good('stop', 'work');
		await home.good('wait', 'work', '--for', 'ended', '--timeout', '40s');
		const {pid} = await home.daemon();
		await home.good('daemon', 'stop');
		await until('the masters are gone', async () => (await masters()).length === 0);
		expect(await inHost('laptop', ['sh', '-c', `ls -d /tmp/hpctui-ssh-0/${pid}.* 2>/dev/null || true`])).toBe('');
	});
});

async function ticketLogins(): Promise<number> {
	const log = await inHost('gateway', ['cat', '/var/log/sshd.log']);
	return log.match(/Accepted gssapi-with-mic for kim/g)?.length ?? 0;
}

onCluster('a site with Kerberos', () => {
	let home: Home;
	let cache = '';

	beforeAll(async () => {
		cache = `FILE:${join(CLUSTER_STATE, 'laptop-home', 'tickets')}`;
		home = await openHome({KRB5CCNAME: cache});
		await home.addCluster('lab', {sshLines: ['User kim', 'GSSAPIAuthentication yes'], words: AT_LOGIN});
	});
	afterAll(async () => {
		await inHost('laptop', ['kdestroy', '-q', '-c', cache]).catch(() => undefined);
		await home.close();
	});

	it('without a ticket: ssh2, exit code 4, and what the host wants', async () => {
		const {code, err} = await home.hpctui('cluster', 'login', 'lab');
		expect([code, (await home.cluster()).link.transport?.name], err).toEqual([4, 'ssh2']);
		expect(err).toMatch(/kim@gateway was not let in/);
		expect(err).toMatch(/gssapi|Kerberos/i);
	});

	it('with a ticket auto takes openssh, and nobody is asked anything', async () => {
		await inHost('laptop', ['kinit', '-c', cache, 'kim'], {input: 'wrong donkey\n'});
		const before = await ticketLogins();
		const tested = await home.json<ClusterTest>('cluster', 'test', 'lab');
		expect(tested).toMatchObject({ok: true, hops: ['gateway', 'login'], scheduler: {name: 'slurm'}});
		expect(tested.steps.find(({name}) => name === 'transport')?.text).toBe(
			'openssh: gateway needs Kerberos (GSSAPIAuthentication, and there is a ticket); ' +
				'login needs Kerberos (GSSAPIAuthentication, and there is a ticket)',
		);
		expect(await home.good('cluster', 'show', 'lab')).toMatch(/transport +auto: openssh \(gateway needs Kerberos/);
		expect(await ticketLogins()).toBe(before + 1);
	});
});

onCluster('a site with certificates', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
		const key = join(home.folder, 'id_cora');
		await inHost('laptop', ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
		await inHost('laptop', [
			'ssh-keygen',
			'-q',
			'-s',
			`${OWN}/user_ca`,
			'-I',
			'cora',
			'-n',
			'cora',
			'-V',
			'+1h',
			`${key}.pub`,
		]);
		await home.addCluster('lab', {
			sshLines: ['User cora', `IdentityFile ${key}`],
			words: [...AT_LOGIN, '--transport', 'openssh'],
		});
	});
	afterAll(() => home.close());

	it('is entered with the certificate beside the key', async () => {
		const tested = await home.json<ClusterTest>('cluster', 'test', 'lab');
		expect(tested).toMatchObject({ok: true, hops: ['gateway', 'login']});
		const log = await inHost('gateway', ['grep', 'Accepted publickey for cora', '/var/log/sshd.log']);
		expect(log).toMatch(/ED25519-CERT .* ID cora/);
	});
});
