import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {addDoor, TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {fault, inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {CLUSTER_STATE} from './support/places.js';

/** Where something listens at the gateway that takes connections and says nothing. */
const MUTE_PORT = 2299;

/** No login of these takes longer: their ConnectTimeout, and what starting the program takes on a busy machine. */
const LIMIT_MS = 12_000;

describe.each(TRANSPORTS)('doors that stay shut, with %s', transport => {
	onCluster('the hop, the words of the other side, an exit code, and no waiting', () => {
		let home: Home;
		let mute = '';
		let agent = '';
		beforeAll(async () => {
			home = await openHome();
			const listen = `/usr/bin/nc -lk ${MUTE_PORT} >/dev/null 2>&1 </dev/null & echo $!`;
			mute = await inHost('gateway', ['sh', '-c', listen]);
			const socket = join(home.folder, 'empty-agent');
			agent = /SSH_AGENT_PID=(\d+)/.exec(await inHost('laptop', ['ssh-agent', '-s', '-a', socket]))?.[1] ?? '';
			const locked = join(home.folder, 'locked');
			await inHost('laptop', ['cp', `${CLUSTER_STATE}/laptop-home/.ssh/id_ed25519`, locked]);
			await inHost('laptop', ['ssh-keygen', '-q', '-p', '-P', '', '-N', 'not telling', '-f', locked]);
			const proxy = join(home.folder, 'proxy');
			await writeFile(proxy, '#!/bin/sh\necho "proxy: the token has expired" >&2\nexit 3\n', {mode: 0o755});

			const quick = 'ConnectTimeout 3';
			const add = (name: string, words: readonly string[], ...sshLines: readonly string[]) =>
				addDoor(home, {transport, user: 'alice', name, words, sshLines: [quick, ...sshLines], isWithoutKey: true});
			await add('mute', ['--host', 'gateway', '--port', String(MUTE_PORT)]);
			await add('mute-behind', ['--host', 'login', '--hop', `gateway:${MUTE_PORT}`]);
			await add('no-keys', ['--host', 'gateway'], `IdentityAgent ${socket}`, 'IdentityFile none');
			await add('locked', ['--host', 'gateway'], `IdentityFile ${locked}`);
			await add('proxied', ['--host', 'gateway'], `ProxyCommand ${proxy}`);
			await add('changed', ['--host', 'gateway']);
			await addDoor(home, {transport, user: 'heidi', sshLines: [quick]});
			await addDoor(home, {transport, user: 'erin', sshLines: [quick]});
		});
		afterAll(async () => {
			await inHost('gateway', ['kill', mute.trim()]);
			await inHost('laptop', ['kill', agent]);
			await home.close();
		});

		it('a changed host key: refused, with the fingerprint that it showed', async () => {
			await fault('new-host-key', 'gateway');
			try {
				const {code, err} = await home.hpctui('cluster', 'login', 'changed');
				expect({code, err}).toMatchObject({code: 4, err: expect.stringMatching(/gateway[\s\S]*SHA256:/)});
			} finally {
				await fault('old-host-key', 'gateway');
			}
		});

		it.each([
			['a host that accepts and then says nothing', 'mute', 5, /gateway.*(said nothing|timed out|banner exchange)/i],
			['the same before the login host', 'mute-behind', 5, /gateway.*(said nothing|timed out|banner exchange)/i],
			['an agent without keys', 'no-keys', 4, /alice@gateway/],
			['a locked key, and nobody to unlock it', 'locked', 4, /alice@gateway[\s\S]*locked/],
			['a ProxyCommand that fails, in its own words', 'proxied', 5, /gateway[\s\S]*the token has expired/],
			['a password, and nobody to ask for it', 'heidi', 4, /heidi@gateway/],
			['a gateway that forbids forwarding', 'erin', 5, /login[\s\S]*exec/],
		] as const)('%s', async (_what, cluster, code, says) => {
			const beganAt = performance.now();
			const said = await home.hpctui('cluster', 'login', cluster);
			expect(performance.now() - beganAt).toBeLessThan(LIMIT_MS);
			expect(said.err).toMatch(says);
			expect(said.err.match(/^hpctui:/gm), said.err).toHaveLength(1);
			expect(said.err).toMatch(/hint:/);
			expect(said.out).toBe('');
			expect(said.code, said.err).toBe(code);
		});
	});
});
