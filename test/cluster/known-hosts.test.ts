import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import type {ClusterTest} from '../../source/wire/calls.js';
import {addDoor, TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {inHost, linesOf} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {CLUSTER_STATE} from './support/places.js';
import {openScreen} from './support/screen.js';

const OWN = `${CLUSTER_STATE}/laptop-home/.ssh`;

/** A known_hosts file that trusts whatever the site's authority has signed. */
async function authority(): Promise<string> {
	return `@cert-authority * ${await readFile(`${OWN}/host_ca.pub`, 'utf8')}`;
}

/** Writes a known_hosts file of this text; the line of a configuration that names it. */
async function known(home: Home, name: string, text: string): Promise<string> {
	const file = join(home.folder, `${name}.known_hosts`);
	await writeFile(file, text);
	return `UserKnownHostsFile ${file}`;
}

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('what known_hosts says of a host', () => {
		let home: Home;
		beforeAll(async () => {
			home = await openHome();
			const lines = linesOf(await readFile(`${OWN}/known_hosts`, 'utf8'));
			const revoked = lines.filter(line => line.startsWith('gateway,')).map(line => `@revoked ${line}`);
			const add = async (name: string, text: string, ...sshLines: readonly string[]) =>
				addDoor(home, {transport, user: 'alice', name, sshLines: [await known(home, name, text), ...sshLines]});
			await add('revoked', [...revoked, ...lines, ''].join('\n'));
			await add('signed', await authority());
			await add('first', '', 'StrictHostKeyChecking ask');
		});
		afterAll(() => home.close());

		it('@revoked: refused, though the same key stands there as a known one', async () => {
			const {code, err} = await home.hpctui('cluster', 'login', 'revoked');
			expect(code, err).toBe(4);
			expect(err).toMatch(/gateway showed a host key that is marked as revoked/);
		});

		it('@cert-authority: trusted by OpenSSH; ssh2 says who could', async () => {
			const {code, err} = await home.hpctui('cluster', 'login', 'signed');
			if (transport === 'openssh') {
				expect(code, err).toBe(0);
			} else {
				expect(code, err).toBe(4);
				expect(err).toMatch(/gateway[\s\S]*SHA256:[\s\S]*openssh/);
			}
		});

		it('an unknown key: its fingerprint is shown; no leaves nothing behind, yes is remembered', async () => {
			const file = join(home.folder, 'first.known_hosts');
			const refusing = await openScreen(home, 'cluster', 'login', 'first');
			await refusing.shows(/SHA256:/);
			await refusing.press('no', 'Enter');
			await refusing.ends(4);
			await refusing.close();
			expect(await readFile(file, 'utf8')).toBe('');

			const terminal = await openScreen(home, 'cluster', 'login', 'first');
			for (const [index, hop] of (['gateway', 'login'] as const).entries()) {
				await terminal.shows(/\(yes\/no/, {lines: index + 1});
				const keys = await inHost(hop, ['sh', '-c', 'cat /etc/ssh/ssh_host_*_key.pub | ssh-keygen -lf -']);
				const fingerprints = keys.match(/SHA256:\S+/g) ?? [];
				const shown = (await terminal.text()).replaceAll('\n', '');
				expect(
					fingerprints.some(fingerprint => shown.includes(fingerprint)),
					shown,
				).toBe(true);
				await terminal.press('yes', 'Enter');
			}

			await terminal.shows(/^first: up \(gateway > login\)/);
			await terminal.ends();
			await terminal.close();
			expect(await readFile(file, 'utf8')).toMatch(/gateway[\s\S]*login/);
			await home.good('daemon', 'stop');
			await home.good('cluster', 'login', 'first');
		});
	});
});

onCluster('a site whose hosts an authority vouches for, and nothing chosen', () => {
	it('auto takes openssh, and says the line that it is for', async () => {
		const home = await openHome();
		try {
			await home.addCluster('lab', {sshLines: [await known(home, 'lab', await authority())]});
			const tested = await home.json<ClusterTest>('cluster', 'test', 'lab');
			expect(tested.steps.find(({name}) => name === 'transport')?.text).toMatch(
				/^openssh: gateway needs a host key that an authority vouches for \(.*lab\.known_hosts:1\); login needs/,
			);
			expect(tested).toMatchObject({ok: true, hops: ['gateway', 'login']});
		} finally {
			await home.close();
		}
	});
});
