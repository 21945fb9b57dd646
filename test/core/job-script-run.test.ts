import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {startJob} from './job.js';
import {shells, temporaryFolder, until} from './shells.js';

const SERVER = [
	'echo "at $HPCTUI_PORT_WEB-MAIN"',
	'exec python3 -m http.server --bind "$HPCTUI_BIND" "$HPCTUI_PORT_WEB_MAIN"',
];

/** A program on the PATH of the job instead of the real one. */
function fakeProgram(name: string, text: string): Record<string, string> {
	const folder = temporaryFolder();
	writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
	chmodSync(join(folder, name), 0o755);
	return {PATH: `${folder}:${process.env['PATH'] ?? ''}`};
}

describe.each(shells)('the job script in %s', (_name, shell) => {
	test('tells where it runs, serves, and ends with the signal that it got', async () => {
		const job = startJob({shell, ports: [{name: 'web-main', fixed: null}], body: SERVER, env: {HPCTUI_JOB_ID: '77'}});
		const {node, ports, jobId, at} = await job.entry('started');
		expect(node.host).toBe(hostname());
		expect(node.interfaces.find(({name}) => name === 'lo')).toMatchObject({linkType: 772, isUp: true});
		expect(node.interfaces.flatMap(({addresses}) => addresses)).toContain('127.0.0.1');
		expect(jobId).toBe('77');
		expect(Math.abs(Date.now() - at)).toBeLessThan(30_000);
		const port = ports['web-main'] ?? 0;
		expect(port).toBeGreaterThanOrEqual(20_000);
		expect(port).toBeLessThanOrEqual(31_999);
		await until(() => (job.output().includes('Serving HTTP') ? true : undefined));
		expect((await fetch(`http://127.0.0.1:${port}/etc/hostname`)).status).toBe(200);
		expect(existsSync(`/tmp/hpctui-port-${port}`)).toBe(true);
		job.child.kill('SIGTERM');
		expect(await job.ended).toEqual({code: 143, signal: null});
		expect(job.record().slice(1)).toMatchObject([
			{type: 'signalled', signal: 'TERM'},
			{type: 'exited', code: null, signal: 'TERM', signalled: 'job'},
		]);
		expect(existsSync(`/tmp/hpctui-port-${port}`)).toBe(false);
		expect(statSync(job.folder).mode & 0o777).toBe(0o700);
		expect(readdirSync(job.folder).map(name => statSync(join(job.folder, name)).mode & 0o077)).toEqual([0, 0, 0, 0]);
	});

	// As schedulers do. In bash it was a matter of luck whether the script saw that its app had ended.
	test('ends at once when the whole group is told to end', async () => {
		for (let round = 0; round < 8; round += 1) {
			const job = startJob({shell, body: ['echo ready', 'exec sleep 600']});
			await until(() => (job.output().includes('ready') ? true : undefined));
			const toldAt = Date.now();
			process.kill(-(job.child.pid ?? 0), 'SIGTERM');
			expect((await job.ended).code).toBeGreaterThan(0);
			expect(Date.now() - toldAt).toBeLessThan(10_000);
			expect(await job.entry('exited')).toMatchObject({signal: 'TERM', signalled: 'job'});
		}
	}, 120_000);

	test.each([
		['a code', 'exit 3', {code: 3, signal: null, signalled: null}, 3],
		['nothing wrong', 'true', {code: 0, signal: null, signalled: null}, 0],
		['a code that no signal stands for', 'exit 254', {code: 254, signal: null, signalled: null}, 254],
		['a signal of its own', 'kill -s KILL $$', {code: null, signal: 'KILL', signalled: 'app'}, 137],
		['a command that is missing', 'exec no-such-program', {code: 127, signal: null, signalled: null}, 127],
		['a syntax error', 'if then', {code: 2, signal: null, signalled: null}, 2],
	])('the app ends with %s', async (_case, line, wanted, code) => {
		const job = startJob({shell, body: [line]});
		expect(await job.entry('exited')).toMatchObject(wanted);
		expect(await job.ended).toEqual({code, signal: null});
	});

	test.each([
		['99', 'runs it again', '1', 99, 1],
		['100', 'holds it in error', 'undefined', 100, 1],
		['98', 'takes for a failure', 'undefined', 98, 98],
	])('the code %s, for which Grid Engine %s, is on the record', async (code, _what, task, recorded, ended) => {
		const job = startJob({shell, body: [`exit ${code}`], env: {SGE_TASK_ID: task}});
		expect(await job.entry('exited')).toMatchObject({code: recorded});
		expect(await job.ended).toEqual({code: ended, signal: null});
	});

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

	test('the app gets INT and its own umask, and standard input is empty', async () => {
		mkdirSync('/tmp', {recursive: true});
		const job = startJob({shell, body: ['grep SigIgn /proc/self/status', 'umask', 'cat', 'exec sleep 60']});
		await until(() => (job.output().includes('00') && job.output().split('\n').length >= 3 ? true : undefined));
		const ignored = BigInt(`0x${/SigIgn:\t(\w+)/.exec(job.output())?.[1] ?? 'ff'}`);
		// Bits of INT (2) and QUIT (3).
		expect(ignored & 0b110n).toBe(0n);
		expect(job.output()).toMatch(new RegExp(`^0?0?${process.umask().toString(8).padStart(3, '0')}$`, 'm'));
		job.child.kill('SIGINT');
		expect(await job.entry('exited')).toMatchObject({signal: 'INT', signalled: 'job'});
		expect(await job.ended).toEqual({code: 143, signal: null});
	});

	test('USR1 is the app’s own business', async () => {
		const job = startJob({
			shell,
			body: [`trap 'echo got it; exit 0' USR1`, 'echo ready', 'while :; do sleep 0.05; done'],
		});
		await until(() => (job.output().includes('ready') ? true : undefined));
		job.child.kill('SIGUSR1');
		expect(await job.entry('exited')).toMatchObject({code: 0, signal: null});
		expect(job.output()).toContain('got it');
	});

	test('an app that does not end is killed after a while', async () => {
		const job = startJob({
			shell,
			graceSeconds: 1,
			body: [`trap '' TERM`, 'echo ready', 'while :; do sleep 0.05; done'],
		});
		await until(() => (job.output().includes('ready') ? true : undefined));
		job.child.kill('SIGTERM');
		await job.entry('signalled');
		expect(await job.entry('exited')).toMatchObject({signal: 'TERM', signalled: 'job'});
		expect(await job.ended).toEqual({code: 137, signal: null});
	});

	test('an app that needs its time to end is given it, and its code does not hide the signal', async () => {
		const job = startJob({
			shell,
			body: [`trap 'sleep 0.3; echo saved; exit 0' TERM`, 'echo ready', 'while :; do sleep 0.05; done'],
		});
		await until(() => (job.output().includes('ready') ? true : undefined));
		job.child.kill('SIGTERM');
		expect(await job.entry('exited')).toMatchObject({code: null, signal: 'TERM', signalled: 'job'});
		expect(await job.ended).toEqual({code: 143, signal: null});
		expect(job.output()).toContain('saved');
	});
});

describe('ports', () => {
	test('two jobs on a node do not collide, even where only two ports are free', async () => {
		const portRange = {first: 26_110, last: 26_111};
		const options = {ports: [{name: 'web', fixed: null}], portRange, body: ['exec sleep 60']};
		const jobs = [startJob(options), startJob(options)];
		const taken = await Promise.all(jobs.map(async job => (await job.entry('started')).ports['web']));
		expect(taken.toSorted()).toEqual([26_110, 26_111]);
		const third = startJob(options);
		expect(await third.entry('exited')).toMatchObject({code: 75});
		expect(third.output()).toContain('no free port from 26110 to 26111');
	});

	test.each([
		['on every address', '0.0.0.0'],
		['on loopback', '127.0.0.1'],
		['over IPv6', '::1'],
	])('a port that something listens to %s is not taken', async (_name, host) => {
		const server = createServer().listen(26_120, host);
		onTestFinished(() => void server.close());
		await new Promise(resolve => server.once('listening', resolve));
		const options = {
			ports: [{name: 'web', fixed: null}],
			portRange: {first: 26_120, last: 26_121},
			body: ['exec sleep 60'],
		};
		expect((await startJob(options).entry('started')).ports).toEqual({web: 26_121});
	});

	test('the lock of a job that was killed is taken over, the lock of somebody else is not', async () => {
		const options = {
			ports: [{name: 'web', fixed: null}],
			portRange: {first: 26_130, last: 26_131},
			body: ['exec sleep 60'],
		};
		for (const [port, owner] of [
			[26_130, '4194305'],
			[26_131, `${process.pid}`],
		] as const) {
			const lock = `/tmp/hpctui-port-${port}`;
			mkdirSync(lock, {recursive: true});
			writeFileSync(join(lock, 'pid'), owner);
			onTestFinished(() => rmSync(lock, {recursive: true, force: true}));
		}

		expect((await startJob(options).entry('started')).ports).toEqual({web: 26_130});
	});

	test('a fixed port is used as it is, and several are told by name', async () => {
		const ports = [
			{name: 'a', fixed: 5000},
			{name: 'b-c', fixed: null},
		];
		const job = startJob({
			ports,
			body: ['echo "$HPCTUI_PORT_A $HPCTUI_PORT_B_C"; hpctui_serving a 5001; hpctui_serving a x'],
		});
		const {ports: taken} = await job.entry('started');
		expect(taken).toEqual({a: 5000, 'b-c': expect.any(Number)});
		await job.ended;
		expect(job.output().startsWith(`5000 ${taken['b-c']}\n`)).toBe(true);
		expect(await job.entry('serving')).toEqual({type: 'serving', port: 'a', number: 5001});
	});
});

describe('what the node says', () => {
	test('a hostile host name and job id stay inside their JSON strings', async () => {
		const env = {
			...fakeProgram('uname', `printf 'no"de\\\\\\n","x":"\\033[31m\\n'`),
			HPCTUI_JOB_ID: '1"]}\n$(touch /tmp/x)',
		};
		const job = startJob({env, body: ['true']});
		await job.ended;
		const [line = ''] = readFileSync(join(job.folder, 'record'), 'utf8').split('\n');
		expect(JSON.parse(line)).toMatchObject({host: 'no"de\\\n","x":"\u001b[31m', jobId: '1"]}\n$(touch /tmp/x)'});
	});

	test.each([
		[
			'ip',
			`case "$*" in *addr*) cat <<'E'
1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
3: ib9    inet 10.1.1.5/16 brd 10.1.255.255 scope global ib9\\       valid_lft forever
3: ib9    inet6 fe80::1/64 scope link \\       valid_lft forever
4: ppp0@if7    inet 10.8.0.2 peer 10.8.0.1/32 scope global ppp0\\       valid_lft forever
E
;; esac`,
			[
				['ib9', ['10.1.1.5']],
				['ppp0', ['10.8.0.2']],
			],
		],
		[
			'ifconfig',
			`cat <<'E'
ib9       Link encap:InfiniBand  HWaddr 80:00
          inet addr:10.1.1.5  Bcast:10.1.255.255  Mask:255.255.0.0
          inet6 addr: fe80::202/64 Scope:Link
          inet6 addr: fd00::5/64 Scope:Global
eno7: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
        inet 10.8.0.2  netmask 255.255.255.0  broadcast 10.8.0.255
        inet6 fe80::1%eno7  prefixlen 64  scopeid 0x20<link>
E`,
			[
				['ib9', ['10.1.1.5', 'fd00::5']],
				['eno7', ['10.8.0.2']],
			],
		],
		['hostname', `[ "$1" = -I ] && echo '10.1.1.5 fd00::5 169.254.7.7 '`, [['unnamed', ['10.1.1.5', 'fd00::5']]]],
	])('addresses by %s', async (tool, text, wanted) => {
		const silent = ['ip', 'ifconfig'].slice(0, ['ip', 'ifconfig', 'hostname'].indexOf(tool));
		const paths = [[tool, text] as const, ...silent.map(name => [name, 'exit 1'] as const)].map(
			([name, script]) => fakeProgram(name, script)['PATH']?.split(':')[0],
		);
		const job = startJob({env: {PATH: [...paths, process.env['PATH']].join(':')}, body: ['true']});
		const {node} = await job.entry('started');
		const found = node.interfaces.map(({name, addresses}) => [name, addresses]);
		expect(found).toEqual(expect.arrayContaining(wanted));
	});
});

describe('the folder', () => {
	test('one that cannot be made is told where the scheduler shows it', async () => {
		const file = join(temporaryFolder(), 'file');
		writeFileSync(file, '');
		const job = startJob({folder: join(file, 'session'), body: ['true']});
		expect(await job.ended).toEqual({code: 73, signal: null});
	});

	test('a working directory that is missing is told', async () => {
		const job = startJob({workdir: '/no such place', body: ['echo never']});
		expect(await job.entry('setup-failed')).toMatchObject({line: 'cd /no such place'});
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
			env: fakeProgram('conda', hook),
			setup: ['conda activate analysis'],
			body: ['echo "in $ENVIRONMENT"'],
		});
		await job.ended;
		expect(job.output()).toBe('in analysis\n');
	});

	test('output over the limit is cut, its last half kept beside it', async () => {
		const env = fakeProgram('sleep', '[ "$1" = 10 ] && set -- 0.1; exec /bin/sleep "$@"');
		const job = startJob({env, maxLogBytes: 2000, body: ['printf "%03000d\\n" 5', 'exec sleep 60']});
		const old = join(job.folder, 'output.old');
		await until(() => (existsSync(old) && job.output().includes('grew over 2000 bytes') ? true : undefined));
		expect(statSync(old).size).toBe(1000);
		expect(job.output().length).toBeLessThan(200);
	});
});

describe('processes', () => {
	test('what the app left running is ended with the job, where the job leads its group', async () => {
		const job = startJob({body: ['sleep 4567 &', 'echo "left $!"', 'exit 0']});
		await job.ended;
		const left = Number(/left (\d+)/.exec(job.output())?.[1]);
		await until(() => (isAlive(left) ? undefined : true));
	});

	test('nobody else is signalled where it does not', async () => {
		const job = startJob({body: ['exit 0'], isFollower: true});
		expect(await job.ended).toEqual({code: 0, signal: null});
	});
});

function isAlive(pid: number): boolean {
	try {
		return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

test('no time is lost: the app starts within a second or two', async () => {
	const begin = performance.now();
	const job = startJob({ports: [{name: 'web', fixed: null}], body: ['echo here']});
	await until(() => (job.output().includes('here') ? true : undefined));
	expect(performance.now() - begin).toBeLessThan(5000);
});
