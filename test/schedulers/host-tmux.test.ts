import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {submitWith} from '../../drivers/schedulers/host/submit.js';
import host from '../../drivers/schedulers/host.js';
import {textOf} from '../../source/core/command.js';
import {NOTHING} from '../core/samples.js';
import {hasProgram} from '../core/shells.js';
import {
	ask,
	begin,
	begun,
	eachInItsOwnHome,
	guardOf,
	home,
	isAlive,
	program,
	run,
	scriptOf,
	until,
	untilFile,
	untilPhase,
} from './host-jobs.js';

/** tmux with a server of the test's own. */
async function tmux(...words: readonly string[]): Promise<string> {
	return textOf((await run({argv: ['tmux', ...words]})).stdout).trim();
}

describe.skipIf(!hasProgram('tmux'))('where there is tmux', () => {
	eachInItsOwnHome({hasTmux: true});

	test('the job stands in a session of its name, which shows its output and goes with it', async () => {
		const id = await begin(`echo 'seen by who attaches' >> output; exec sleep 1000\n`);
		expect(await tmux('list-sessions', '-F', '#{session_name} #{session_attached}')).toBe('tag-1 0');
		await until(async () => (await tmux('capture-pane', '-p', '-t', 'tag-1')).includes('seen by who attaches'));
		expect(await tmux('capture-pane', '-p', '-t', 'tag-1')).toContain('job tag-1');
		await ask(host.cancel, {ids: [id]});
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'cancelled'});
		await until(async () => (await tmux('list-sessions')) === '');
	});

	test("its environment is the submission's, though the server was started before", async () => {
		await tmux('new-session', '-d', '-s', 'mine', 'sleep 1000');
		await run({argv: ['tmux', 'set-environment', '-g', 'HOME', '/nowhere']});
		const id = await begin(
			'{ env; sed -n "s/^SigIgn:.//p" /proc/self/status; } > seen.tmp; mv seen.tmp seen; exec sleep 1000\n',
		);
		const seen = await untilFile('seen');
		expect(seen).toContain(`HOME=${home}\n`);
		expect(seen).toContain(`HPCTUI_JOB_ID=${id}\n`);
		expect(seen).not.toMatch(/^(LC_ALL|TERM|TMUX|TMUX_PANE)=/m);
		const ignored = Number.parseInt(seen.trim().split('\n').at(-1) ?? '', 16);
		expect(ignored & 0b110).toBe(0);
		expect((ignored >> 19) & 1).toBe(0); // TSTP is 20.
		expect(await tmux('list-sessions', '-F', '#{session_name}')).toBe('mine\ntag-1');
		await tmux('kill-session', '-t', 'mine');
	});

	test('keys in its session do not end it, and neither does the end of the session', async () => {
		const id = await begin('exec sleep 1000\n');
		await until(async () => (await tmux('capture-pane', '-p', '-t', 'tag-1')).includes('follows'));
		await tmux('send-keys', '-t', 'tag-1', 'C-c', 'C-z', 'C-\\');
		const script = await scriptOf();
		await tmux('kill-server');
		await until(async () => (await tmux('list-sessions')) === '');
		expect([isAlive(guardOf(id)), isAlive(script)]).toEqual([true, true]);
		expect(await untilPhase(id, 'running')).toMatchObject({id});
	});

	test('its walltime is enforced all the same', async () => {
		const id = await begin('exec sleep 1000\n', {walltime: 1});
		expect(await untilPhase(id, 'over')).toMatchObject({outcome: 'timeout'});
	});

	test('a second submission of a tag starts nothing', async () => {
		const ids = await Promise.all([1, 2, 3].map(() => begin('echo run >> runs; exec sleep 1000\n')));
		expect(new Set(ids).size).toBe(1);
		expect(await untilFile('runs')).toBe('run\n');
	});

	test('another session of that name does not keep it from running', async () => {
		await tmux('new-session', '-d', '-s', 'tag-1', 'sleep 1000');
		const id = await begin('exec sleep 1000\n');
		expect(await untilPhase(id, 'running')).toMatchObject({id});
		await tmux('kill-server');
	});

	test('a login shell that does nothing does not keep it from running, once', async () => {
		await program('tmux', `[ "$1" != new-session ] || exit 0; exit 1`);
		const id = await begin('echo run >> runs; exec sleep 1000\n');
		expect(await untilPhase(id, 'running')).toMatchObject({id});
		expect(await untilFile('runs')).toBe('run\n');
	});
});

describe('what a logout does', () => {
	eachInItsOwnHome();

	test.each([
		['no', 'no', '', undefined],
		['yes', 'yes', 'scope', undefined],
		['yes', 'no', 'scope', 'ends-with-login'],
		['yes', 'no', 'none', 'ends-with-login'],
		['yes', 'yes', 'none', 'ends-with-login'],
	])('KillUserProcesses=%s, Linger=%s, user manager: %s', async (kills, lingers, manager, warning) => {
		await program(
			'loginctl',
			`case $1 in show-user) echo Linger=${lingers} ;; *) echo KillUserProcesses=${kills} ;; esac`,
		);
		const scope = `[ "$*" = '--user --scope --quiet true' ] || echo "$*" >> "$HOME/scopes"; shift 3; exec "$@"`;
		await program('systemd-run', manager === 'scope' ? scope : 'exit 1');
		const query = submitWith(10);
		const scriptPath = join(home, 'job.sh');
		await run({argv: ['sh', '-c', 'echo "exec sleep 1000" > "$1"', 'sh', scriptPath]});
		const receipt = await ask(query, {
			tag: 'tag-1',
			folder: home,
			scriptPath,
			schedulerLogPath: join(home, 'scheduler.log'),
			resources: NOTHING,
		});
		begun.add(receipt.jobId);
		expect(receipt.warning?.code).toBe(warning);
		expect(receipt.warning?.message ?? 'loginctl enable-linger').toContain('loginctl enable-linger');
		const scopes = await readFile(join(home, 'scopes'), 'utf8').catch(() => '');
		expect(scopes.includes('host-tag-1/guard')).toBe(manager === 'scope');
		expect(await untilPhase(receipt.jobId, 'running')).toMatchObject({outcome: null});
	});
});
