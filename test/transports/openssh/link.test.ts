import {describe, expect, test} from 'vitest';
import {hopTo} from '../hop.js';
import {ownServer} from '../ssh-server.js';
import {open, socketsLeft} from './opening.js';

describe('a link', () => {
	test('that breaks says so at once, and its programs and connections with it', async () => {
		const box = await ownServer();
		const link = await open(await hopTo(box));
		const running = await link.stream({argv: ['sleep', '60']});
		box.drop();
		expect(await link.closed).toMatchObject({kind: 'link', retry: 'now', facts: {hop: 'box'}});
		await expect(running.exited).rejects.toMatchObject({kind: 'link'});
		await expect(link.run({argv: ['true']})).rejects.toMatchObject({kind: 'link'});
		expect(await socketsLeft()).toEqual([]);
	});

	test('that hangs is given up after the keep-alives that the configuration grants', async () => {
		const box = await ownServer();
		const link = await open(await hopTo(box, {keepAlive: {intervalSeconds: 1, countMax: 1}}));
		box.freeze();
		expect(await link.closed).toMatchObject({kind: 'link', message: expect.stringContaining('not responding')});
	});

	test('leaves nothing when it is closed', async () => {
		const box = await ownServer();
		const link = await open(await hopTo(box));
		expect(await socketsLeft()).toHaveLength(3);
		await link.close();
		expect([await link.closed, await socketsLeft()]).toEqual([null, []]);
	});

	test.each([1, 3])('MaxSessions %i: all commands run, one after another', async maxSessions => {
		const box = await ownServer(undefined, {maxSessions});
		const link = await open(await hopTo(box));
		await Promise.all(Array.from({length: 12}, () => link.run({argv: ['true']})));
		expect(box.counts.mostSessions).toBe(maxSessions);
	});
});
