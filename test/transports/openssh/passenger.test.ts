import {once} from 'node:events';
import {type AddressInfo, createServer} from 'node:net';
import type {Duplex} from 'node:stream';
import {buffer} from 'node:stream/consumers';
import {expect, onTestFinished, test} from 'vitest';
import {Passphrases} from '../../../drivers/transports/common/ssh-login/passphrases.js';
import {startMaster} from '../../../drivers/transports/openssh/master.js';
import {ride} from '../../../drivers/transports/openssh/passenger.js';
import {Fault} from '../../../source/core/fault.js';
import {nobody} from '../hop.js';
import {freePort, hasSshd, startSshd} from '../sshd.js';

const never = new AbortController().signal;

test.runIf(hasSshd)('a passenger of a master is connected, or told why not', async () => {
	const sshd = await startSshd();
	const master = await startMaster(
		{hop: sshd.hop, over: undefined, ask: nobody, note: () => {}},
		new Passphrases().ofLogin(),
		never,
	);
	onTestFinished(async () => {
		await master.stop();
		await sshd.close();
	});
	const echo = createServer({allowHalfOpen: true}, socket => socket.pipe(socket)).listen(0, '127.0.0.1');
	await once(echo, 'listening');
	onTestFinished(() => void echo.close());
	const at = {hop: sshd.hop, master};

	const {port} = echo.address() as AddressInfo;
	const stream = (await ride(at, {host: '127.0.0.1', port}, never)) as unknown as Duplex;
	const bytes = Buffer.alloc(1_000_000, 'abcdefg');
	stream.end(bytes);
	expect(Buffer.compare(await buffer(stream), bytes)).toBe(0);

	await expect(ride(at, {host: '127.0.0.1', port: await freePort()}, never)).rejects.toMatchObject({
		kind: 'link',
		facts: {verdict: 'refused', said: expect.stringContaining('Connection refused')},
	});
	const late = AbortSignal.abort(new Fault('timeout', 'late'));
	await expect(ride(at, {host: '127.0.0.1', port}, late)).rejects.toMatchObject({facts: {verdict: 'silent'}});
});
