import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {startJob} from '../job.js';

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
