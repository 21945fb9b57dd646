import {accessSync, constants, existsSync, readFileSync, statfsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {formatSize} from '../core/size.js';
import type {Context} from './command.js';
import type {Finding} from './doctor-checks.js';

/** Where configuration and journal are, or will be made, one must be able to write. */
export function lookAtFolders({paths}: Context): Finding {
	for (const folder of [paths.config, paths.state]) {
		try {
			// Whoever may look into a folder and write there may make one in it.
			accessSync(nearestThere(folder), constants.W_OK | constants.X_OK);
		} catch (error) {
			return {verdict: 'bad', text: messageOf(error), hint: 'make it yours to write, or set HPCTUI_HOME elsewhere'};
		}
	}

	return good([paths.config, paths.state].join(' '));
}

/** A journal line has some hundred bytes; below this, the next download of somebody fills the rest. */
const LITTLE_ROOM_BYTES = 16 * 1024 * 1024;

/** Whether the disk of the journal has room for what happens. */
export function lookAtRoom({paths}: Context): Finding {
	const {bavail, bsize} = statfsSync(nearestThere(paths.state));
	const bytes = bavail * bsize;
	const text = `${formatSize(bytes)} free in ${paths.state}`;
	return bytes < LITTLE_ROOM_BYTES
		? {
				verdict: 'bad',
				text,
				hint: 'free some space: sessions go on without it, but what happens cannot be written down',
			}
		: good(text);
}

function nearestThere(folder: string): string {
	return existsSync(folder) || folder === dirname(folder) ? folder : nearestThere(dirname(folder));
}

/** The daemon cannot start without it, and only says so in its log. */
export function lookAtConfiguration({paths}: Context): Finding {
	const files = [join(paths.config, 'config.json'), join(paths.state, 'memory.json')].filter(file => existsSync(file));
	for (const file of files) {
		try {
			JSON.parse(readFileSync(file, 'utf8'));
		} catch (error) {
			return {verdict: 'bad', text: `${file}: ${messageOf(error)}`, hint: 'mend the file or move it away'};
		}
	}

	return good(files.length === 0 ? 'none yet' : files.join(' '));
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function good(text: string): Finding {
	return {verdict: 'good', text, hint: null};
}
