import {accessSync, constants, existsSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
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
