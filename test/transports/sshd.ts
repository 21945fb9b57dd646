import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdirSync} from 'node:fs';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {type AddressInfo, connect, createServer} from 'node:net';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import type {Hop} from '../../source/core/link.js';

const SSHD = '/usr/sbin/sshd';

/** Whether a real OpenSSH server can be started here. */
export const hasSshd = existsSync(SSHD);

export type RealSshd = {
	readonly port: number;
	/** Keys and configuration: `id` is let in, `known_hosts` knows the host. */
	readonly folder: string;
	readonly hop: Hop;
	close(): Promise<void>;
};

/** A real sshd on a free port of 127.0.0.1, with keys and a configuration of its own, for this very user. */
export async function startSshd(lines: readonly string[] = []): Promise<RealSshd> {
	const folder = await mkdtemp(join(tmpdir(), 'hpctui-sshd-'));
	const keygen = (...argv: string[]): void => {
		execFileSync('ssh-keygen', ['-q', '-N', '', ...argv]);
	};
	keygen('-t', 'ed25519', '-f', join(folder, 'host'));
	keygen('-t', 'ed25519', '-f', join(folder, 'id'));
	const [type, key] = (await readFile(join(folder, 'host.pub'), 'utf8')).split(' ');
	await writeFile(join(folder, 'authorized_keys'), await readFile(join(folder, 'id.pub')));
	const port = await freePort();
	await writeFile(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${type} ${key}\n`);
	await writeFile(
		join(folder, 'config'),
		[
			...lines,
			`HostKey ${join(folder, 'host')}`,
			`PidFile ${join(folder, 'pid')}`,
			`AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
			'StrictModes no',
			'UsePAM no',
			'PasswordAuthentication no',
			'KbdInteractiveAuthentication no',
			'ListenAddress 127.0.0.1',
			'',
		].join('\n'),
	);
	if (userInfo().uid === 0) {
		// sshd's own folder for privilege separation, which the service unit would make.
		mkdirSync('/run/sshd', {recursive: true});
	}

	const child = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'config'), '-p', String(port)], {stdio: 'ignore'});
	await untilListening(port, () => child.exitCode !== null);
	return {
		port,
		folder,
		hop: {
			name: 'real',
			host: '127.0.0.1',
			port,
			user: userInfo().username,
			identities: [join(folder, 'id')],
			agent: null,
			identitiesOnly: true,
			knownHostsFiles: [join(folder, 'known_hosts')],
			hostKeyAlias: null,
			strictHostKeyChecking: 'yes',
			keepAlive: {intervalSeconds: 15, countMax: 3},
			connectTimeoutMs: 10_000,
			proxyCommand: null,
			join: 'forward',
		},
		async close() {
			child.kill();
			if (child.exitCode === null && child.signalCode === null) {
				await once(child, 'exit');
			}

			await rm(folder, {recursive: true, force: true});
		},
	};
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const {port} = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

async function untilListening(port: number, isOver: () => boolean): Promise<void> {
	for (;;) {
		if (isOver()) {
			throw new Error('sshd ended before it listened');
		}

		const socket = connect({host: '127.0.0.1', port});
		const isListening = await new Promise<boolean>(resolve => {
			socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
		});
		socket.destroy();
		if (isListening) {
			return;
		}
	}
}
