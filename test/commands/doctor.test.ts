import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {temporaryFolder} from '../core/shells.js';
import {runLine} from './world.js';

async function findings(home: string) {
	const {code, out} = await runLine('doctor --json', {env: {HPCTUI_HOME: home}, isDown: true});
	const {checks} = JSON.parse(out) as {checks: readonly {name: string; verdict: string; text: string; hint: string}[]};
	return {code, of: (name: string) => checks.find(check => check.name === name)};
}

test('a home that is still to be made is good', async () => {
	const {of} = await findings(join(temporaryFolder(), 'new', 'home'));
	expect(of('folders')).toMatchObject({verdict: 'good'});
	expect(of('configuration')).toMatchObject({verdict: 'good', text: 'none yet'});
});

test('a file that is no JSON keeps the daemon from starting: named, with what to do', async () => {
	const home = temporaryFolder();
	const file = join(home, 'config', 'config.json');
	mkdirSync(join(home, 'config'));
	writeFileSync(file, '{"clusters": ');
	const {code, of} = await findings(home);
	expect(code).toBe(1);
	expect(of('configuration')).toMatchObject({verdict: 'bad', hint: 'mend the file or move it away'});
	expect(of('configuration')?.text).toContain(file);
});

test('a home below a file cannot be written', async () => {
	const file = join(temporaryFolder(), 'file');
	writeFileSync(file, '');
	const {code, of} = await findings(join(file, 'home'));
	expect(code).toBe(1);
	expect(of('folders')?.verdict).toBe('bad');
});
