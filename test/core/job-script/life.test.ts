import {existsSync, mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {startJob} from '../job.js';
import {shells, until} from '../shells.js';

const SERVER = [
	'echo "at $HPCTUI_PORT_WEB-MAIN"',
	'exec python3 -m http.server --bind "$HPCTUI_BIND" "$HPCTUI_PORT_WEB_MAIN"',
];

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
