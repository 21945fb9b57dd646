import type {ClientChannel} from 'ssh2';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {loadPty} from '../../source/demo/terminal-process.js';
import {startOf} from '../../source/wire/process-identity.js';
import {eventually} from './eventually.js';
import {type StartedServers, startServersInTemp} from './start-servers.js';

const pty = await loadPty();

describe.skipIf(pty === undefined)('a terminal on node1', () => {
	let demo: StartedServers;
	let screen: string;

	beforeAll(async () => {
		demo = await startServersInTemp();
	});

	afterAll(async () => demo.close());

	async function openShell(): Promise<ClientChannel> {
		const client = await demo.connect('node1');
		const channel = await new Promise<ClientChannel>((resolve, reject) => {
			client.shell({cols: 91, rows: 17, term: 'xterm'}, (error, opened) => (error ? reject(error) : resolve(opened)));
		});
		screen = '';
		channel.on('data', (bytes: Buffer) => {
			screen += bytes.toString();
		});
		return channel;
	}

	test('has the size that was asked for, and takes another', async () => {
		const channel = await openShell();
		channel.write('echo "$TERM" $(stty size)\n');
		await eventually(() => screen).toContain('xterm 17 91');
		channel.setWindow(40, 120, 0, 0);
		channel.write('stty size\n');
		await eventually(() => screen).toContain('40 120');
		channel.end('exit\n');
	});

	test('passes Ctrl+C on to what runs in it, and the exit code back', async () => {
		const channel = await openShell();
		const code = new Promise(resolve => channel.once('exit', resolve));
		channel.write('echo up; sleep 1000\n');
		await eventually(() => screen).toMatch(/up\r\n$/);
		channel.write('\u0003');
		channel.write('exit 6\n');
		expect(await code).toBe(6);
	});

	test('hangs up what runs in it when it is closed', async () => {
		const channel = await openShell();
		channel.write('echo pid $$\n');
		await eventually(() => screen).toMatch(/pid \d+/);
		const pid = Number(/pid (\d+)/.exec(screen)?.[1]);
		channel.close();
		await eventually(() => startOf(pid)).toBe(null);
	});
});
