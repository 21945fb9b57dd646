import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import codeServer from '../../drivers/apps/code-server.js';
import marimo from '../../drivers/apps/marimo.js';
import openvscodeServer from '../../drivers/apps/openvscode-server.js';
import rstudioServer from '../../drivers/apps/rstudio-server.js';
import allocation from '../../drivers/apps/shell.js';
import tensorboard from '../../drivers/apps/tensorboard.js';
import vnc from '../../drivers/apps/vnc.js';
import type {AppDriver} from '../../source/core/app.js';
import {urlOf} from '../../source/core/app-answer.js';
import {bodyOf} from '../../source/core/app-body.js';
import {portsOf} from '../../source/core/app-ports.js';
import {settingsFor} from '../../source/core/settings.js';
import {startJob, type TestJob} from '../core/job.js';
import {temporaryFolder, until} from '../core/shells.js';
import {faultOf} from '../core/thrown.js';
import {barePath} from './bare-path.js';

type Settings = Readonly<Record<string, string>>;
type Case = {
	readonly app: AppDriver;
	readonly programs: readonly string[];
	readonly settings: Settings;
	/** What the first program is called with; `PORT` is the port of the job, `FOLDER` its folder. */
	readonly words: string;
	readonly url: string;
};

const SECRET = 'made-by-us-0123456789';
const CASES: readonly Case[] = [
	{
		app: codeServer,
		programs: ['code-server'],
		settings: {folder: '/my data', args: '--log "debug"'},
		words: '<--config><FOLDER/code-server.yaml><--disable-telemetry><--disable-update-check><--log><debug></my data>',
		url: '/',
	},
	{
		app: openvscodeServer,
		programs: ['openvscode-server'],
		settings: {folder: '/my data'},
		words:
			'<--host><127.0.0.1><--port><PORT><--connection-token-file><FOLDER/token><--telemetry-level><off><--default-folder></my data>',
		url: `/?tkn=${SECRET}`,
	},
	{
		app: tensorboard,
		programs: ['tensorboard'],
		settings: {logdir: '/my runs'},
		words: '<--logdir></my runs><--host><127.0.0.1><--port><PORT>',
		url: '/',
	},
	{
		app: marimo,
		programs: ['marimo'],
		settings: {},
		words: '<edit><--headless><--host><127.0.0.1><--port><PORT><--token-password-file><FOLDER/token></>',
		url: `/?access_token=${SECRET}`,
	},
	{
		app: rstudioServer,
		programs: ['rserver', 'R'],
		settings: {},
		words: `<--www-address=127.0.0.1><--www-port=PORT><--auth-none=0><--auth-pam-helper-path=FOLDER/check><--secure-cookie-key-file=FOLDER/cookie-key>`,
		url: '/',
	},
	{
		app: vnc,
		programs: ['websockify', 'Xvnc', 'vncpasswd', 'xauth'],
		settings: {desktop: ': "$DISPLAY"'},
		words: '/rfb><127.0.0.1:PORT>',
		url: `/vnc.html#autoconnect=1&reconnect=1&resize=remote&password=${SECRET}`,
	},
];
/** What a program does beside saying how it was called. */
const DOES: Readonly<Record<string, string>> = {Xvnc: 'echo 7 >&3; exec sleep 600'};
const NAMED = CASES.map(each => [each.app.name, each] as const);

/** A job of the app on a node that has these programs, each of which says how it was called. */
function start({app, settings}: Case, programs: readonly string[]): TestJob {
	const folder = join(temporaryFolder(), 'session');
	const bin = barePath();
	mkdirSync(folder, {mode: 0o700});
	for (const name of app.secrets) {
		writeFileSync(join(folder, name), SECRET, {mode: 0o600});
	}

	for (const name of programs) {
		writeFileSync(join(bin, name), `#!/bin/sh\nprintf '<%s>' "$@"\n${DOES[name] ?? ''}\n`, {mode: 0o700});
	}

	// Where noVNC is looked for at last.
	mkdirSync(join(bin, 'noVNC'));
	writeFileSync(join(bin, 'noVNC', 'vnc.html'), '');

	const chosen = settingsFor(app, settings);
	const ports = portsOf(app, chosen).map(({name, fixed}) => ({name, fixed}));
	const body = bodyOf(app, {settings: chosen, bind: '127.0.0.1', workdir: null});
	return startJob({shell: ['/bin/sh'], folder, body, ports, env: {PATH: bin, HOME: bin, TMPDIR: bin}});
}

function caseOf(app: AppDriver): Case {
	const found = CASES.find(each => each.app === app);
	if (found === undefined) {
		throw new Error(`no case of ${app.name}`);
	}

	return found;
}

test.each(NAMED)('%s gets its port and its secrets, and these in no argument', async (_name, each) => {
	const job = start(each, each.programs);
	const {ports} = await job.entry('started');
	expect(await job.entry('exited')).toMatchObject({code: 0});
	const [port] = Object.values(ports);
	expect(job.output()).toContain(each.words.replace('PORT', String(port)).replaceAll('FOLDER', job.folder));
	expect(job.output()).not.toContain(SECRET);
	expect(readFileSync(join(job.folder, 'app'), 'utf8')).not.toContain(SECRET);
});

test.each(CASES.flatMap(each => each.programs.map(name => [each.app.name, name, each] as const)))(
	'%s: that %s is missing is told, with what to try',
	async (_name, missing, each) => {
		const job = start(
			each,
			each.programs.filter(name => name !== missing),
		);
		expect(await job.entry('could-not-run')).toMatchObject({
			code: 127,
			said: expect.stringMatching(new RegExp(`^no ${missing} on `)),
			hint: expect.stringMatching(/--set (modules|environment)=|--method/),
		});
	},
);

test.each(NAMED)('%s has the URL that lets its person in', (_name, {app, settings, url}) => {
	const [port] = portsOf(app, settingsFor(app, settings));
	const values = Object.fromEntries(app.secrets.map(name => [name, SECRET]));
	expect(port && urlOf(port, {host: '127.0.0.1', port: 1, isSecure: false}, values)).toBe(`http://127.0.0.1:1${url}`);
});

test('code-server has its password in a file that nobody else can read', async () => {
	const job = start(caseOf(codeServer), ['code-server']);
	const {ports} = await job.entry('started');
	await job.ended;
	const file = join(job.folder, 'code-server.yaml');
	expect(readFileSync(file, 'utf8')).toBe(
		`bind-addr: "127.0.0.1:${ports['editor']}"\nauth: password\ncert: false\npassword: "${SECRET}"\n`,
	);
	expect(statSync(file).mode & 0o077).toBe(0);
});

test.each([
	['the password', SECRET, true],
	['another password', 'wrong', false],
	['none', '', false],
])('RStudio lets in who has %s', async (_what, given, isLetIn) => {
	const job = start(caseOf(rstudioServer), ['rserver', 'R']);
	await job.ended;
	const check = (name: string) => execFileSync(join(job.folder, 'check'), [name], {input: given, stdio: 'pipe'});
	if (isLetIn) {
		check(userInfo().username);
		expect(() => check('somebody')).toThrow();
	} else {
		expect(() => check(userInfo().username)).toThrow();
	}
});

test('what RStudio kept on the node goes with the job', async () => {
	const job = start(caseOf(rstudioServer), ['rserver', 'R']);
	await job.ended;
	const [, scratch = ''] = /<--server-data-dir=(.*)\/data>/.exec(job.output()) ?? [];
	expect(scratch).toMatch(/hpctui-\w+$/);
	await until(() => (existsSync(scratch) ? undefined : true));
});

test.each<[AppDriver, Settings, string]>([
	[vnc, {geometry: 'large'}, 'WIDTHxHEIGHT in pixels'],
	[tensorboard, {}, 'the folder of logs: runs: --set logdir=...'],
	[codeServer, {args: 'a\nb'}, 'one line'],
	[marimo, {modules: '$(id)'}, 'names of modules, with blanks between'],
])('%# is wrong usage', (app, given, hint) => {
	expect(faultOf(() => settingsFor(app, given))).toMatchObject({kind: 'usage', hint});
});

test('a shell serves nothing, and holds its allocation until it is told to end', async () => {
	const job = startJob({body: bodyOf(allocation, {settings: {}, bind: '127.0.0.1', workdir: null}), ports: []});
	await job.entry('started');
	expect(job.record().some(({type}) => type === 'exited')).toBe(false);
	job.child.kill('SIGTERM');
	expect(await job.entry('exited')).toMatchObject({code: null, signal: 'TERM', signalled: 'job'});
});
