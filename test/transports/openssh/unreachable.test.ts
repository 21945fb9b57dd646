import {describe, expect, onTestFinished, test} from 'vitest';
import {plainHop} from '../hop.js';
import {rawHost} from '../raw-host.js';
import {freePort, hasSshd, startSshd} from '../sshd.js';
import {open, socketsLeft} from './opening.js';

describe('a host that cannot be reached', () => {
	test('refuses', async () => {
		const port = await freePort();
		await expect(open(plainHop(port))).rejects.toMatchObject({
			kind: 'link',
			exitCode: 5,
			message: `box (127.0.0.1) cannot be reached: it refuses connections on port ${port}`,
			facts: {hop: 'box', said: expect.stringContaining('Connection refused')},
		});
	});

	test('has no such name', async () => {
		await expect(open({...plainHop(22), host: 'no-such-host.invalid'})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringMatching(/no host of this name|could not be looked up/),
		});
	});

	test.each([
		['accepts and says nothing', () => {}, /said nothing for 0\.3 s/],
		[
			'greets and then says nothing',
			(socket: {write(text: string): void}) => socket.write('SSH-2.0-Sleepy\r\n'),
			/stopped answering/,
		],
	])('%s', async (_what, serve, words) => {
		const port = await rawHost(serve);
		await expect(open({...plainHop(port), connectTimeoutMs: 300})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringMatching(words),
		});
		expect(await socketsLeft()).toEqual([]);
	});

	test.each([
		['closes at once', ''],
		['speaks something else', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
	])('%s', async (_what, text) => {
		const port = await rawHost(socket => socket.end(text));
		await expect(open(plainHop(port))).rejects.toMatchObject({kind: 'link', retry: 'later', facts: {hop: 'box'}});
	});

	test('is given up by a signal', async () => {
		const port = await rawHost(() => {});
		const controller = new AbortController();
		const opening = open(plainHop(port), {signal: controller.signal});
		controller.abort();
		await expect(opening).rejects.toMatchObject({kind: 'cancelled'});
	});

	test.runIf(hasSshd)('behind another hop is told as seen from there', async () => {
		const sshd = await startSshd();
		onTestFinished(() => sshd.close());
		const gateway = await open({...sshd.hop, name: 'gateway'});
		const port = await freePort();
		await expect(open({...plainHop(port), name: 'login'}, {over: gateway})).rejects.toMatchObject({
			kind: 'link',
			message: expect.stringMatching(/^login cannot be reached: .*tried from gateway, refused the connection/),
			facts: {hop: 'login', verdict: 'refused', said: expect.stringContaining('Connection refused')},
		});
	});
});
