import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {Fault} from '../../../source/core/fault.js';
import {sanitizeText} from '../../../source/core/text.js';
import type {Target} from './names.js';
import {errnoOf} from './verdict.js';

/** Settings of ssh for one host: keyword in lower case (ssh_config(5)), values in the order in which they hold. */
export type SshOptions = ReadonlyMap<string, readonly string[]>;

/** Looks a host up in an ssh configuration; null: the user's own. */
export type LookUp = (target: Target, file: string | null) => Promise<SshOptions>;

/** `Match exec` may run a program of the user's. */
const TIME_LIMIT_MS = 15_000;

/** ssh itself tells its settings (`ssh -G`); where there is no ssh, the file is read as far as the library can. */
export const lookUp: LookUp = async (target, file) => {
	try {
		return parseOptions(await askSsh(target, file));
	} catch (error) {
		if (errnoOf(error) === 'ENOENT') {
			return readOptions(target, file);
		}

		const said = sanitizeText(
			error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error),
		).trim();
		throw new Fault('config', `the ssh configuration for ${target.host} cannot be used: ${said}`, {
			hint: `see: ssh -G ${file === null ? '' : `-F ${file} `}${target.host}`,
			facts: {said},
			cause: error,
		});
	}
};

async function askSsh({host, user, port}: Target, file: string | null): Promise<string> {
	const argv = [
		'-G',
		...(file === null ? [] : ['-F', file]),
		...(user === null ? [] : ['-l', user]),
		...(port === null ? [] : ['-p', String(port)]),
		'--',
		host,
	];
	const {stdout} = await promisify(execFile)('ssh', argv, {timeout: TIME_LIMIT_MS});
	return stdout;
}

/** The output of `ssh -G`: one setting a line, keyword first. */
export function parseOptions(text: string): SshOptions {
	const options = new Map<string, string[]>();
	for (const line of text.split('\n')) {
		const [, keyword, value] = /^(\S+) (.*)$/.exec(line) ?? [];
		if (keyword !== undefined && value !== undefined) {
			const name = keyword.toLowerCase();
			options.set(name, [...(options.get(name) ?? []), value]);
		}
	}

	return options;
}

/** Without an ssh: no Include, and only the matching Host and Match sections of the one file. */
async function readOptions({host, user, port}: Target, file: string | null): Promise<SshOptions> {
	const {default: SshConfig} = await import('ssh-config');
	const path = file ?? join(userInfo().homedir, '.ssh/config');
	const text = await readFile(path, 'utf8').catch((error: unknown) => {
		if (file === null) {
			return '';
		}

		throw new Fault('config', `the ssh configuration ${file} cannot be read: ${String(error)}`, {cause: error});
	});
	const found = SshConfig.parse(text).compute({Host: host, ...(user === null ? {} : {User: user})}, {ignoreCase: true});
	const options = new Map<string, readonly string[]>([
		['hostname', [host]],
		['port', ['22']],
		['user', [userInfo().username]],
		['identityfile', ['~/.ssh/id_rsa', '~/.ssh/id_ecdsa', '~/.ssh/id_ed25519']],
		['userknownhostsfile', ['~/.ssh/known_hosts ~/.ssh/known_hosts2']],
	]);
	for (const [keyword, value] of Object.entries(found)) {
		options.set(keyword.toLowerCase(), listOf(keyword, value));
	}

	for (const [keyword, value] of [
		['user', user],
		['port', port],
	] as const) {
		if (value !== null) {
			options.set(keyword, [String(value)]);
		}
	}

	return options;
}

/** Settings that stand once with many words, as `ssh -G` prints them. */
function listOf(keyword: string, value: string | string[]): string[] {
	const words = Array.isArray(value) ? value : [value];
	return /^identityfile$/i.test(keyword) ? words : [words.join(' ')];
}
