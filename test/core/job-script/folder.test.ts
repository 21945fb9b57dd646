import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {startJob} from '../job.js';
import {fakePrograms, shells, temporaryFolder, until} from '../shells.js';

describe.each(shells)('the folder in %s', (_name, shell) => {
	test('a job that starts again adds to its record and its output', async () => {
		const folder = join(temporaryFolder(), 'session');
		await startJob({shell, folder, body: ['echo first']}).ended;
		// As a kill in the middle of a line would leave it.
		writeFileSync(join(folder, 'record'), `${readFileSync(join(folder, 'record'), 'utf8')}{"type":"exi`);
		const again = startJob({shell, folder, body: ['echo second']});
		await again.ended;
		const lines = readFileSync(join(folder, 'record'), 'utf8')
			.split('\n')
			.filter(line => line !== '');
		expect(lines.map(line => line.slice(0, 18))).toEqual([
			'{"type":"started",',
			'{"type":"exited","',
			'{"type":"exi',
			'{"type":"started",',
			'{"type":"exited","',
		]);
		expect(again.output()).toBe('first\nsecond\n');
	});
});

describe('the folder', () => {
	test('one that cannot be made is told where the scheduler shows it', async () => {
		const file = join(temporaryFolder(), 'file');
		writeFileSync(file, '');
		const job = startJob({folder: join(file, 'session'), body: ['true']});
		expect(await job.ended).toEqual({code: 73, signal: null});
	});

	test('output over the limit is cut, its last half kept beside it', async () => {
		const env = fakePrograms({sleep: '[ "$1" = 10 ] && set -- 0.1; exec /bin/sleep "$@"'});
		const job = startJob({env, maxLogBytes: 2000, body: ['printf "%03000d\\n" 5', 'exec sleep 60']});
		const old = join(job.folder, 'output.old');
		await until(() => (existsSync(old) && job.output().includes('grew over 2000 bytes') ? true : undefined));
		expect(statSync(old).size).toBe(1000);
		expect(job.output().length).toBeLessThan(200);
	});
});
