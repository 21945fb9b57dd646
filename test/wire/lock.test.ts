import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {lockWithin, tryLock} from '../../source/wire/lock.js';
import {startOf} from '../../source/wire/process-identity.js';

async function folder(): Promise<string> {
	const path = await mkdtemp(join(tmpdir(), 'hpctui-lock-'));
	onTestFinished(() => rm(path, {recursive: true, force: true}));
	return path;
}

function sleeper(): ChildProcess {
	const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'ignore'});
	onTestFinished(() => void child.kill('SIGKILL'));
	return child;
}

test('one holds it; who comes second learns who', async () => {
	const path = await folder();
	const first = tryLock(path, 'daemon');
	expect(first.held).toBe(true);
	expect(tryLock(path, 'daemon')).toEqual({held: false, pid: process.pid});
	expect(tryLock(path, 'start').held).toBe(true);
	if (first.held) {
		first.release();
	}

	expect(tryLock(path, 'daemon').held).toBe(true);
});

test('a claim holds while its process lives, and not after SIGKILL', async () => {
	const path = await folder();
	const child = sleeper();
	const pid = child.pid ?? 0;
	await vi.waitUntil(() => startOf(pid) !== null);
	await writeFile(join(path, `daemon.${pid}.${startOf(pid)}.1.lock`), '');
	expect(tryLock(path, 'daemon')).toEqual({held: false, pid});
	const exited = new Promise(resolve => child.once('exit', resolve));
	child.kill('SIGKILL');
	await exited;
	expect((await lockWithin(path, 'daemon', 5_000)).held).toBe(true);
	expect((await readdir(path)).filter(file => file.includes(`.${pid}.`))).toEqual([]);
});

test('a process that got the id of a dead one does not keep its lock', async () => {
	const path = await folder();
	await writeFile(join(path, `daemon.${process.pid}.another-start.1.lock`), '');
	expect(tryLock(path, 'daemon').held).toBe(true);
});

test('files that are no claims are left alone', async () => {
	const path = await folder();
	await writeFile(join(path, 'daemon.sock'), '');
	await writeFile(join(path, 'daemonic.1.2.3.lock'), '');
	expect(tryLock(path, 'daemon').held).toBe(true);
	expect(await readdir(path)).toHaveLength(3);
});

test('of many that try at once never two hold it, and each gets its turn', async () => {
	const path = await folder();
	let holders = 0;
	let most = 0;
	const turns = Array.from({length: 8}, async () => {
		const lock = await lockWithin(path, 'daemon', 15_000);
		expect(lock.held).toBe(true);
		holders += 1;
		most = Math.max(most, holders);
		await new Promise(resolve => setImmediate(resolve));
		holders -= 1;
		if (lock.held) {
			lock.release();
		}
	});
	await Promise.all(turns);
	expect(most).toBe(1);
});

test('ids without a process have no start', () => {
	expect(startOf(2 ** 22 + 1)).toBeNull();
	expect(startOf(process.pid)).toMatch(/^[\w-]+$/);
});
