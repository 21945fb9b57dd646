import {once} from 'node:events';
import {type AddressInfo, connect, createServer, type Server, type Socket} from 'node:net';
import {buffer, text} from 'node:stream/consumers';
import {describe, expect, onTestFinished, test} from 'vitest';
import {pipeThrough, type Traffic} from '../../../drivers/transports/common/pipe.js';
import type {Link} from '../../../source/core/link.js';
import {hopTo, openHop} from '../hop.js';
import {ownServer} from '../ssh-server.js';

async function listening(server: Server): Promise<number> {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => {
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

/** A service, a link to its host, and a local port that leads there. */
async function tunnel(serve: (socket: Socket) => void) {
	const box = await ownServer();
	const link: Link = await openHop(await hopTo(box));
	const port = await listening(createServer({allowHalfOpen: true}, socket => serve(socket.on('error', () => {}))));
	const traffic: Traffic = {in: 0, out: 0};
	const ends: (Error | null)[] = [];
	const localPort = await listening(
		createServer({allowHalfOpen: true, noDelay: true}, async socket => {
			ends.push(await pipeThrough(socket, await link.connect({host: '127.0.0.1', port}), {traffic}));
		}),
	);
	return {box, traffic, ends, dial: () => connect({port: localPort, host: '127.0.0.1', allowHalfOpen: true})};
}

describe('pipeThrough', () => {
	test('carries both ways, counts, and each half ends by itself', async () => {
		const {traffic, ends, dial} = await tunnel(async socket => {
			const request = await buffer(socket);
			socket.end(`${request.length} bytes`);
		});
		const client = dial();
		client.end(Buffer.alloc(1_000_000));
		expect(await text(client)).toBe('1000000 bytes');
		await expect.poll(() => ends).toEqual([null]);
		expect(traffic).toEqual({in: 13, out: 1_000_000});
	});

	test('a service that closes first is seen to, also by a client that would stay', async () => {
		const {ends, dial} = await tunnel(socket => {
			socket.end('bye');
			socket.destroySoon();
		});
		const client = dial();
		expect(await text(client)).toBe('bye');
		client.end();
		await expect.poll(() => ends).toEqual([null]);
	});

	test('a client that goes away takes its connection along', async () => {
		const gone = Promise.withResolvers<void>();
		const {ends, dial} = await tunnel(socket => {
			socket.write('hello');
			socket.resume().once('close', () => gone.resolve());
			socket.once('end', () => socket.end());
		});
		const client = dial();
		await once(client, 'data');
		client.resetAndDestroy();
		await gone.promise;
		await expect.poll(() => ends).toHaveLength(1);
	});

	test('a broken link is a reset, not an end', async () => {
		const {box, ends, dial} = await tunnel(socket => socket.write('half'));
		const client = dial();
		await once(client, 'data');
		box.drop();
		await expect(buffer(client)).rejects.toMatchObject({code: 'ECONNRESET'});
		await expect.poll(() => ends).toMatchObject([{kind: 'link'}]);
	});
});
