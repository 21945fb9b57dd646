import {mkdtempSync, rmSync} from 'node:fs';
import {lstat, mkdir, readdir, readlink, rm} from 'node:fs/promises';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {Fault} from '../../../source/core/fault.js';
import {terminate} from './control.js';

/**
 * sun_path holds 104 bytes on macOS and 108 on Linux (unix(4), unix(7)). ssh binds its socket under a name that is 17 bytes longer
 * (a dot and 16 letters), and links it to its place.
 */
const LONGEST_PATH = 103 - 17;

/** So many letters mkdtemp(3) puts behind a name. */
const MKDTEMP_LETTERS = 6;

/** The longest name that is made in the folder. */
const LONGEST_NAME = 'socket-9999';

let ours: Promise<string> | undefined;

/** Names that were given away: none is used twice in a process. */
let count = 0;

/** A path for a socket, and for what lies beside it, that nothing else of this process has, however many ask at once. */
export async function newSocketPath(): Promise<string> {
	count += 1;
	const name = `socket-${count}`;
	return join(await socketsFolder(), name);
}

/** A folder of this process alone, short enough for sockets; it goes with the process. What dead ones left is cleared away. */
export function socketsFolder(): Promise<string> {
	ours ??= make().catch((thrown: unknown) => {
		ours = undefined;
		throw thrown;
	});
	return ours;
}

async function make(): Promise<string> {
	const name = `hpctui-ssh-${userInfo().uid}`;
	const us = `${process.pid}.${await pidNamespace()}-`;
	const places = [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp'].filter(place => place !== undefined && place !== '');
	for (const place of places) {
		const folder = join(place as string, name);
		if (
			Buffer.byteLength(join(folder, us, LONGEST_NAME)) + MKDTEMP_LETTERS <= LONGEST_PATH &&
			(await isPrivate(folder))
		) {
			await sweep(folder);
			const own = mkdtempSync(join(folder, us));
			process.once('exit', () => rmSync(own, {recursive: true, force: true}));
			return own;
		}
	}

	throw new Fault('config', `no folder for the sockets of ssh could be made, neither of ${places.join(', ')}`, {
		hint: `it must be this user's alone and short: remove ${name} there, or set XDG_RUNTIME_DIR`,
		retry: 'after-user',
	});
}

/** Makes the folder; false where it cannot be made, or somebody else could look into it. */
async function isPrivate(folder: string): Promise<boolean> {
	await mkdir(folder, {mode: 0o700}).catch(() => {});
	const found = await lstat(folder).catch(() => null);
	return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}

/**
 * In which namespace our process number is one (pid_namespaces(7)): containers often share the folder, and what looks dead from here
 * may live there. 0 where there are no namespaces.
 */
async function pidNamespace(): Promise<string> {
	const name = await readlink('/proc/self/ns/pid').catch(() => '');
	return /\d+/.exec(name)?.[0] ?? '0';
}

/** Ends the masters of processes that are no more, and removes their folders. */
async function sweep(folder: string): Promise<void> {
	const [names, namespace] = await Promise.all([readdir(folder), pidNamespace()]);
	await Promise.all(
		names.map(async name => {
			const [, number, where] = /^(\d+)\.(\d+)-/.exec(name) ?? [];
			const pid = Number(number);
			if (!(pid > 0) || where !== namespace || isAlive(pid)) {
				return;
			}

			const sockets = (await readdir(join(folder, name)).catch(() => [])).filter(each => each.startsWith('socket-'));
			await Promise.allSettled(sockets.map(each => terminate(join(folder, name, each))));
			await rm(join(folder, name), {recursive: true, force: true});
		}),
	);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
	}
}
