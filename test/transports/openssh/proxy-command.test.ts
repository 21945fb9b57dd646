import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {hopTo, person, plainHop, testFolder} from '../hop.js';
import {ownServer} from '../ssh-server.js';
import {open} from './opening.js';

describe('a ProxyCommand', () => {
	test('carries the bytes', async () => {
		const box = await ownServer();
		const script = `const s=require("net").connect(${box.port},"127.0.0.1");process.stdin.pipe(s).pipe(process.stdout)`;
		const link = await open(await hopTo(box, {port: 9, proxyCommand: `'${process.execPath}' -e '${script}'`}), {
			ask: person(['yes']).ask,
		});
		expect((await link.run({argv: ['true']})).code).toBe(0);
	});

	test('that fails is named, with its own words', async () => {
		const proxyCommand = 'sh -c "echo no tunnel for you >&2; exit 3"';
		await expect(open({...plainHop(22), proxyCommand})).rejects.toMatchObject({
			kind: 'link',
			exitCode: 5,
			message: expect.stringContaining('its ProxyCommand failed: no tunnel for you'),
			hint: expect.stringContaining(proxyCommand),
			facts: {hop: 'box', said: 'no tunnel for you'},
		});
	});

	test('may ask at the terminal itself', async () => {
		const box = await ownServer();
		const folder = await testFolder();
		const proxy = join(folder, 'proxy.sh');
		const relay = `const s=require("net").connect(${box.port},"127.0.0.1");process.stdin.pipe(s).pipe(process.stdout)`;
		await writeFile(
			proxy,
			`#!/bin/sh\nprintf 'Token of the site: ' > /dev/tty\nread -r token < /dev/tty\n[ "$token" = 42 ] || exit 1\nexec '${process.execPath}' -e '${relay}'\n`,
			{mode: 0o700},
		);
		const {ask, asked} = person(['42']);
		await open(await hopTo(box, {proxyCommand: proxy}), {ask});
		expect(asked).toMatchObject([{prompts: [{text: 'Token of the site: ', isSecret: false}]}]);
	});
});
