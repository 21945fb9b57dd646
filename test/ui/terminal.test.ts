import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from 'vitest';
import {openerFor} from '../../source/ui/browser.js';
import {themeFrom} from '../../source/ui/theme.js';

const MODULE = fileURLToPath(new URL('../../source/ui/terminal.ts', import.meta.url));
const RESTORED = '\u001b[?2004l\u001b[0m\u001b[?1049l\u001b[?25h';

/** Runs a program that guards its terminal and then does this. Node reads the module's types away by itself. */
function guarded(then: string) {
	const program = `
		import {guardTerminal} from ${JSON.stringify(MODULE)};
		const guard = guardTerminal(process.stdout, process.stdin, {
			unmount: () => process.stdout.write('unmounted'),
			onSignal: signal => { process.stdout.write('told ' + signal); guard.release(); clearInterval(alive); },
		});
		const alive = setInterval(() => {}, 1000);
		${then}`;
	const options = {encoding: 'utf8', timeout: 15_000, env: {...process.env, NODE_OPTIONS: ''}} as const;
	return spawnSync(process.execPath, ['--input-type=module', '--eval', program], options);
}

describe('the terminal', () => {
	it('is in order before an uncaught error is printed', () => {
		const {stdout, stderr, status} = guarded(`throw new Error('boom');`);
		expect(stdout).toContain(`unmounted${RESTORED}`);
		expect(stderr).toContain('boom');
		expect(status).not.toBe(0);
	});

	it('is in order after the process ended by itself', () => {
		expect(guarded('process.exit(3);')).toMatchObject({status: 3, stdout: expect.stringContaining(RESTORED)});
	});

	it.each(['SIGTERM', 'SIGHUP', 'SIGINT'])('is left by the screen itself on %s', signal => {
		expect(guarded(`process.kill(process.pid, '${signal}');`)).toMatchObject({status: 0, stdout: `told ${signal}`});
	});
});

describe('the theme', () => {
	it('has no colours where none are wanted, and still a cursor', () => {
		const theme = themeFrom({NO_COLOR: '1'});
		expect(theme.hasColor).toBe(false);
		expect(theme.look('good')).toEqual({});
		expect(theme.look('selected')).toEqual({inverse: true});
	});

	it.each([
		[{LANG: 'en_US.UTF-8'}, '●'],
		[{LANG: 'de_DE.utf8'}, '●'],
		[{}, '●'],
		[{LANG: 'en_US.ISO-8859-1'}, '*'],
		[{LC_ALL: 'C', LANG: 'en_US.UTF-8'}, '*'],
		[{LANG: 'en_US.UTF-8', TERM: 'linux'}, '*'],
	])('with %j shows ready as %s', (env, sign) => {
		expect(themeFrom(env).glyphs.states.ready).toBe(sign);
	});
});

describe('the browser', () => {
	it.each([
		['darwin', {}, 'open'],
		['linux', {}, 'xdg-open'],
		['linux', {WSL_DISTRO_NAME: 'Debian'}, 'rundll32.exe'],
		['win32', {}, 'rundll32.exe'],
	] as const)('on %s with %j is opened by %s', (platform, env, command) => {
		expect(openerFor('http://127.0.0.1:1/', env, platform)).toMatchObject({command});
	});
});
