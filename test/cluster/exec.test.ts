import {createHash, randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Home, openHome} from './support/home.js';
import {inHost, processesWith} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

/** Nobody is let in as this user, so that only Slurm's own way leads onto a node. */
const NODES_REFUSE = ['Host node1 node2', 'User stranger', 'Host *'];
const MEGABYTE = 1024 * 1024;
/** Seconds that no other process sleeps. */
const LONG_SLEEP = String(1_000_000_000 + process.pid);

onCluster('a command on the node of a job', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster('ssh');
		await home.addCluster('steps', {sshLines: NODES_REFUSE});
		for (const cluster of ['ssh', 'steps']) {
			await home.good('new', 'command', '--cluster', cluster, '--set', 'command=sleep 600', '--name', cluster);
			await home.good('wait', cluster, '--for', 'running');
		}
	});
	afterAll(() => home.close());

	it.each(['ssh', 'steps'])('has its own output, errors and exit status (%s)', async session => {
		const [node] = (await home.show(session)).job.nodes;
		const script = 'hostname; pwd; echo trouble >&2; exit 7';
		expect(await home.hpctui('exec', session, '--', 'sh', '-c', script)).toEqual({
			code: 7,
			out: `${node}\n/home/alice`,
			err: 'trouble',
		});
	});

	it.each(['ssh', 'steps'])('is given each word as it was written (%s)', async session => {
		const words = ['a b', '$HOME', "it's", '*', '--json', 'ü', '', ';', '`id`', 'line\nline'];
		expect(await home.good('exec', session, '--', 'printf', '<%s>', ...words)).toBe(
			words.map(each => `<${each}>`).join(''),
		);
	});

	it.each(['ssh', 'steps'])('reads our standard input, byte for byte, and its end (%s)', async session => {
		const bytes = randomBytes(4 * MEGABYTE);
		const [file = '', ...words] = home.argv('exec', session, '--', 'sha256sum');
		const {stdout} = await execa(file, words, {input: bytes});
		expect(stdout.split(' ')[0]).toBe(createHash('sha256').update(bytes).digest('hex'));
	});

	// srun passes lines on (its --unbuffered would put a terminal between).
	it.each([
		['ssh', 'each byte', [...'hpctui\n\0\xff']],
		['steps', 'each line', ['h\n', 'hpctui:\n']],
	] as const)('answers at once (%s: %s)', async (session, _what, pieces) => {
		const [file = '', ...words] = home.argv('exec', session, '--', 'cat');
		const command = execa(file, words, {buffer: false, encoding: 'buffer'});
		for (const piece of pieces) {
			command.stdin.write(Buffer.from(piece, 'latin1'));
			const [said] = (await once(command.stdout, 'data')) as [Buffer];
			expect(said.toString('latin1')).toBe(piece);
		}

		command.stdin.end();
		expect((await command).exitCode).toBe(0);
	});

	it.each(['ssh', 'steps'])('says as a shell does what did not start or was killed (%s)', async session => {
		expect((await home.hpctui('exec', session, '--', 'nonesuch')).code).toBe(127);
		expect((await home.hpctui('exec', session, '--', 'sh', '-c', 'kill -KILL $$')).code).toBe(137);
	});

	it('ends with the one who wanted it', async () => {
		const [file = '', ...words] = home.argv('exec', 'ssh', '--', 'sleep', LONG_SLEEP);
		const [node] = (await home.show('ssh')).job.nodes;
		const command = execa(file, words, {input: '', reject: false});
		const isThere = async () => (await processesWith(node as 'node1', LONG_SLEEP)).length > 0;
		await until('it runs', isThere);
		const [client = ''] = await processesWith('laptop', LONG_SLEEP);
		await inHost('laptop', ['kill', '-INT', client.split('/')[2] ?? '']);
		expect((await command).exitCode).toBe(130);
		await until('it is gone', async () => !(await isThere()));
	});

	it('is refused, with the exit codes that are promised, where there is no node', async () => {
		expect((await home.hpctui('exec', 'nobody', '--', 'true')).code).toBe(3);
		expect((await home.hpctui('exec', 'ssh')).code).toBe(2);
		await home.good('stop', 'ssh');
		await home.untilSession('ssh', 'it is over', ({state}) => state === 'ended', 60_000);
		expect((await home.hpctui('exec', 'ssh', '--', 'true')).code).toBe(8);
	});
});
