import {execFileSync, spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {runScript, SHELL_LINE, terminalLine} from '../../../drivers/transports/common/script.js';
import {Fault} from '../../../source/core/fault.js';

const TOKEN = 'hpctui0123456789abcdef';

/** The login shells of this machine; a command must come out the same from each. */
const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'ksh', 'mksh', 'tcsh', 'csh', 'fish'].filter(
	shell => spawnSync(shell, ['-c', 'exit 0']).status === 0,
);

const ARGUMENTS = ["it's", 'a\nb', '!x', '\\', '$HOME', '"', '*', '-n', '%s', '', 'ž'];

describe.each(SHELLS)('login shell %s', shell => {
	test('a command runs with its directory, environment and arguments', () => {
		const script = runScript(
			{
				argv: ['/bin/sh', '-c', 'printf "%s|" "$PWD" "$LC_ALL" "$ODD" "$@"; echo oops >&2; exit 7', 'x', ...ARGUMENTS],
				cwd: '/usr',
				env: {ODD: "o'd\nd"},
			},
			TOKEN,
		);
		const {stdout, stderr, status} = spawnSync(shell, ['-c', SHELL_LINE], {input: script, encoding: 'utf8'});
		expect(stdout).toBe(`${TOKEN}:begin:${['/usr', 'C', "o'd\nd", ...ARGUMENTS, ''].join('|')}${TOKEN}:end:7;`);
		expect(stderr).toBe(`${TOKEN}:begin:oops\n${TOKEN}:end:7;`);
		expect(status).toBe(7);
	});

	test('a terminal’s command comes through its command line', () => {
		const line = terminalLine({argv: ['printf', '%s|', ...ARGUMENTS], cwd: '/usr', env: {ODD: "'"}});
		const output = execFileSync(shell, ['-c', line], {encoding: 'utf8'});
		expect(output).toBe([...ARGUMENTS, ''].join('|'));
	});
});

describe('runScript', () => {
	test('the marks do not stand in the script, so that an echo of it is no mark', () => {
		expect(runScript({argv: ['true']}, TOKEN)).not.toContain(TOKEN);
	});

	test('a directory that is not there fails the command, and is told', () => {
		const script = runScript({argv: ['echo', 'hi'], cwd: '/not/there'}, TOKEN);
		const {stdout, stderr} = spawnSync('sh', ['-s'], {input: script, encoding: 'utf8'});
		expect(stdout).toBe(`${TOKEN}:begin:${TOKEN}:end:1;`);
		expect(stderr).toContain('/not/there');
	});

	test('a conversation takes the place of the shell, and has no end mark', () => {
		const script = runScript({argv: ['sh', '-c', 'cat; exit 3'], isConversation: true}, TOKEN);
		const {stdout, status} = spawnSync('sh', ['-s'], {input: script, encoding: 'utf8'});
		expect([stdout, status]).toEqual([`${TOKEN}:begin:`, 3]);
	});

	test('a directory that begins with a dash is no option', () => {
		expect(runScript({argv: ['true'], cwd: '-P'}, TOKEN)).toContain('cd ./-P');
	});

	test('a name that is none is refused', () => {
		expect(() => runScript({argv: ['true'], env: {'A;id': 'x'}}, TOKEN)).toThrow(Fault);
	});
});
