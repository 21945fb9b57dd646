import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type Duplex, PassThrough} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {describe, expect, test} from 'vitest';
import {handshake} from '../../../drivers/transports/ssh2/handshake.js';
import {KeyRing} from '../../../drivers/transports/ssh2/key-ring.js';
import {Fault} from '../../../source/core/fault.js';
import {hopTo, openHop, plainHop, testFolder} from '../hop.js';
import {rawHost} from '../raw-host.js';
import {ownServer} from '../ssh-server.js';
import {freePort} from '../sshd.js';

describe('a host that cannot be reached', () => {
	test('refuses', async () => {
		const port = await freePort();
		await expect(openHop(plainHop(port))).rejects.toMatchObject({
			kind: 'link',
			exitCode: 5,
			retry: 'later',
			message: `box (127.0.0.1) cannot be reached: it refuses connections on port ${port}`,
			facts: {hop: 'box', said: expect.stringContaining('ECONNREFUSED')},
			hint: expect.any(String),
		});
	});

	test('its ProxyCommand fails: with its words, and what it ended with', async () => {
		const proxyCommand = "sh -c 'echo no such proxy >&2; exit 3'";
		await expect(openHop({...plainHop(22), proxyCommand})).rejects.toMatchObject({
			kind: 'link',
			exitCode: 5,
			message: 'box (127.0.0.1) cannot be reached: its ProxyCommand ended with code 3: no such proxy',
			facts: {hop: 'box', said: 'no such proxy'},
			hint: `try by hand: ${proxyCommand}`,
		});
	});

	test('its ProxyCommand is no program, or hangs', async () => {
		await expect(openHop({...plainHop(22), proxyCommand: 'no-such-proxy %'})).rejects.toMatchObject({
			message: expect.stringMatching(/ProxyCommand ended with code 127: .*no-such-proxy/),
		});
		const hanging = {...plainHop(22), proxyCommand: 'cat >/dev/null', connectTimeoutMs: 150};
		await expect(openHop(hanging)).rejects.toMatchObject({message: expect.stringContaining('said nothing')});
	});

	test('is reached through a ProxyCommand', async () => {
		const {port} = await ownServer();
		const hop = {...plainHop(22), host: 'nowhere.invalid', strictHostKeyChecking: 'no' as const};
		const link = await openHop({...hop, proxyCommand: `nc 127.0.0.1 ${port}`});
		expect((await link.run({argv: ['true']})).code).toBe(0);
	});

	test('has no such name', async () => {
		await expect(openHop({...plainHop(22), host: 'no-such-host.invalid'})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringMatching(/no host of this name|could not be looked up/),
			facts: {said: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/)},
		});
	});

	test('accepts and says nothing', async () => {
		const port = await rawHost(() => {});
		await expect(openHop({...plainHop(port), connectTimeoutMs: 100})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringContaining('accepted the connection and then said nothing'),
		});
	});

	test('greets and then says nothing', async () => {
		const port = await rawHost(socket => socket.write('SSH-2.0-Sleepy\r\n'));
		await expect(openHop({...plainHop(port), connectTimeoutMs: 100})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringContaining('stopped answering'),
		});
	});

	test('trickles lines for ever (a tarpit)', async () => {
		const port = await rawHost(socket => {
			const timer = setInterval(() => socket.write('x\r\n'), 20);
			socket.once('close', () => clearInterval(timer));
		});
		await expect(openHop({...plainHop(port), connectTimeoutMs: 150})).rejects.toMatchObject({kind: 'link'});
	});

	test('closes at once', async () => {
		const port = await rawHost(socket => socket.end());
		await expect(openHop(plainHop(port))).rejects.toMatchObject({kind: 'link', retry: 'later', facts: {hop: 'box'}});
	});

	test('speaks something else', async () => {
		const port = await rawHost(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
		await expect(openHop(plainHop(port))).rejects.toMatchObject({kind: 'link'});
	});

	test('is given up by a signal', async () => {
		const port = await rawHost(() => {});
		const controller = new AbortController();
		const opening = openHop(plainHop(port), {signal: controller.signal});
		controller.abort();
		await expect(opening).rejects.toMatchObject({kind: 'cancelled'});
	});

	test('behind another hop is told as seen from there', async () => {
		const gateway = await openHop(await hopTo(await ownServer(), {name: 'gateway'}));
		const hop = {...plainHop(await freePort()), name: 'login'};
		await expect(openHop(hop, {over: gateway})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringMatching(/^login cannot be reached: .*tried from gateway/),
			facts: {hop: 'login'},
		});
	});
});

describe('a ProxyCommand', () => {
	test('carries the bytes, and what it says is noted', async () => {
		const box = await ownServer();
		const proxy = join(await testFolder(), 'proxy.mjs');
		await writeFile(
			proxy,
			`import {connect} from 'node:net'; console.error('by proxy');
			const socket = connect(${box.port}, '127.0.0.1'); process.stdin.pipe(socket).pipe(process.stdout);`,
		);
		const notes: string[] = [];
		const link = await openHop(await hopTo(box, {proxyCommand: `'${process.execPath}' '${proxy}'`}), {
			note: line => notes.push(line),
		});
		expect((await link.run({argv: ['true']})).code).toBe(0);
		expect(notes).toContain('box: ProxyCommand: by proxy');
	});

	test('that fails is a link that cannot be made', async () => {
		await expect(openHop({...plainHop(22), proxyCommand: 'false'})).rejects.toMatchObject({kind: 'link'});
	});
});

describe('a link that breaks', () => {
	test('by a closed connection tells so, to everybody who waits', async () => {
		const box = await ownServer();
		const link = await openHop(await hopTo(box));
		const running = await link.stream({argv: ['sleep', '60']});
		const port = await rawHost(socket => socket.write('half'));
		const connection = (await link.connect({host: '127.0.0.1', port})) as unknown as Duplex;
		const slow = link.run({argv: ['sleep', '60']});
		slow.catch(() => {});
		box.drop();
		await expect(running.exited).rejects.toMatchObject({kind: 'link'});
		// What was cut off must not look like what came to its end.
		await expect(buffer(connection)).rejects.toMatchObject({kind: 'link'});
		await expect(slow).rejects.toMatchObject({kind: 'link'});
		expect(await link.closed).toMatchObject({kind: 'link', retry: 'now', facts: {hop: 'box'}});
		await expect(link.run({argv: ['true']})).rejects.toMatchObject({kind: 'link'});
	});

	test('before anybody speaks over it is told as what broke, and ends nothing else', async () => {
		const request = {hop: plainHop(1), over: undefined, ask: async () => undefined, note: () => {}};
		const way = new PassThrough();
		const opening = handshake(request, way, new KeyRing(), new AbortController().signal);
		way.destroy(new Fault('link', 'its ProxyCommand ended with code 3'));
		await expect(opening).rejects.toMatchObject({kind: 'link', message: 'its ProxyCommand ended with code 3'});
	});

	test('by silence tells so after the keep-alives', async () => {
		const box = await ownServer();
		const link = await openHop(await hopTo(box, {keepAlive: {intervalSeconds: 0.05, countMax: 2}}));
		await link.run({argv: ['true']});
		expect(link.roundTripMs).toBeGreaterThan(0);
		box.freeze();
		expect(await link.closed).toMatchObject({kind: 'link', message: expect.stringContaining('has not answered')});
	});

	test('takes the hop behind it along', async () => {
		const gateway = await ownServer();
		const first = await openHop(await hopTo(gateway, {name: 'gateway'}));
		const second = await openHop(await hopTo(await ownServer(), {name: 'login'}), {over: first});
		gateway.drop();
		expect(await second.closed).toMatchObject({kind: 'link', facts: {hop: 'login'}});
	});

	test('lives on keep-alives that are answered', async () => {
		const box = await ownServer();
		const link = await openHop(await hopTo(box, {keepAlive: {intervalSeconds: 0.1, countMax: 2}}));
		await expect.poll(() => link.roundTripMs).toBeGreaterThan(0);
		expect((await link.run({argv: ['sleep', '0.5']})).code).toBe(0);
	});
});
