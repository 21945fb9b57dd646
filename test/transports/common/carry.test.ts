import {execFileSync, spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {symlink} from 'node:fs/promises';
import {type AddressInfo, createServer, type Socket} from 'node:net';
import {join} from 'node:path';
import type {Duplex} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {describe, expect, onTestFinished, test} from 'vitest';
import {carrierOf} from '../../../drivers/transports/common/carriers.js';
import {carry} from '../../../drivers/transports/common/carry.js';
import type {FarProcess, ProcessEnd} from '../../../drivers/transports/common/process.js';
import type {Shells} from '../../../drivers/transports/common/run.js';
import type {Endpoint} from '../../../source/core/link.js';
import {testFolder} from '../hop.js';
import {freePort} from '../sshd.js';

/** What the script itself needs beside the program that carries. */
const ALWAYS = ['sh', 'tr', 'sed', 'cat'];
const TOOLS = ['perl', 'python3', 'bash', 'socat', 'nc'].filter(tool => pathOf(tool) !== null);
/** These keep a connection that the far side closed until ours is closed. */
const KEEPERS = ['socat', 'nc'];

function pathOf(tool: string): string | null {
	try {
		return execFileSync('/bin/sh', ['-c', 'PATH=/usr/bin:/bin command -v "$1"', 'sh', tool], {encoding: 'utf8'}).trim();
	} catch {
		return null;
	}
}

/** A host that has these programs only, behind a login shell that prints something. */
async function hostWith(...tools: readonly string[]): Promise<Shells> {
	const bin = await testFolder();
	for (const tool of [...ALWAYS, ...tools]) {
		await symlink(pathOf(tool) ?? tool, join(bin, tool));
	}

	return {
		hop: 'gateway',
		async start(line) {
			const child = spawn('/bin/sh', ['-c', `echo Welcome; echo quota >&2; ${line}`], {
				env: {PATH: bin},
				detached: true,
				stdio: 'pipe',
			});
			const ended = new Promise<ProcessEnd>(resolve => {
				child.once('close', (code, signal) => resolve({type: 'exited', code, signal}));
			});
			const kill = (): void => {
				if (child.exitCode === null && child.signalCode === null) {
					process.kill(-(child.pid ?? 0), 'SIGKILL');
				}
			};
			const far: FarProcess = {
				stdin: child.stdin,
				stdout: child.stdout,
				stderr: child.stderr,
				ended,
				letGo: kill,
				kill,
			};
			return far;
		},
	};
}

async function serve(answer: (socket: Socket) => void, host = '127.0.0.1'): Promise<{host: string; port: number}> {
	const server = createServer({allowHalfOpen: true}, socket => answer(socket.on('error', () => {}))).listen(0, host);
	await once(server, 'listening');
	onTestFinished(() => void server.close());
	return {host, port: (server.address() as AddressInfo).port};
}

const carried = async (shells: Shells, endpoint: Endpoint, signal?: AbortSignal): Promise<Duplex> => {
	const stream = (await carry(shells, endpoint, signal)) as unknown as Duplex;
	onTestFinished(() => void stream.destroy());
	return stream;
};

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const LARGE = Buffer.from(Array.from({length: 5_000_000}, (_, index) => (index * 31 + (index >> 8)) % 256));

describe.each(TOOLS)('by %s alone', tool => {
	test('every byte, in both directions at once', async () => {
		const place = await serve(socket => socket.pipe(socket));
		const stream = await carried(await hostWith(tool), place);
		const back: Buffer[] = [];
		let length = 0;
		const whole = new Promise<void>(resolve => {
			stream.on('data', (bytes: Buffer) => {
				back.push(bytes);
				length += bytes.length;
				if (length === LARGE.length) {
					resolve();
				}
			});
		});
		stream.write(LARGE);
		await whole;
		expect(hash(Buffer.concat(back))).toBe(hash(LARGE));
	});

	test('what the far side sends before it closes arrives whole, and then the end', async () => {
		const place = await serve(socket => socket.once('data', () => socket.end(LARGE)));
		const stream = await carried(await hostWith(tool), place);
		stream.write('GET\r\n');
		if (KEEPERS.includes(tool)) {
			stream.once('data', () => stream.end());
		}

		expect(hash(await buffer(stream))).toBe(hash(LARGE));
	});

	test('a port where nothing listens, a name that is none', async () => {
		const shells = await hostWith(tool);
		await expect(carry(shells, {host: '127.0.0.1', port: await freePort()})).rejects.toMatchObject({
			kind: 'link',
			facts: {hop: 'gateway', verdict: 'refused', said: 'Connection refused'},
		});
		await expect(carry(shells, {host: 'no-such-host.invalid', port: 9})).rejects.toMatchObject({
			kind: 'link',
			facts: {verdict: 'unreachable'},
		});
	});

	test('an IPv6 address', async () => {
		const place = await serve(socket => socket.resume().end('six'), '::1');
		const stream = await carried(await hostWith(tool), place);
		stream.once('data', () => stream.end());
		expect((await buffer(stream)).toString()).toBe('six');
	});
});

// bash is not among them: it has no shutdown(2).
test.each(TOOLS.filter(tool => tool !== 'bash'))(
	'by %s the end of our half is told, and the answer still comes',
	async tool => {
		const place = await serve(socket => {
			void buffer(socket).then(bytes => socket.end(hash(bytes)));
		});
		const stream = await carried(await hostWith(tool), place);
		stream.end(LARGE);
		expect((await buffer(stream)).toString()).toBe(hash(LARGE));
	},
);

test('a carrier that is killed fails the connection: half a file is not a whole one', async () => {
	const place = await serve(socket => void socket.write('half'));
	const shells = await hostWith('perl');
	let far: FarProcess | undefined;
	const stream = await carried({...shells, start: async (...words) => (far = await shells.start(...words))}, place);
	stream.once('data', () => far?.kill());
	await expect(buffer(stream)).rejects.toMatchObject({kind: 'link', retry: 'now'});
});

test('a host without any such program says what it wants', async () => {
	await expect(carry(await hostWith(), {host: '127.0.0.1', port: 9})).rejects.toMatchObject({
		kind: 'link',
		message: expect.stringMatching(/gateway cannot carry.*there is no perl, python3, bash, socat or nc/),
	});
});

test('a host that runs nothing is told with its own words', async () => {
	const shells = await hostWith();
	const start: Shells['start'] = (_line, signal) => shells.start('echo "No commands here." >&2; exit 1', signal);
	await expect(carry({...shells, start}, {host: '127.0.0.1', port: 9})).rejects.toMatchObject({
		kind: 'link',
		facts: {verdict: 'forbidden'},
	});
});

test('given up by the clock it is silence', async () => {
	const shells = await hostWith('perl');
	const start: Shells['start'] = (_line, signal) => shells.start('exec cat >/dev/null', signal);
	const signal = AbortSignal.timeout(50);
	await expect(carry({...shells, start}, {host: '127.0.0.1', port: 9}, signal)).rejects.toMatchObject({
		facts: {verdict: 'silent'},
	});
});

test('a host carries five at once; a sixth waits for one to end, and says so where none does', async () => {
	const place = await serve(socket => socket.pipe(socket));
	const take = carrierOf(await hostWith('perl'));
	const five = await Promise.all(Array.from({length: 5}, () => take(place)));
	// As a program that is no browser, in the middle of a conversation.
	for (const each of five) {
		each.write('ping');
		await once(each as unknown as Duplex, 'data');
	}

	await expect(take(place, AbortSignal.timeout(50))).rejects.toMatchObject({
		kind: 'link',
		message: 'gateway carries 5 connections already, and all of them are in use',
	});
	const sixth = take(place);
	five[0]?.destroy();
	const stream = (await sixth) as unknown as Duplex;
	stream.write('hello');
	expect(String((await once(stream, 'data'))[0])).toBe('hello');
	for (const each of [...five, stream]) {
		each.destroy();
	}
});

test('where five are kept by a browser, a sixth takes the place of the one that was asked longest ago', async () => {
	const place = await serve(socket => socket.on('data', () => socket.write('HTTP/1.1 204 No Content\r\n\r\n')));
	let now = 0;
	const take = carrierOf(await hostWith('perl'), () => now);
	const ask = async (stream: Duplex): Promise<string> => {
		stream.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
		return String((await once(stream, 'data'))[0]);
	};
	const open = async () => (await take(place, AbortSignal.timeout(10_000))) as unknown as Duplex;
	const five = await Promise.all(Array.from({length: 5}, open));
	for (const stream of five) {
		now += 10;
		await ask(stream);
	}

	const sixth = open();
	const closed = once(five[0] as Duplex, 'close');
	now += 2000;
	await closed;
	expect(await ask(await sixth)).toMatch(/^HTTP/);
	expect(five.map(({destroyed}) => destroyed)).toEqual([true, false, false, false, false]);
	for (const stream of [...five, await sixth]) {
		stream.destroy();
	}
});
