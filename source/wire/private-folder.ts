import {chmodSync, lstatSync, mkdirSync, type Stats} from 'node:fs';
import {Fault} from '../core/fault.js';

/**
 * Makes sure that a folder is there, is ours and is closed to everybody else (0700); one of ours that stands open is closed.
 *
 * @throws {Fault} `config` where it belongs to somebody else, is a link or no folder, or cannot be made.
 */
export function ensurePrivateFolder(folder: string): void {
	try {
		mkdirSync(folder, {recursive: true, mode: 0o700});
	} catch (error) {
		throw new Fault('config', `cannot make the folder ${folder}: ${messageOf(error)}`, {cause: error});
	}

	const stats = lstatSync(folder);
	checkOwner(folder, stats);
	if ((stats.mode & 0o077) !== 0) {
		chmodSync(folder, 0o700);
	}
}

/**
 * Tells whether a private folder is there, before a socket in it is trusted.
 *
 * @throws {Fault} `config` where it belongs to somebody else, or others could have put things into it.
 */
export function isPrivateFolder(folder: string): boolean {
	const stats = look(folder);
	if (stats === undefined) {
		return false;
	}

	checkOwner(folder, stats);
	if ((stats.mode & 0o022) !== 0) {
		throw new Fault('config', `others may write to ${folder}, so the socket in it cannot be trusted`, {
			hint: `run: chmod 700 ${folder}`,
		});
	}

	return true;
}

function look(folder: string): Stats | undefined {
	try {
		return lstatSync(folder, {throwIfNoEntry: false});
	} catch (error) {
		// A file where a folder should be, or one that nobody may look into.
		throw new Fault('config', `cannot look at the folder ${folder}: ${messageOf(error)}`, {
			hint: 'set HPCTUI_HOME to a folder of your own',
			cause: error,
		});
	}
}

function checkOwner(folder: string, stats: Stats): void {
	if (!stats.isDirectory()) {
		throw new Fault('config', `${folder} is not a folder`, {hint: `remove it: rm ${folder}`});
	}

	// Where there are no user ids (Windows) the folder's own access list is all there is.
	const own = process.getuid?.();
	if (own !== undefined && stats.uid !== own) {
		throw new Fault('config', `${folder} belongs to another user (uid ${stats.uid})`, {
			hint: 'set HPCTUI_HOME to a folder of your own',
			facts: {uid: stats.uid},
		});
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
