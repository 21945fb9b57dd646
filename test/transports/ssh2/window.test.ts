import {createHash, randomFillSync} from 'node:crypto';
import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {type AddressInfo, createServer, type Server} from 'node:net';
import type {Duplex} from 'node:stream';
import {setImmediate as turn} from 'node:timers/promises';
import {describe, expect, onTestFinished, test} from 'vitest';
import {SSH2_VERSION} from '../../../drivers/transports/ssh2/insides.js';
import {windowFor} from '../../../drivers/transports/ssh2/window.js';
import {hopTo, openHop, testFolder} from '../hop.js';
import {ownServer} from '../ssh-server.js';
import {hasSshd, startSshd} from '../sshd.js';

const MIB = 1024 * 1024;

describe('the pin', () => {
	test('ssh2 is the very version whose private names we use', async () => {
		const installed: unknown = createRequire(import.meta.url)('ssh2/package.json');
		const wanted: unknown = JSON.parse(await readFile('package.json', 'utf8'));
		expect(installed).toMatchObject({version: SSH2_VERSION});
		expect(wanted).toMatchObject({dependencies: {ssh2: SSH2_VERSION}});
	});
});

describe('windowFor', () => {
	test.each([
		[null, 2 * MIB],
		[0.1, 2 * MIB],
		[5, 2 * MIB],
		[20, 8_000_000],
		[80, 32_000_000],
		[300, 32 * MIB],
	])('%s ms: %i bytes', (roundTripMs, wanted) => {
		expect(windowFor(roundTripMs)).toBe(wanted);
	});
});

/** 64 MiB that a compressor or a repeated block could not pass for. */
const BYTES = randomFillSync(Buffer.alloc(64 * MIB));
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const WANTED = sha256(BYTES);

async function source(): Promise<number> {
	const server: Server = createServer(socket => socket.on('error', () => {}).end(BYTES));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => {
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

/** Reads all of it; `pause`: falls behind every so often. */
async function hashOf(stream: Duplex, pause: boolean): Promise<string> {
	const hash = createHash('sha256');
	let count = 0;
	for await (const chunk of stream) {
		hash.update(chunk as Buffer);
		count += 1;
		if (pause && count % 50 === 0) {
			for (let turns = 0; turns < 20; turns += 1) {
				await turn();
			}
		}
	}

	return hash.digest('hex');
}

describe('64 MiB through a forward are the same bytes', () => {
	test.each([false, true])('from a server in this process (slow reader: %s)', async isSlow => {
		const box = await ownServer();
		const link = await openHop(await hopTo(box));
		const stream = await link.connect({host: '127.0.0.1', port: await source()});
		expect(await hashOf(stream as unknown as Duplex, isSlow)).toBe(WANTED);
	});

	test.skipIf(!hasSshd).each([false, true])('from a real sshd (slow reader: %s)', async isSlow => {
		const sshd = await startSshd();
		onTestFinished(() => sshd.close());
		const link = await openHop(sshd.hop);
		const stream = await link.connect({host: '127.0.0.1', port: await source()});
		expect(await hashOf(stream as unknown as Duplex, isSlow)).toBe(WANTED);
	});

	test.skipIf(!hasSshd)('through two hops, with keys exchanged anew on the way', async () => {
		const sshd = await startSshd(['RekeyLimit 4M']);
		onTestFinished(() => sshd.close());
		const first = await openHop(sshd.hop);
		const second = await openHop({...sshd.hop, name: 'second'}, {over: first});
		const stream = await second.connect({host: '127.0.0.1', port: await source()});
		expect(await hashOf(stream as unknown as Duplex, false)).toBe(WANTED);
	});

	test.skipIf(!hasSshd)('up, too', async () => {
		const sshd = await startSshd();
		onTestFinished(() => sshd.close());
		const link = await openHop(sshd.hop);
		const path = `${await testFolder()}/up`;
		await link.put(path, BYTES, 0o600);
		expect(sha256(await readFile(path))).toBe(WANTED);
	});
});
