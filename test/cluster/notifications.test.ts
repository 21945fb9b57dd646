import {chmod, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {type Home, openHome} from './support/home.js';
import {inHost} from './support/hosts.js';
import {onCluster} from './support/on-cluster.js';
import {openScreen} from './support/screen.js';
import {until} from './support/until.js';

const JOB = ['new', 'command', '--cluster', 'lab', '--set'] as const;

onCluster('being told without looking', () => {
	let home: Home;
	let told = '';

	/** What the person's command was told, one line each. */
	const lines = async () => (await readFile(told, 'utf8').catch(() => '')).split('\n');

	beforeAll(async () => {
		home = await openHome();
		await home.addCluster();
		told = join(home.folder, 'told');
		const command = join(home.folder, 'tell');
		await writeFile(command, `#!/bin/sh\necho "$HPCTUI_SESSION_NAME $HPCTUI_EVENT: $HPCTUI_TEXT" >>${told}\n`);
		await chmod(command, 0o755);
		const file = join(home.folder, 'config', 'config.json');
		const config = JSON.parse(await readFile(file, 'utf8')) as object;
		await writeFile(file, JSON.stringify({...config, notifications: {walltimeMinutes: [1], command: [command]}}));
	});
	afterAll(() => home.close());

	it('a command of one’s own hears of a start, of the walltime and of a failure; the daemon may come late', async () => {
		await home.good(...JOB, 'command=sleep 300', '--name', 'short', '--walltime', '2m');
		await until('the start was told', async () =>
			(await lines()).some(line => /^short started: job \d+ runs on node[12]$/.test(line)),
		);
		await home.good(...JOB, 'command=exit 7', '--name', 'broken');
		await until('the failure was told', async () =>
			(await lines()).some(line => line.startsWith('broken failed: failed with exit code 7')),
		);
		const {pid} = await home.daemon();
		await inHost('laptop', ['kill', '-KILL', String(pid)]);
		await home.good('daemon', 'start');
		await until(
			'the walltime was told',
			async () => (await lines()).includes('short walltime-soon: at most 1m of walltime left'),
			100_000,
		);
		expect((await lines()).filter(line => line.startsWith('short'))).toHaveLength(2);
		await home.good('rm', '--force', 'short');
	});

	it('the screen says it', async () => {
		const screen = await openScreen(home);
		try {
			await screen.shows(/lab/);
			await home.good(...JOB, 'command=sleep 300', '--name', 'bell');
			await screen.shows(/bell: job \d+ runs/);
			await screen.press('q');
			await screen.ends();
		} finally {
			await screen.close();
			await home.good('rm', '--force', 'bell');
		}
	});
});
