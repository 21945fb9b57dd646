import {afterAll, beforeAll, expect, it} from 'vitest';
import {follow, hashOf, hashOnCluster} from './support/followed.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, fault, inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';

const MEGABYTE = 1024 * 1024;

/** Writes progress bars, every byte there is, and long lines, some 100 KB a second, until ~/enough is there. */
const WRITER = `import os, random, sys, time
out = sys.stdout.buffer
random.seed(7)
step = 0
while not os.path.exists(os.path.expanduser("~/enough")):
    step += 1
    out.write(b"\\r%5d %s" % (step, b"#" * (step % 60)))
    out.write(random.randbytes(2000) + bytes(range(256)))
    if step % 50 == 0:
        out.write(b"\\n")
    out.flush()
    time.sleep(0.02)
out.write(b"\\nthe end")`;

onCluster('the log', () => {
	let home: Home;

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		await asAlice('rm -f ~/enough');
	});
	afterAll(async () => {
		await asAlice('rm -f ~/enough');
		await home.close();
	});

	const start = (name: string, command: string, ...words: readonly string[]): Promise<string> =>
		home.start('command', name, '--set', `command=${command}`, ...words);

	it('each byte once, over a cut, a killed sshd and a killed daemon', async () => {
		await start('noisy', `exec python3 -c 'exec(bytes.fromhex("${Buffer.from(WRITER).toString('hex')}"))'`, '--wait');
		const followed = follow(home, 'noisy');
		await followed.grows(100_000);

		await fault('cut', 'login', 'eth0');
		await home.untilSession('noisy', 'the cut is noticed', ({state}) => state === 'reconnecting', 30_000);
		await fault('mend', 'login');
		await home.untilSession('noisy', 'it is back', ({state}) => state === 'ready', 40_000);
		await followed.grows(100_000);

		await fault('kill-sshd', 'login');
		await home.untilSession('noisy', 'the end is noticed', ({state}) => state === 'reconnecting');
		await fault('start-sshd', 'login');
		await home.untilSession('noisy', 'it is back again', ({state}) => state === 'ready', 40_000);
		await followed.grows(100_000);

		await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
		await followed.grows(100_000);

		await asAlice('touch ~/enough');
		expect(await followed.ended()).toEqual({code: 0, err: ''});
		const {log} = await home.show('noisy');
		expect(await hashOf(followed.file)).toBe(await hashOnCluster(log.path ?? ''));
		console.log(`followed ${await followed.bytes()} bytes over two broken links and a killed daemon`);
	});

	it('a gigabyte: its end is there at once, and so is what follows', async () => {
		const command = `truncate -s 1G $HPCTUI_FOLDER/output; printf '\\none\\ntwo\\nthree\\n'; exec sleep 600`;
		await start('huge', command, '--wait');
		await home.untilSession('huge', 'its size is known', ({log}) => log.bytes > 1024 * MEGABYTE);
		const begin = Date.now();
		expect(await home.good('logs', 'huge', '--lines', '3')).toBe('one\ntwo\nthree');
		const milliseconds = Date.now() - begin;
		expect(milliseconds).toBeLessThan(5000);
		const followed = follow(home, 'huge', '--lines', '1');
		await followed.grows(6);
		const {log} = await home.show('huge');
		await asAlice(`echo four >> ${log.path}`);
		await followed.grows(5);
		const {memoryBytes} = await home.daemon();
		expect(memoryBytes).toBeLessThan(200 * MEGABYTE);
		console.log(`the end of 1 GB of log in ${milliseconds} ms; daemon ${Math.round(memoryBytes / MEGABYTE)} MB`);
		await home.good('stop', 'huge');
		expect((await followed.ended()).code).toBe(0);
		expect(await inHost('laptop', ['cat', followed.file])).toBe('three\nfour');
	});

	it('a file that appears late', async () => {
		await start('late', "printf 'here\\rI am\\n'", '--scheduler-arg=--hold');
		const {job} = await home.untilSession('late', 'it is held', ({state}) => state === 'queued');
		const followed = follow(home, 'late');
		expect(await home.good('logs', 'late')).toBe('');
		await asAlice(`scontrol release ${job.id}`);
		expect(await followed.ended()).toEqual({code: 0, err: ''});
		expect(await inHost('laptop', ['cat', followed.file])).toBe('here\rI am');
	});
});
