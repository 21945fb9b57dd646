import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, it} from 'vitest';
import {listAliases} from '../../../drivers/transports/common/aliases.js';

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hpctui-aliases-'));
});
afterEach(() => rm(folder, {recursive: true}));

async function write(name: string, text: string): Promise<string> {
	const path = join(folder, name);
	await writeFile(path, text);
	return path;
}

describe('the hosts of an ssh configuration', () => {
	it('are its names in its order, with what stands beside them', async () => {
		const file = await write(
			'config',
			[
				'User everywhere',
				'Host gateway gw',
				'  HostName gate.lab.example',
				'  User alice@LAB',
				'Host *.lab n1 50%h',
				'  HostName %h.lab.%%example',
				'Host iris',
				'  ProxyJump gateway',
				'  HostName login.iris.example',
				'host "quoted name" direct',
				'  ProxyJump none',
			].join('\n'),
		);
		expect(await listAliases(file)).toEqual([
			{name: 'gateway', address: 'gate.lab.example', user: 'alice@LAB', jump: null},
			{name: 'gw', address: 'gate.lab.example', user: 'alice@LAB', jump: null},
			{name: 'n1', address: 'n1.lab.%example', user: null, jump: null},
			{name: '50%h', address: '50%h.lab.%example', user: null, jump: null},
			{name: 'iris', address: 'login.iris.example', user: null, jump: 'gateway'},
			{name: 'direct', address: null, user: null, jump: null},
		]);
	});

	it('are no patterns, and each is named once', async () => {
		const file = await write('config', 'Host *.lab !bad node? ok\n  Port 22\nHost ok -x\nHost *\n  User me\n');
		expect((await listAliases(file)).map(({name}) => name)).toEqual(['ok']);
	});

	it('are those of included files too, at the top and within a section', async () => {
		await mkdir(join(folder, 'conf.d'));
		await write('conf.d/b', 'Host second\n');
		await write('conf.d/a', 'Host first\n  HostName 10.0.0.1\n');
		const file = await write('config', `Include ${folder}/conf.d/*\nHost last\n  Include ${folder}/missing\n`);
		expect((await listAliases(file)).map(({name}) => name)).toEqual(['first', 'second', 'last']);
	});

	it('are none where the file includes itself without end, cannot be read or makes no sense', async () => {
		const loop = await write('loop', `Include ${folder}/loop\nHost once\n`);
		expect((await listAliases(loop)).map(({name}) => name)).toEqual(['once']);
		expect(await listAliases(join(folder, 'missing'))).toEqual([]);
		expect(await listAliases(folder)).toEqual([]);
		expect(await listAliases(await write('odd', '"\u0000\nHost\n'))).toEqual([]);
	});
});
