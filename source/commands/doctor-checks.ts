import {execFile} from 'node:child_process';
import {createRequire} from 'node:module';
import {promisify} from 'node:util';
import {Fault} from '../core/fault.js';
import {WIRE_VERSION} from '../wire/calls.js';
import {userAppsFolder} from '../wire/paths.js';
import {isPrivateFolder} from '../wire/private-folder.js';
import type {Context} from './command.js';
import {lookAtConfiguration, lookAtFolders, lookAtRoom} from './doctor-folders.js';

/** What a look at the machine found. `warning`: it works, and less well than it could. */
export type Finding = {
	readonly verdict: 'good' | 'warning' | 'bad';
	readonly text: string;
	/** How to mend it; null: nothing to mend. */
	readonly hint: string | null;
};

/** One look of `hpctui doctor` at this machine. */
export type Check = {readonly name: string; readonly look: (context: Context) => Promise<Finding> | Finding};

const run = promisify(execFile);
const load = createRequire(import.meta.url);

/** When this was written: a clock that is earlier is wrong. */
const EARLIEST_MS = Date.UTC(2025, 0, 1);

/** Tried in this order, and told in it. */
export const CHECKS: readonly Check[] = [
	{name: 'node', look: () => good(`${process.version} (${process.execPath})`)},
	{name: 'node-pty', look: () => lookForPackage('node-pty', 'terminals go over ssh instead', 'npm rebuild node-pty')},
	{
		name: 'ssh2 crypto',
		look: () =>
			lookForPackage(
				'ssh2/lib/protocol/crypto/build/Release/sshcrypto.node',
				'tunnels are slower without the native binding of ssh2',
				'npm rebuild ssh2',
			),
	},
	{name: 'ssh', look: lookForSsh},
	{name: 'folders', look: lookAtFolders},
	{name: 'disk', look: lookAtRoom},
	{name: 'configuration', look: lookAtConfiguration},
	{name: 'apps', look: lookAtApps},
	{name: 'socket folder', look: lookAtSocketFolder},
	{name: 'daemon', look: lookAtDaemon},
	{name: 'clock', look: lookAtClock},
	{name: 'terminal', look: lookAtTerminal},
];

function good(text: string): Finding {
	return {verdict: 'good', text, hint: null};
}

function lookForPackage(name: string, without: string, mend: string): Finding {
	try {
		load(name);
		return good('built for this Node');
	} catch {
		const hint = `${mend}   (needs python3, make and g++)`;
		return {verdict: 'warning', text: `does not load: ${without}`, hint};
	}
}

/** The daemon reads them, and goes on without those that it cannot. */
async function lookAtApps(context: Context): Promise<Finding> {
	const folder = userAppsFolder(context.paths);
	try {
		const client = await context.connect({start: false, timeoutMs: 5_000});
		const [first, ...others] = await client.call('app.broken', {}, context.signal);
		if (first !== undefined) {
			const more = others.length === 0 ? '' : ` (and ${others.length} more: hpctui app ls)`;
			return {verdict: 'warning', text: `${first.fault.message}${more}`, hint: first.fault.hint};
		}

		const own = (await client.call('app.list', {}, context.signal)).filter(({file}) => file !== null);
		return good(own.length === 0 ? `none of your own in ${folder}` : own.map(({name}) => name).join(', '));
	} catch {
		return good(`${folder}: looked at when the daemon runs`);
	}
}

async function lookForSsh(): Promise<Finding> {
	try {
		// ssh says its version on stderr.
		const {stderr} = await run('ssh', ['-V'], {timeout: 5_000});
		return good(stderr.trim());
	} catch {
		return {
			verdict: 'warning',
			text: 'no ssh program: Match and Include of ~/.ssh/config and the openssh transport need one',
			hint: 'install openssh-client',
		};
	}
}

function lookAtSocketFolder({paths}: Context): Finding {
	try {
		const isThere = isPrivateFolder(paths.socketFolder);
		return good(`${paths.socketFolder}${isThere ? '' : ' (made when the daemon starts)'}`);
	} catch (error) {
		const fault = Fault.from(error);
		return {verdict: 'bad', text: fault.message, hint: fault.hint};
	}
}

async function lookAtDaemon(context: Context): Promise<Finding> {
	try {
		const {welcome, call} = await context.connect({start: false, acceptsAnyVersion: true, timeoutMs: 5_000});
		const text = `hpctui ${welcome.version}, process ${welcome.pid}`;
		if (welcome.wire !== WIRE_VERSION) {
			return {verdict: 'bad', text: `another version runs: ${text}`, hint: 'hpctui daemon stop'};
		}

		const {trouble} = await call('daemon.status', {}, AbortSignal.timeout(5_000));
		return trouble === null ? good(text) : {verdict: 'bad', text: trouble, hint: null};
	} catch (error) {
		const fault = Fault.from(error);
		return fault.facts['isRunning'] === false
			? good('none runs; any command starts it')
			: {verdict: 'bad', text: fault.message, hint: fault.hint};
	}
}

/** One-time codes and certificates need the right time. */
async function lookAtClock({now}: Context): Promise<Finding> {
	const text = new Date(now()).toISOString();
	if (now() < EARLIEST_MS) {
		return {verdict: 'bad', text: `${text} cannot be`, hint: 'set the clock; one-time codes fail otherwise'};
	}

	const options = {timeout: 5_000};
	const answer = await run('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], options).catch(() => null);
	return answer?.stdout.trim() === 'no'
		? {verdict: 'warning', text: `${text}, not synchronised`, hint: 'timedatectl set-ntp true'}
		: good(text);
}

function lookAtTerminal({env, out}: Context): Finding {
	if (!out.isTerminal) {
		return good('not one: output goes elsewhere');
	}

	const [columns, rows] = [process.stdout.columns, process.stdout.rows];
	if (columns < 80 || rows < 24) {
		return {verdict: 'warning', text: `${columns}x${rows}`, hint: 'the screen wants 80x24 or more'};
	}

	if (env['TERM'] === 'dumb') {
		return {verdict: 'warning', text: 'TERM is dumb', hint: 'set TERM, for example to xterm-256color'};
	}

	const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
	return /utf-?8/i.test(locale) || process.platform !== 'linux'
		? good(`${columns}x${rows}, ${env['TERM'] ?? 'TERM is not set'}`)
		: {verdict: 'warning', text: `the locale is ${locale || 'not set'}`, hint: 'export LANG=C.UTF-8'};
}
