import {describe, expect, test} from 'vitest';
import {COMMAND_NAMES, loadAll} from '../../source/commands/catalogue.js';
import {runLine} from './world.js';

describe('help', () => {
	test('names every command, option and exit code', async () => {
		const {out, code, calls} = await runLine('--help');
		expect(code).toBe(0);
		expect(calls).toEqual([]);
		for (const name of COMMAND_NAMES) {
			expect(out).toContain(`  ${name} `);
		}

		expect(out).toContain('--json');
		expect(out).toContain('HPCTUI_HOME');
		expect(out).toContain('8 the session ended first');
	});

	test.each(COMMAND_NAMES)('%s --help: usage, words, options', async name => {
		const {out, code} = await runLine(`${name} --help`);
		const command = (await loadAll()).find(one => one.name === name);
		expect(code).toBe(0);
		expect(out).toMatch(new RegExp(`^usage: hpctui ${name}`));
		for (const option of Object.keys(command?.options ?? {})) {
			expect(out).toContain(`--${option}`);
		}

		expect(out.split('\n').filter(line => line.length > 140 && !line.startsWith('usage:'))).toEqual([]);
	});

	test.each(['new --wait --help', 'help new', 'new -h'])('%s is the help of new', async line => {
		expect((await runLine(line)).out).toMatch(/^usage: hpctui new APP --cluster C/);
	});

	test('of a group: its commands and no others', async () => {
		const {out, code} = await runLine('cluster --help');
		expect(code).toBe(0);
		expect(out).toContain('cluster login');
		expect(out).not.toContain('daemon');
	});

	test('every command is named as its catalogue has it', async () => {
		expect((await loadAll()).map(({name}) => name)).toEqual(COMMAND_NAMES);
	});

	test('--version', async () => {
		expect((await runLine('--version')).out).toMatch(/^hpctui \d+\.\d+\.\d+\n$/);
		expect(JSON.parse((await runLine('--version --json')).out)).toEqual({version: expect.any(String)});
	});
});

test('without a command: the screen, which is told about colours', async () => {
	let seen: NodeJS.ProcessEnv | undefined;
	const parts = {
		screen: async (env: NodeJS.ProcessEnv) => {
			seen = env;
			return 0;
		},
	};
	expect((await runLine(['--no-color', '--ssh-config', '/c'], {parts})).code).toBe(0);
	expect(seen).toMatchObject({NO_COLOR: '1', HPCTUI_SSH_CONFIG: '/c', HPCTUI_HOME: '/nowhere'});
});
