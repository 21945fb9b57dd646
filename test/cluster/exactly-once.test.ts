import {rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import type {SessionDocument} from '../../source/core/session-document.js';
import {killEnv, killedAt, orderKill} from '../kill/order.js';
import {type Home, openHome} from './support/home.js';
import {asAlice, linesOf, sessionFolders} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';

/** Some of the moments that test/end-to-end/exactly-once.test.ts goes through one by one. */
const MOMENTS = [1, 6, 9, 13, 17, 20, 21, 22, 23, 24, 26, 28];

onCluster('a daemon that is killed in the middle of a submission to Slurm', () => {
	const order = join(tmpdir(), `hpctui-kill-${process.pid}`);
	let home: Home;
	let before: readonly string[];

	beforeAll(async () => {
		before = await sessionFolders();
		home = await openHome(killEnv(order));
		await home.addCluster();
		await home.good('cluster', 'test', 'lab');
	});
	afterAll(async () => {
		await home.close();
		await Promise.all(['', '.taken', '.killed'].map(suffix => rm(`${order}${suffix}`, {force: true})));
	});

	it('leaves one job, known to its session, and its id is printed', async () => {
		const killed: (string | null)[] = [];
		for (const moment of MOMENTS) {
			await home.good('daemon', 'stop');
			await orderKill(order, moment);
			const name = `at-${moment}`;
			const words = ['--name', name, '--set', 'command=exec sleep 600', '--memory', '50M'];
			const id = await home.good('new', 'command', '--cluster', 'lab', ...words);
			killed.push(await killedAt(order));
			await home.good('wait', name, '--for', 'running', '--timeout', '60s');
			const sessions = await home.json<readonly SessionDocument[]>('ls');
			expect(sessions.map(session => session.id)).toEqual([id]);
			const tag = `hpctui-${id.slice(-12).toLowerCase()}`;
			expect(linesOf(await asAlice(`squeue -h -t all -o %i --name=${tag}`))).toEqual([sessions[0]?.job.id]);
			expect((await sessionFolders()).filter(folder => !before.includes(folder))).toEqual([id]);
			await home.good('rm', '--force', name);
		}

		console.log(`killed ${killed.filter(at => at !== null).length} times: ${killed.join(' · ')}`);
		expect(killed.filter(at => at !== null).length).toBeGreaterThan(MOMENTS.length / 2);
		expect((await sessionFolders()).filter(folder => !before.includes(folder))).toEqual([]);
	}, 600_000);
});
