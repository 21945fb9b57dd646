import {mkdirSync, writeFileSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {startJob} from '../job.js';
import {fakePrograms, shells, temporaryFolder} from '../shells.js';

describe.each(shells)('the job script in %s', (_name, shell) => {
	test('a setup line that fails is told, and the app does not start', async () => {
		const line = `sh -c 'exit 9' "a \\"b\\" \\\\" # é\t`;
		const job = startJob({shell, setup: ['export GREETING=hello', line], body: ['echo never']});
		expect(await job.entry('setup-failed')).toEqual({
			type: 'setup-failed',
			line: `sh -c 'exit 9' "a \\"b\\" \\\\" # é`,
			code: 9,
		});
		expect(await job.entry('exited')).toMatchObject({code: 9});
		expect(job.output()).toContain('this setup line failed with code 9');
		expect(job.output()).not.toContain('never');
	});

	test('what a setup line said when it failed is on the record', async () => {
		const job = startJob({shell, setup: ['echo "ERROR: no module nix" >&2; echo bye; false'], body: ['echo never']});
		expect(await job.entry('exited')).toMatchObject({code: 1, said: 'ERROR: no module nix'});
		const silent = startJob({shell, setup: ['false'], body: ['echo never']});
		expect(await silent.entry('exited')).toMatchObject({code: 1, said: null});
	});

	test.each([
		['loses the basic tools', 'export PATH=/opt/none'],
		['empties the PATH', 'PATH='],
	])('a setup line that %s is told, and costs nothing else', async (_case, line) => {
		const job = startJob({shell, setup: [line], body: ['hpctui_need no-such-program', 'echo never']});
		expect(await job.entry('could-not-run')).toMatchObject({said: `no no-such-program on ${hostname()}`, code: 127});
		expect((await job.ended).code).toBe(127);
		expect(job.output()).toContain(`hpctui: after the setup line ${line} the PATH (`);
		expect(job.output()).toMatch(/has no .*\bawk\b.*: what it was before is added behind it/);
		expect(job.output().match(/not found/g)).toBeNull();
	});

	test('a PATH that has the basic tools stays as the setup left it', async () => {
		const job = startJob({shell, setup: ['export PATH=/opt/none:/usr/bin:/bin'], body: ['echo "$PATH"']});
		await job.ended;
		expect(job.output()).toBe('/opt/none:/usr/bin:/bin\n');
	});

	test('a job that the scheduler gave a PATH without the basic tools', async () => {
		const narrow = ['sh', '-c', 'shell=$(command -v "$1"); shift; export PATH=/opt/none; exec "$shell" "$@"', 'sh'];
		const job = startJob({shell: [...narrow, ...shell], body: ['exit 3']});
		expect(await job.entry('exited')).toMatchObject({code: 3});
		expect(job.output()).toBe('');
	});
});

describe('the setup', () => {
	test('a working directory that is missing is told', async () => {
		const job = startJob({workdir: '/no such place', body: ['echo never']});
		expect(await job.entry('could-not-run')).toMatchObject({
			said: expect.stringMatching(/^the working directory cannot be entered on \S+: .*\/no such place/),
			hint: 'name one that is there: --workdir',
		});
		await job.ended;
		expect(job.output()).not.toContain('never');
	});

	test('setup lines run in bash, in the working directory, with what they set kept', async () => {
		const workdir = temporaryFolder();
		mkdirSync(join(workdir, 'venv'));
		writeFileSync(join(workdir, 'venv/activate'), 'FROM_VENV=yes; export FROM_VENV\n');
		const setup = ['source venv/activate', '[[ -d venv ]] && export IN_BASH=b \\', '  MORE=more', '# a remark'];
		const job = startJob({workdir, setup, body: ['echo "$FROM_VENV $IN_BASH $MORE $PWD"']});
		await job.ended;
		expect(job.output()).toBe(`yes b more ${workdir}\n`);
	});

	test('conda activate finds its function, though no rc file was read', async () => {
		const hook = `[ "$*" = 'shell.posix hook' ] && echo 'conda() { ENVIRONMENT=$2; export ENVIRONMENT; }'`;
		const job = startJob({
			env: fakePrograms({conda: hook}),
			setup: ['conda activate analysis'],
			body: ['echo "in $ENVIRONMENT"'],
		});
		await job.ended;
		expect(job.output()).toBe('in analysis\n');
	});
});
