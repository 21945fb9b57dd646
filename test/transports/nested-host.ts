import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import localTransport from '../../drivers/transports/local.js';
import type {Hop, Link} from '../../source/core/link.js';
import {nobody, plainHop} from './hop.js';
import {startSshd} from './sshd.js';

/** A hop before that runs commands on this machine. Its `ssh` is this script; its temporary files lie in `folder`/tmp. */
export async function hopBefore(folder: string, ssh: string): Promise<Link> {
	const [bin, tmp] = [join(folder, 'bin'), join(folder, 'tmp')];
	await Promise.all([bin, tmp].map(each => mkdir(each)));
	await writeFile(join(bin, 'ssh'), `#!/bin/sh\n${ssh}\n`, {mode: 0o755});
	const request = {hop: {...plainHop(22), name: 'gateway'}, over: undefined, ask: nobody, note: () => {}};
	const link = await localTransport.open(request, new AbortController().signal);
	const env = {KRB5CCNAME: 'FILE:/tmp/krb5cc_2017_ab+c', PATH: `${bin}:${process.env['PATH']}`, TMPDIR: tmp};
	return {...link, stream: (command, signal) => link.stream({...command, env}, signal)};
}

/** A real sshd that the hop before can log in to with its own ssh, and we cannot. */
export async function startNested(): Promise<{over: Link; hop: Hop; endSsh(): Promise<void>; close(): Promise<void>}> {
	const sshd = await startSshd(['AcceptEnv KRB5CCNAME']);
	const files = `-o SendEnv=KRB5CCNAME -i ${sshd.folder}/id -o UserKnownHostsFile=${sshd.folder}/known_hosts`;
	const pid = join(sshd.folder, 'ssh-pid');
	const over = await hopBefore(sshd.folder, `echo $$ >${pid}; exec /usr/bin/ssh -F /dev/null ${files} "$@"`);
	return {
		over,
		hop: {...sshd.hop, identities: [], knownHostsFiles: [], join: 'nested'},
		async endSsh() {
			process.kill(Number(await readFile(pid, 'utf8')));
		},
		async close() {
			await over.close();
			await sshd.close();
		},
	};
}
