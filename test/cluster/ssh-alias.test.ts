import {createHash, randomBytes} from 'node:crypto';
import {readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {TRANSPORTS} from './support/doors.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, type Host, inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {SSH_CONFIG} from './support/places.js';

const MEGABYTE = 1024 * 1024;

describe.each(TRANSPORTS)('with %s', transport => {
	onCluster('into the job with any ssh client', () => {
		let home: Home;
		/** An ssh configuration as the person's own, with the one line that was asked for at its top. */
		let config: string;
		let sent: string;

		beforeAll(async () => {
			home = await openHome();
			await home.addCluster('lab', {words: ['--host', 'login', '--hop', 'gateway', '--transport', transport]});
			await home.start('command', 'inside', '--set', 'command=sleep 900');
			await home.good('wait', 'inside', '--for', 'running', '--timeout', '60s');
			config = join(home.folder, 'own_config');
			sent = join(home.folder, 'sent');
			await writeFile(sent, randomBytes(24 * MEGABYTE));
		});
		afterAll(() => home.close());

		const nodeNow = async (): Promise<string> => (await home.show('inside')).job.nodes[0] ?? '';
		const onLaptop = (...argv: readonly string[]): Promise<string> => inHost('laptop', argv);
		const ssh = (...words: readonly string[]) =>
			onLaptop('ssh', '-F', config, '-o', 'BatchMode=yes', 'hpc-inside', ...words);
		const hashOf = async (path: string) =>
			createHash('sha256')
				.update(await readFile(path))
				.digest('hex');

		/** To the node and back, equal by hash. */
		async function sendAround(name: string): Promise<void> {
			const back = join(home.folder, name);
			const shell = `ssh -F ${config} -o BatchMode=yes`;
			await onLaptop('rsync', '-e', shell, sent, `hpc-inside:/tmp/${name}`);
			expect(await inHost((await nodeNow()) as Host, ['sha256sum', `/tmp/${name}`])).toContain(await hashOf(sent));
			await onLaptop('rsync', '-e', shell, `hpc-inside:/tmp/${name}`, back);
			expect(await hashOf(back)).toBe(await hashOf(sent));
		}

		it('a configuration is printed, and written only where that is asked for', async () => {
			const printed = await home.good('ssh-config');
			expect(printed).toMatch(/^Host hpc-inside$/m);
			const path = join(home.folder, 'config', 'ssh_config');
			await expect(stat(path)).rejects.toThrow(/ENOENT/);
			const own = await readFile(SSH_CONFIG, 'utf8');
			const said = await home.good('ssh-config', '--write');
			const [, line = ''] = /at the top of ~\/\.ssh\/config, once: (Include .*)$/m.exec(said) ?? [];
			expect(await readFile(path, 'utf8')).toBe(`${printed}\n`);
			expect((await stat(path)).mode & 0o777).toBe(0o600);
			expect(await readFile(SSH_CONFIG, 'utf8')).toBe(own);
			await writeFile(config, `${line}\n${own}`, {mode: 0o600});
		});

		it('ssh, scp and rsync reach the node', async () => {
			expect(await ssh('hostname')).toBe(await nodeNow());
			await sendAround('around');
			const copy = join(home.folder, 'copy');
			await onLaptop('scp', '-q', '-F', config, '-o', 'BatchMode=yes', 'hpc-inside:/tmp/around', copy);
			expect(await hashOf(copy)).toBe(await hashOf(sent));
		});

		it('and again after the job moved to the other node, whose host key is another', async () => {
			const first = (await nodeNow()) as Host;
			const {id} = (await home.show('inside')).job;
			await inHost('login', ['scontrol', 'update', `nodename=${first}`, 'state=drain', 'reason=test']);
			try {
				await asAlice(`scontrol requeue ${id}`);
				await home.untilSession('inside', 'it waits again', ({state}) => state === 'queued', 30_000);
				await asAlice(`scontrol update JobId=${id} StartTime=$(date -d '+3 seconds' +%FT%T)`);
				// At once: it waits for the job.
				expect(await ssh('hostname')).not.toBe(first);
				expect(await ssh('hostname')).toBe(await nodeNow());
				await sendAround('again');
			} finally {
				await inHost('login', ['scontrol', 'update', `nodename=${first}`, 'state=resume']);
			}
		});

		it('a job that waits, a session that is over or was never there: told on stderr, and by the exit code', async () => {
			const proxy = (...words: readonly string[]) => home.hpctui('proxy', ...words);
			expect(await proxy('nobody')).toMatchObject({code: 3, out: '', err: expect.stringContaining('no session')});
			const words = [
				'--cluster',
				'lab',
				'--name',
				'late',
				'--set',
				'command=true',
				'--scheduler-arg',
				'--begin=now+1hour',
			];
			await home.good('new', 'command', ...words);
			const late = await proxy('late', '--timeout', '1s');
			expect(late).toMatchObject({code: 7, out: ''});
			expect(late.err).toMatch(/the job of late does not run on a node now/);
			await home.good('stop', 'late');
			await home.good('wait', 'late', '--for', 'ended', '--timeout', '30s');
			expect(await proxy('late')).toMatchObject({code: 8, out: '', err: expect.stringMatching(/ended/)});
		});
	});
});
