import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {CLUSTER_STATE} from './support/places.js';
import {openScreen} from './support/screen.js';

const PASSPHRASE = 'not telling';
const OWN = `${CLUSTER_STATE}/laptop-home/.ssh`;

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('an encrypted key, an agent, hashed known_hosts', () => {
		let home: Home;
		let key = '';
		let socket = '';
		let agent = '';

		beforeAll(async () => {
			home = await openHome();
			[key, socket] = [join(home.folder, 'id_locked'), join(home.folder, 'agent')];
			const known = join(home.folder, 'known_hosts');
			await inHost('laptop', ['cp', `${OWN}/id_ed25519`, key]);
			await inHost('laptop', ['cp', `${OWN}/id_ed25519.pub`, `${key}.pub`]);
			await inHost('laptop', ['ssh-keygen', '-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', key]);
			await inHost('laptop', ['cp', `${OWN}/known_hosts`, known]);
			await inHost('laptop', ['ssh-keygen', '-q', '-H', '-f', known]);
			await home.addCluster('lab', {
				words: ['--host', 'login', '--hop', 'gateway', '--transport', transport],
				sshLines: [`IdentityAgent ${socket}`],
				edit: config => config.replaceAll(`${OWN}/id_ed25519`, key).replaceAll(`${OWN}/known_hosts`, known),
			});
			const said = await inHost('laptop', ['ssh-agent', '-s', '-a', socket]);
			agent = /SSH_AGENT_PID=(\d+)/.exec(said)?.[1] ?? '';
		});
		afterAll(async () => {
			await inHost('laptop', ['kill', agent]);
			await home.close();
		});

		it('nobody there for the passphrase, and the agent has nothing: exit code 4', async () => {
			const {code, err} = await home.hpctui('cluster', 'login', 'lab');
			expect(code, err).toBe(4);
			expect(err).toMatch(/gateway/);
			expect(err).toMatch(/id_locked|passphrase/);
			expect(err).toMatch(/hint:/);
		});

		it('the passphrase is asked at the terminal, once for the whole way, and hidden', async () => {
			const terminal = await openScreen(home, 'cluster', 'login', 'lab');
			for (const [index, passphrase] of ['a wrong one', PASSPHRASE].entries()) {
				await terminal.shows(/passphrase for .*id_locked/i, {lines: index + 1});
				await terminal.press(passphrase, 'Enter');
			}

			await terminal.shows(/^lab: up \(gateway > login\)/);
			await terminal.ends();
			const shown = await terminal.text();
			expect(shown.match(/passphrase/gi), shown).toHaveLength(2);
			expect(shown).not.toContain(PASSPHRASE);
			await terminal.close();
			expect(await home.daemonLog()).not.toContain(PASSPHRASE);
			await home.good('daemon', 'stop');
		});

		it('the agent has the key: the whole way, by hosts that are known by hash only', async () => {
			const ask = join(home.folder, 'ask');
			await writeFile(ask, `#!/bin/sh\necho '${PASSPHRASE}'\n`, {mode: 0o700});
			const env = [`SSH_AUTH_SOCK=${socket}`, `SSH_ASKPASS=${ask}`, 'SSH_ASKPASS_REQUIRE=force'];
			await inHost('laptop', ['env', ...env, 'ssh-add', '-q', key]);
			const url = await home.good('new', 'jupyter', '--cluster', 'lab', '--wait', '--timeout', '60s');
			expect(url).toContain('?token=');
			expect((await home.cluster()).counts.authentications).toBe(2);
		});
	});
});
