import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Home, openHome} from './support/home.js';
import {inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {until} from './support/until.js';

onCluster('a disk that was full before the daemon began', () => {
	it('is what is told, not an empty log', async () => {
		const home = await openHome();
		const inHome = (lines: string) => inHost('laptop', ['sh', '-c', lines, home.folder]);
		await inHome(
			'mount -t tmpfs -o size=64k,mode=700 tmpfs "$0" && dd if=/dev/zero of="$0/full" bs=1k 2>/dev/null || true',
		);
		const {code, err} = await home.hpctui('ls');
		expect(code).toBe(1);
		expect(err).toMatch(/no space is left on the disk of .*\n +hint: free some space/);
		await inHome('umount -l "$0"');
		await home.close();
	});
});

onCluster("a full disk of the person's own machine", () => {
	let home: Home;
	let state = '';
	let url = '';
	const inState = (lines: string) => inHost('laptop', ['sh', '-c', `cd "$0" && ${lines}`, state]);

	beforeAll(async () => {
		home = await openHome();
		state = `${home.folder}/state`;
		await inHost('laptop', ['mkdir', '-m', '700', state]);
		await inHost('laptop', ['mount', '-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', state]);
		await home.addCluster();
		await home.start('jupyter', 'kept');
		// One session's few lines may still fit into the last page that its file had; those of all of these do not.
		for (let each = 0; each < 8; each++)
			await home.good('new', 'command', '--cluster', 'lab', '--set', 'command=sleep 3');
		// Full while the job starts: its node, its port and its way are not on the disk.
		await inState('dd if=/dev/zero of=full bs=1k 2>/dev/null || true');
		url = await home.good('wait', 'kept', '--timeout', '60s').then(() => home.good('url', 'kept'));
		await until('a line found no room', async () => (await home.daemon()).trouble, 30_000);
	});
	afterAll(async () => {
		await inState('rm -f full');
		await home.hpctui('rm', '--force', 'kept');
		await home.hpctui('daemon', 'stop');
		await inHost('laptop', ['umount', '-l', state]);
		await home.close();
	});

	it('stops no session, and is told wherever one looks', async () => {
		expect((await home.show('kept')).state).toBe('ready');
		for (const words of [['ls'], ['show', 'kept'], ['daemon', 'status']]) {
			expect(await home.good(...words)).toMatch(/takes nothing \(ENOSPC.*free some space/s);
		}

		const doctor = await home.hpctui('doctor');
		expect(doctor.code).toBe(1);
		expect(doctor.out).toMatch(/0B free in|takes nothing/);
	});

	it('lets nothing new be submitted that could not be written down', async () => {
		const {code, err} = await home.hpctui('new', 'command', '--cluster', 'lab', '--set', 'command=true');
		expect(code).toBe(1);
		expect(err).toMatch(/ENOSPC[\s\S]*free some space/);
	});

	it('with room again, all of it is written: a killed daemon comes back to the same URL', async () => {
		await inState('rm full');
		await until('the trouble is over', async () => (await home.daemon()).trouble === null, 30_000);
		expect(await home.good('ls')).not.toContain('takes nothing');
		await inHost('laptop', ['kill', '-KILL', String((await home.daemon()).pid)]);
		await home.good('wait', 'kept', '--timeout', '60s');
		expect(await home.good('url', 'kept')).toBe(url);
	});
});
