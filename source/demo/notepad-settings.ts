import {existsSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/** Settings of the app `notepad`, by its parameters' names. */
export type Settings = Readonly<Record<string, string>>;

/** Where its server lies below the folder of the built program. */
const SERVER = join('source', 'demo', 'notepad', 'server.js');

/** What the app `notepad` needs on this machine: the Node that runs this program, and the server that came with it. */
export function notepadSettings(): Settings {
	const server = findUpwards(dirname(fileURLToPath(import.meta.url)), SERVER);
	return server === null ? {} : {runtime: process.execPath, 'page-server': server};
}

/** The file in this folder or the nearest one above that has it; null where none does. */
function findUpwards(folder: string, file: string): string | null {
	if (existsSync(join(folder, file))) {
		return join(folder, file);
	}

	const parent = dirname(folder);
	return parent === folder ? null : findUpwards(parent, file);
}
