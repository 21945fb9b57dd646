import {execFile, spawnSync} from 'node:child_process';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type StartedServers, startServersInTemp} from './start-servers.js';

const hasOpenssh = spawnSync('ssh', ['-V']).status === 0;

describe.skipIf(!hasOpenssh)('with the ssh of OpenSSH', () => {
	let demo: StartedServers;

	beforeAll(async () => {
		// OpenSSH 9.2 does not quote the configuration's path for the ssh that it starts for ProxyJump: no space here.
		demo = await startServersInTemp('hpctui-demo-');
	});

	afterAll(async () => demo.close());

	async function ssh(...args: string[]): Promise<{code: number | string; stdout: string; stderr: string}> {
		return new Promise(resolve => {
			const child = execFile('ssh', ['-F', demo.places.sshConfig, ...args], (error, stdout, stderr) => {
				resolve({code: error?.code ?? 0, stdout, stderr});
			});
			child.stdin?.end();
		});
	}

	test('the written configuration leads through both hops to node1', async () => {
		expect(await ssh('demo-node1', 'hostname; exit 4')).toEqual({code: 4, stdout: 'node1\n', stderr: ''});
	});

	test('a terminal is a terminal', async () => {
		const {stdout} = await ssh('-tt', 'demo-node1', 'tty && stty size');
		expect(stdout).toMatch(/^\/dev\//);
	});

	test('gateway forwards to nobody but login', async () => {
		const {code, stderr} = await ssh('-W', `127.0.0.1:${demo.servers.ports.node1}`, 'demo-gateway');
		expect(code).not.toBe(0);
		expect(stderr).toMatch(/open failed|stdio forwarding failed/);
	});
});
