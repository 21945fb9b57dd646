import {type ChildProcess, fork, spawn} from 'node:child_process';
import {once} from 'node:events';
import {writeFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {join} from 'node:path';
import type {Hop} from '../../source/core/link.js';
import {freePort} from '../../test/transports/sshd.js';
import type {Ports, TunnelPlan} from './roles.js';

/** A process of the comparison that listens. */
export type Peer = {readonly ports: Ports; close(): Promise<void>};

/** Starts this very program in another role. */
export async function start(role: 'serve' | 'delay' | 'tunnel', ...words: string[]): Promise<Peer> {
	const child = fork(process.argv[1] ?? '', [role, ...words], {stdio: 'inherit'});
	const ports = await new Promise<Ports>((resolve, reject) => {
		child.once('message', message => resolve(message as Ports));
		child.once('exit', code => reject(new Error(`${role} ended with ${code}`)));
	});
	return {ports, close: () => ended(child)};
}

/** Our tunnel over these hops. */
export const startTunnel = (plan: TunnelPlan): Promise<Peer> => start('tunnel', JSON.stringify(plan));

/** OpenSSH's tunnel over the same hops, with the same cipher: `ssh -L`, by `-J` where there are two. */
export async function startSsh(folder: string, {hops, ports}: TunnelPlan): Promise<Peer> {
	const config = join(folder, `ssh_config.${hops.length}.${hops[0]?.port}`);
	await writeFile(config, hops.map((hop, index) => section(hop, index)).join('\n'));
	const here: Ports = {download: await freePort(), echo: await freePort()};
	const forwards = [`${here.download}:127.0.0.1:${ports.download}`, `${here.echo}:127.0.0.1:${ports.echo}`];
	const child = spawn(
		'ssh',
		['-N', '-F', config, ...forwards.flatMap(forward => ['-L', forward]), `hop${hops.length - 1}`],
		{stdio: ['ignore', 'ignore', 'inherit']},
	);
	await until(() => isListening(here.echo), child);
	return {ports: here, close: () => ended(child)};
}

function section(hop: Hop, index: number): string {
	return [
		`Host hop${index}`,
		`HostName ${hop.host}`,
		`Port ${hop.port}`,
		`User ${hop.user}`,
		`IdentityFile ${hop.identities[0]}`,
		'IdentitiesOnly yes',
		'Ciphers aes128-gcm@openssh.com',
		'StrictHostKeyChecking no',
		'UserKnownHostsFile /dev/null',
		'LogLevel ERROR',
		...(index === 0 ? [] : [`ProxyJump hop${index - 1}`]),
		'',
	].join('\n');
}

async function ended(child: ChildProcess): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		child.connected ? child.disconnect() : child.kill();
		await once(child, 'exit');
	}
}

async function until(holds: () => Promise<boolean>, child: ChildProcess): Promise<void> {
	while (!(await holds())) {
		if (child.exitCode !== null) {
			throw new Error(`ssh ended with ${child.exitCode}`);
		}
	}
}

async function isListening(port: number): Promise<boolean> {
	const socket = connect({host: '127.0.0.1', port});
	const isOpen = await new Promise<boolean>(resolve => {
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
	});
	socket.destroy();
	return isOpen;
}
